package dev.sixgate.worker;

import dev.sixgate.audit.seal.SealLag;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeRequests.OpenCount;
import dev.sixgate.change.ChangeStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

/**
 * What an operator watches: how many changes are in which open state, how old they are, whether workers keep up, and what became of the
 * calls to AWS.
 */
@ApplicationScoped
class WorkerMetrics {
    private final ChangeRequests changes;
    private final SealLag sealLag;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<ChangeStatus, Standing> byStatus = new EnumMap<>(ChangeStatus.class);
    private volatile double behind;

    /** As it was counted last. */
    private static final class Standing {
        private volatile long changes;
        private volatile double oldest;
    }

    WorkerMetrics(ChangeRequests changes, SealLag sealLag, MeterRegistry registry, InstantSource clock) {
        this.changes = changes;
        this.sealLag = sealLag;
        this.registry = registry;
        this.clock = clock;
        for (ChangeStatus status : ChangeStatus.open()) {
            Standing standing = new Standing();
            byStatus.put(status, standing);
            Gauge.builder("sixgate.changes.open", standing, it -> it.changes)
                    .description("Open changes by state, over all replicas")
                    .tag("status", status.name())
                    .register(registry);
            Gauge.builder("sixgate.changes.oldest", standing, it -> it.oldest)
                    .description("How long ago the oldest open change in a state was asked for, over all replicas")
                    .baseUnit("seconds")
                    .tag("status", status.name())
                    .register(registry);
        }
        Gauge.builder("sixgate.worker.behind", this, it -> it.behind)
                .description("For how long the change that waits longest for a worker has been due, over all replicas")
                .baseUnit("seconds")
                .register(registry);
        for (Attempt.Outcome outcome : Attempt.Outcome.values()) {
            // There before the first one, so that an increase is seen.
            attempts(outcome);
        }
    }

    /**
     * Counts the open changes anew, and how far behind the workers and the audit trail's signature are.
     *
     * @throws SQLException where the database is away
     */
    void count() throws SQLException {
        sealLag.measure();
        Instant now = clock.instant();
        Map<ChangeStatus, OpenCount> counted = changes.countOpen();
        byStatus.forEach((status, standing) -> {
            OpenCount open = counted.getOrDefault(status, new OpenCount(0, now));
            standing.changes = open.changes();
            standing.oldest = seconds(open.askedFirst(), now);
        });
        behind = changes.dueFirst().map(due -> seconds(due, now)).orElse(0.0);
    }

    /** Counts what became of a call to AWS. */
    void attempted(Attempt.Outcome outcome) {
        attempts(outcome).increment();
    }

    private Counter attempts(Attempt.Outcome outcome) {
        return Counter.builder("sixgate.attempts")
                .description("UpdateDomainName calls of this replica by outcome")
                .tag("outcome", outcome.name())
                .register(registry);
    }

    private static double seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toMillis() / 1000.0);
    }
}
