package dev.sixgate.rollout;

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
 * Writes what happens to rollouts into the audit trail, under the rollout's id where a change's would stand. What it means
 * for each change is recorded with that change.
 */
@ApplicationScoped
public class RolloutJournal {
    private final Rollouts rollouts;
    private final AuditLog log;

    RolloutJournal(Rollouts rollouts, AuditLog log) {
        this.rollouts = rollouts;
        this.log = log;
    }

    /** Records a new rollout. */
    public void requested(Rollout rollout, String digest, Actor by, Instant now) {
        Rollout.Terms terms = rollout.terms();
        append(
                rollout,
                "rollout.requested",
                by,
                now,
                event -> event.with("after", rollout.facts())
                        .with("to", terms.to())
                        .with("reason", terms.reason())
                        .with("reference", terms.reference())
                        .with("revertOf", terms.revertOf())
                        .with("changes", terms.size())
                        .with("skipped", terms.skipped().size())
                        .with("waves", terms.waves().stream().map(Wave::size).toList())
                        .with("maxFailures", terms.maxFailures())
                        .with("planDigest", digest));
    }

    /**
     * Records what was done to a rollout.
     *
     * @param factsBefore its facts before it was done
     * @param more adds what belongs to this action
     */
    public void done(
            Rollout rollout,
            Map<String, Object> factsBefore,
            String action,
            Actor by,
            Instant now,
            UnaryOperator<AuditEvent> more) {
        Map<String, Object> after = rollout.facts();
        append(
                rollout,
                action,
                by,
                now,
                event -> more.apply(event.with("before", differing(factsBefore, after))
                        .with("after", differing(after, factsBefore))));
    }

    private void append(Rollout rollout, String action, Actor by, Instant now, UnaryOperator<AuditEvent> more) {
        rollouts.flush();
        log.append(more.apply(AuditEvent.of(action, Outcome.SUCCESS, by, now)
                .onChange(rollout.id().value())
                .with("version", rollout.version())));
    }

    private static Map<String, Object> differing(Map<String, Object> of, Map<String, Object> against) {
        Map<String, Object> different = new TreeMap<>(of);
        different.entrySet().removeIf(member -> Objects.equals(member.getValue(), against.get(member.getKey())));
        return different;
    }
}
