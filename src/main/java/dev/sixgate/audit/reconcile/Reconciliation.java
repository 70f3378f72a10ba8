package dev.sixgate.audit.reconcile;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.LastEvent;
import dev.sixgate.audit.Retention;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.seal.SealLag;
import dev.sixgate.audit.tlog.SignedNote;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Counts, samples and compares; what it finds is an event, once for as long as it is the same, over all replicas. */
@ApplicationScoped
public class Reconciliation {
    private static final int SAMPLED = 1_000;
    private static final int MOST_NAMED = 50;
    private static final Duration LONGEST_LAG = Duration.ofMinutes(10);
    private static final String FOUND = "audit.drift-found";
    private static final String OVER = "audit.drift-over";

    // In one statement, hence in one snapshot.
    private static final String COUNTS = """
            SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM audit_index), (SELECT count(*) FROM audit_pending),
                   (SELECT size FROM audit_tree),
                   (SELECT count(*) FROM audit_index WHERE recorded_at < ?)
                   - (SELECT count(*) FROM audit_event e JOIN audit_index i USING (recorded_at, event_id) WHERE e.recorded_at < ?)
            """;

    private final DataSource dataSource;
    private final LogReader log;
    private final Retention retention;
    private final SealLag lag;
    private final Sample sample;
    private final Protection protection;
    private final AuditLog events;
    private final LastEvent last;
    private final InstantSource clock;
    private volatile List<String> findings = List.of();

    Reconciliation(
            DataSource dataSource,
            LogReader log,
            Retention retention,
            SealLag lag,
            Sample sample,
            Protection protection,
            AuditLog events,
            LastEvent last,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.log = log;
        this.retention = retention;
        this.lag = lag;
        this.sample = sample;
        this.protection = protection;
        this.events = events;
        this.last = last;
        this.clock = clock;
    }

    void measure(@Observes StartupEvent started, MeterRegistry metrics) {
        Gauge.builder("sixgate.audit.drift", this, it -> it.findings().size())
                .description("What is not as it should be with the audit trail, by the last look of this replica")
                .register(metrics);
    }

    /** What the last look found, in a sentence each. */
    public List<String> findings() {
        return findings;
    }

    /**
     * Looks.
     *
     * @throws SQLException where the database is away
     */
    @Transactional(Transactional.TxType.NEVER)
    public List<String> look() throws SQLException {
        Optional<SignedNote> newest = log.checkpoint();
        List<String> found = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            found.addAll(counted(connection, retention.removed().before()));
            if (newest.isPresent()) {
                found.addAll(sample.check(connection, newest.get(), SAMPLED));
            }
            found.addAll(protection.drift(connection));
        }
        if (lag.measure().compareTo(LONGEST_LAG) > 0) {
            found.add("Events have waited for more than ten minutes to be signed.");
        }
        findings = List.copyOf(found);
        return findings;
    }

    /** Puts on record what was found, where it is news. */
    @Transactional(Transactional.TxType.REQUIRED)
    public void record(List<String> found) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement lock =
                        connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtext('audit_reconcile'))")) {
            lock.execute();
        }
        List<String> named = found.size() > MOST_NAMED ? found.subList(0, MOST_NAMED) : found;
        if (named.equals(lastFound())) {
            return;
        }
        if (found.isEmpty()) {
            events.append(AuditEvent.of(OVER, Outcome.SUCCESS, Actor.system("reconciler"), clock.instant()));
        } else {
            Log.errorf("the audit trail is not as it should be: %s", named);
            events.append(AuditEvent.of(FOUND, Outcome.FAILED, Actor.system("reconciler"), clock.instant())
                    .with("count", found.size())
                    .with("findings", named));
        }
    }

    private List<String> lastFound() {
        List<String> before = new ArrayList<>();
        last.of(List.of(FOUND, OVER)).path("findings").forEach(finding -> before.add(finding.asText()));
        return before;
    }

    private static List<String> counted(Connection connection, Instant removedBefore) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNTS)) {
            // PostgreSQL has no moment before this one.
            Instant first = removedBefore.equals(Instant.MIN) ? Instant.EPOCH : removedBefore;
            count.setObject(1, first.atOffset(ZoneOffset.UTC));
            count.setObject(2, first.atOffset(ZoneOffset.UTC));
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return counted(row);
            }
        }
    }

    private static List<String> counted(ResultSet row) throws SQLException {
        List<String> found = new ArrayList<>();
        long recorded = row.getLong(1);
        long numbered = row.getLong(2);
        long waiting = row.getLong(3);
        if (recorded != numbered + waiting - row.getLong(5)) {
            found.add("There are " + recorded + " events, but " + numbered + " are numbered and " + waiting
                    + " wait for it.");
        }
        if (numbered != row.getLong(4)) {
            found.add("There are " + numbered + " numbered events, but " + row.getLong(4) + " numbers were given.");
        }
        return found;
    }
}
