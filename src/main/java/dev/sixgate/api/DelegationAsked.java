package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.api.http.JsonBody;
import dev.sixgate.change.Delegation;
import dev.sixgate.change.verb.DelegateGroups.Wish;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the body of a delegation says. */
@Schema(
        name = "DelegationAsked",
        description = "Who stands in for you, with which of your groups, until when, and why.",
        additionalProperties = Schema.False.class)
record DelegationAsked(
        @Schema(required = true, maxLength = MAX_NAME, examples = "ned", description = "The subject who stands in.")
        String to,

        @Schema(
                required = true,
                minItems = 1,
                maxItems = Delegation.MOST_GROUPS,
                extensions = @Extension(name = "x-item-max-length", value = "" + MAX_NAME),
                examples = "[\"network\"]")
        List<String> groups,

        @Schema(description = "From this moment on (RFC 3339); now, if left out.") @Nullable
        Instant from,

        @Schema(required = true, description = "Until this moment (RFC 3339), at most 90 days ahead.")
        Instant until,

        @Schema(required = true, minLength = 1, maxLength = MAX_REASON, examples = "holiday")
        String reason) {
    static final int MAX_NAME = 255;
    static final int MAX_REASON = 2_000;

    /** @throws Refusal {@code malformed-request} that names every member that is wrong */
    static Wish read(byte @Nullable [] bytes, Instant now) {
        JsonBody body = JsonBody.read(bytes);
        Optional<String> to = body.text("to", MAX_NAME).filter(text -> !text.isBlank());
        List<String> groups = body.texts("groups", Delegation.MOST_GROUPS, MAX_NAME);
        Instant from = body.instant("from").map(DelegationAsked::micros).orElse(now);
        Optional<Instant> until = body.instant("until").map(DelegationAsked::micros);
        Optional<String> reason = body.text("reason", MAX_REASON);
        body.require("to", to.isPresent());
        body.require("groups", !groups.isEmpty());
        body.require("until", until.isPresent());
        body.require("reason", reason.isPresent());
        if (from.isBefore(now)) {
            body.violate("from", "must not be in the past");
        }
        until.filter(end -> !end.isAfter(from)).ifPresent(end -> body.violate("until", "must be later than from"));
        until.filter(end -> end.isAfter(now.plus(Delegation.LONGEST)))
                .ifPresent(
                        end -> body.violate("until", "must be at most " + Delegation.LONGEST.toDays() + " days ahead"));
        body.done();
        return new Wish(to.orElseThrow(), groups, from, until.orElseThrow(), reason.orElseThrow());
    }

    /** As exact as the database keeps it. */
    private static Instant micros(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MICROS);
    }
}
