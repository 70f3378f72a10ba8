package dev.sixgate.worker;

import dev.sixgate.audit.seal.SealLag;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator watches: how many changes are in which open state, and what became of the calls to AWS. */
@ApplicationScoped
class WorkerMetrics {
    private final ChangeRequests changes;
    private final SealLag sealLag;
    private final MeterRegistry registry;
    private final Map<ChangeStatus, AtomicLong> byStatus = new EnumMap<>(ChangeStatus.class);

    WorkerMetrics(ChangeRequests changes, SealLag sealLag, MeterRegistry registry) {
        this.changes = changes;
        this.sealLag = sealLag;
        this.registry = registry;
        for (ChangeStatus status : ChangeStatus.open()) {
            AtomicLong count = new AtomicLong();
            byStatus.put(status, count);
            Gauge.builder("sixgate.changes.open", count, AtomicLong::get)
                    .description("Open changes by state, over all replicas")
                    .tag("status", status.name())
                    .register(registry);
        }
    }

    /**
     * Counts the open changes anew, and how far behind the audit trail's signature is.
     *
     * @throws SQLException where the database is away
     */
    void count() throws SQLException {
        sealLag.measure();
        Map<ChangeStatus, Long> counted = changes.countOpen();
        byStatus.forEach((status, count) -> count.set(counted.getOrDefault(status, 0L)));
    }

    /** Counts what became of a call to AWS. */
    void attempted(Attempt.Outcome outcome) {
        Counter.builder("sixgate.attempts")
                .description("UpdateDomainName calls of this replica by outcome")
                .tag("outcome", outcome.name())
                .register(registry)
                .increment();
    }
}
