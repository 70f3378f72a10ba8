package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of audit events in log order. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "EventPage", description = "A page of audit events in log order.")
public record EventPage(
        List<EventView> items,

        @Schema(
                description =
                        "Send it as pageToken for what follows. Also on the last page: what happens later comes after it.")
        @Nullable
        String nextPageToken,

        @Schema(description = "Whether more events are there already.")
        boolean more) {

    /**
     * One event.
     *
     * @param event the body as JSON, with what it says of people opened
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AuditEntry", description = "An audit event at its place in the log.")
    public record EventView(
            @Schema(examples = "42", description = "The place in the log, from 0, without gaps.")
            long leafIndex,

            @Schema(description = "When the database recorded it.")
            Instant recordedAt,

            @Schema(
                    description =
                            "Whether the newest checkpoint covers it, so that it can be proven; about a second after it"
                                    + " happened. Absent where nothing is signed.")
            @Nullable
            Boolean sealed,

            @JsonRawValue @Schema(ref = "AuditEvent") String event) {}

    /** An event's body, as far as every event has it; it is kept as bytes, so this is but said of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "AuditEvent",
            description = "Who did what to what, when, with which outcome. Each action has members of its own besides:"
                    + " before, after, reason, aws and more. Where the body was removed, or is missing, nothing but what it"
                    + " is found by.",
            additionalProperties = Schema.True.class)
    record Body(
            @Schema(examples = "1", description = "The version of the body's layout.") @Nullable
            Integer schema,

            @Schema(description = "UUIDv7; rises with time.") @Nullable
            UUID id,

            @Schema(examples = "change.requested", description = "What was done, as noun.verb.") @Nullable
            String action,

            @Schema(
                    enumeration = {"SUCCESS", "REFUSED", "FAILED", "UNKNOWN"},
                    description = "What became of it; UNKNOWN: AWS may or may not have done it.")
            @Nullable
            String outcome,

            @Schema(description = "When it happened.") @Nullable
            Instant occurredAt,

            @Schema(description = "Who did it.") @Nullable ActorBody actor,

            @Schema(examples = "sandbox", description = "The target, of an event about a domain.") @Nullable
            String target,

            @Schema(examples = "api.example.com", description = "The domain, of an event about one.") @Nullable
            String domain,

            @Schema(description = "The change, or the rollout, of an event about one.") @Nullable
            UUID changeId,

            @Schema(examples = "IPv6 for the mobile clients", description = "Why, in words.") @Nullable
            String reason,

            @Schema(description = "Whether the body's time was over, and it was removed.") @Nullable
            Boolean bodyRemoved,

            @Schema(description = "Whether somebody took the body away.") @Nullable
            Boolean bodyMissing) {}

    /** Who did it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AuditActor", description = "Who did it.", additionalProperties = Schema.True.class)
    record ActorBody(
            @Schema(
                    enumeration = {"USER", "SERVICE", "SYSTEM", "ANONYMOUS"},
                    description = "What kind of caller it is.")
            @Nullable
            String type,

            @Schema(examples = "ria", description = "Who, by their stable id.") @Nullable
            String subject,

            @Schema(
                    examples = "Ria Requester",
                    description = "The name, as far as it is known; absent once it is erased.")
            @Nullable
            String name,

            @Schema(examples = "[\"REQUESTER\"]", description = "The roles that they had then.") @Nullable
            List<String> roles) {}
}
