package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.api.http.JsonBody;
import dev.sixgate.change.Ask;
import dev.sixgate.domainname.IpAddressType;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What the body of a PATCH asks for. */
@Schema(
        name = "ChangeAsked",
        description = "The wished type, and why. Members that are not listed here are refused.",
        additionalProperties = Schema.False.class)
record ChangeAsked(
        @Schema(required = true, examples = "dualstack") IpAddressType ipAddressType,

        @Schema(required = true, minLength = 1, maxLength = MAX_REASON, examples = "IPv6 for the mobile clients")
        String reason,

        @Schema(maxLength = MAX_REFERENCE, examples = "CHG-1234", description = "The ticket that this belongs to.")
        @Nullable
        String reference,

        @Schema(description = "Not to run before this moment (RFC 3339).") @Nullable
        Instant notBefore,

        @Schema(defaultValue = "false", description = "Wait for POST /changes/{id}/execute even when approved.")
        boolean hold,

        @Schema(
                description =
                        "Break-glass: run without the approvals, now, and have it reviewed within 24 hours. Needs the role"
                                + " break-glass; contradicts hold and notBefore.")
        @Nullable
        Emergency emergency) {
    static final int MAX_REASON = 2_000;
    static final int MAX_REFERENCE = 200;

    /** Why there is no time to ask. */
    @Schema(name = "Emergency", additionalProperties = Schema.False.class)
    record Emergency(
            @Schema(required = true, minLength = 1, maxLength = MAX_REFERENCE, examples = "INC-77")
            String incident) {}

    /** @throws Refusal {@code malformed-request} that names every member that is wrong */
    static ChangeAsked read(byte @Nullable [] bytes) {
        JsonBody body = JsonBody.read(bytes);
        Optional<IpAddressType> type = body.text("ipAddressType", 64).flatMap(text -> {
            try {
                return Optional.of(IpAddressType.parse(text));
            } catch (Refusal e) {
                body.violate("ipAddressType", "must be ipv4 or dualstack");
                return Optional.empty();
            }
        });
        body.require("ipAddressType", type.isPresent());
        Optional<String> reason = body.text("reason", MAX_REASON);
        Optional<String> reference = body.text("reference", MAX_REFERENCE);
        Optional<Instant> notBefore = body.instant("notBefore");
        boolean hold = body.bool("hold", false);
        Optional<Emergency> emergency = body.object("emergency").map(members -> {
            Optional<String> incident = members.text("incident", MAX_REFERENCE);
            members.require("incident", incident.isPresent());
            members.closed();
            return new Emergency(incident.orElse(""));
        });
        if (emergency.isPresent()) {
            requireNoDelay(body, notBefore.isPresent(), hold);
        }
        body.done();
        return new ChangeAsked(
                type.orElseThrow(),
                reason.orElse(""),
                reference.orElse(null),
                notBefore.orElse(null),
                hold,
                emergency.orElse(null));
    }

    /** An emergency that can wait is none. */
    private static void requireNoDelay(JsonBody body, boolean notBefore, boolean hold) {
        if (notBefore) {
            body.violate("notBefore", "contradicts emergency");
        }
        if (hold) {
            body.violate("hold", "contradicts emergency");
        }
    }

    Ask.Intent intent() {
        return new Ask.Intent(reason, reference, notBefore, hold, emergency == null ? null : emergency.incident());
    }
}
