package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
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

            @JsonRawValue
            @Schema(
                    type = SchemaType.OBJECT,
                    description = "Who did what to what, when, with which outcome: schema, id, action, outcome,"
                            + " occurredAt, actor, target, domain, changeId, before, after, reason, aws and more.",
                    examples =
                            "{\"action\":\"change.requested\",\"outcome\":\"SUCCESS\",\"actor\":{\"subject\":\"ria\"}}")
            String event) {}
}
