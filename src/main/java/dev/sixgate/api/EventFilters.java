package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Moments;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.change.ChangeId;
import dev.sixgate.domainname.DomainName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what somebody looks for in the audit trail. */
final class EventFilters {
    private EventFilters() {}

    /** @throws Refusal {@code malformed-request} where a parameter has no value that it can have */
    static Filter of(
            @Nullable String domain,
            @Nullable String target,
            @Nullable String actor,
            @Nullable String action,
            @Nullable String change,
            @Nullable String outcome,
            @Nullable String from,
            @Nullable String to) {
        DomainsResource.requireTargetName(target);
        return new Filter(
                domain == null ? null : DomainName.parse(domain).value(),
                target,
                actor,
                action,
                change == null ? null : idOf(change),
                outcome == null ? null : outcomeOf(outcome),
                momentOf("from", from),
                momentOf("to", to));
    }

    private static UUID idOf(String change) {
        try {
            return ChangeId.parse(change).value();
        } catch (Refusal e) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "change is the id of a change, a UUID.");
        }
    }

    private static Outcome outcomeOf(String text) {
        try {
            return Outcome.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "outcome is SUCCESS, REFUSED, FAILED or UNKNOWN.");
        }
    }

    private static @Nullable Instant momentOf(String name, @Nullable String text) {
        return text == null
                ? null
                : Moments.parse(text)
                        .orElseThrow(() -> new Refusal(Reason.MALFORMED_REQUEST, name + " is " + Moments.FORM + "."));
    }
}
