package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Writes what happens to changes into the audit trail: each event carries the facts of the change that it altered, before
 * and after, so that folding a change's events gives its stored row.
 */
@ApplicationScoped
public class ChangeJournal {
    private final ChangeRequests changes;
    private final AuditLog log;

    ChangeJournal(ChangeRequests changes, AuditLog log) {
        this.changes = changes;
        this.log = log;
    }

    /** Records a new change with all of its facts. */
    public void requested(ChangeRequest change, Actor by, Instant now) {
        append(
                change,
                "change.requested",
                Outcome.SUCCESS,
                by,
                now,
                event -> event.with("after", change.facts())
                        .with("from", change.ask().from())
                        .with("to", change.ask().to())
                        .with("reason", change.ask().reason())
                        .with("reference", change.ask().reference())
                        .with(
                                "notBefore",
                                change.ask().notBefore() == null
                                        ? null
                                        : change.ask().notBefore().toString())
                        .with("revertOf", change.ask().revertOf())
                        .with("rollout", change.membership().orElse(null))
                        .with(
                                "plan",
                                Map.of(
                                        "before", change.planned().plan().before(),
                                        "after", change.planned().plan().after(),
                                        "readiness", change.planned().plan().readiness(),
                                        "checklist", change.planned().plan().checklist()))
                        .with("policies", change.planned().verdict()));
    }

    /**
     * Records what was done to a change.
     *
     * @param factsBefore the change's facts before it was done
     * @param more adds what belongs to this action
     */
    public void done(
            ChangeRequest change,
            Map<String, Object> factsBefore,
            String action,
            Outcome outcome,
            Actor by,
            Instant now,
            UnaryOperator<AuditEvent> more) {
        Map<String, Object> after = change.facts();
        append(
                change,
                action,
                outcome,
                by,
                now,
                event -> more.apply(event.with("before", differing(factsBefore, after))
                        .with("after", differing(after, factsBefore))));
    }

    private void append(
            ChangeRequest change,
            String action,
            Outcome outcome,
            Actor by,
            Instant now,
            UnaryOperator<AuditEvent> more) {
        // The state first: the event is the last statement, so that locks are held shortly.
        changes.write();
        log.append(more.apply(AuditEvent.of(action, outcome, by, now)
                .onDomain(change.ask().target(), change.ask().domain())
                .onChange(change.id().value())
                .with("version", change.version())
                .with("account", change.ask().account())
                .with("region", change.ask().region())));
    }

    /** The members of the one that the other lacks or has otherwise; what has gone stands in {@code before} alone. */
    private static Map<String, Object> differing(Map<String, Object> of, Map<String, Object> against) {
        Map<String, Object> different = new TreeMap<>(of);
        different.entrySet().removeIf(member -> Objects.equals(member.getValue(), against.get(member.getKey())));
        return different;
    }
}
