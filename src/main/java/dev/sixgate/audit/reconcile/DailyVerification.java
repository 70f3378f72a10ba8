package dev.sixgate.audit.reconcile;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.LastEvent;
import dev.sixgate.audit.seal.LogVerification;
import dev.sixgate.audit.seal.LogVerification.Finding;
import dev.sixgate.audit.seal.LogVerification.Report;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Works the whole log out anew where nobody, on whichever replica, has done so for a day. */
@ApplicationScoped
public class DailyVerification {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_NAMED = 50;
    private static final String VERIFIED = "audit.verified";

    private final LogVerification verification;
    private final AuditLog events;
    private final LastEvent last;
    private final InstantSource clock;
    private volatile long findings;

    DailyVerification(
            LogVerification verification, AuditLog events, LastEvent last, InstantSource clock, MeterRegistry metrics) {
        this.verification = verification;
        this.events = events;
        this.last = last;
        this.clock = clock;
        Gauge.builder("sixgate.audit.verification.findings", this, it -> it.findings)
                .description("What does not hold of the audit trail, by the last full verification of this replica")
                .register(metrics);
    }

    /**
     * Verifies, if it is time, and puts on record what was found.
     *
     * @return whether it was time
     * @throws SQLException and IOException if the database or the checkpoint directory cannot be read
     */
    @Transactional(Transactional.TxType.NEVER)
    public boolean runIfDue() throws SQLException, IOException {
        if (clock.instant().isBefore(lastVerified().plus(DAY))) {
            return false;
        }
        Report report = verification.verify();
        findings = report.count();
        List<String> named =
                report.findings().stream().limit(MOST_NAMED).map(Finding::what).toList();
        if (!report.holds()) {
            Log.errorf("the audit trail does not hold: %s", named);
        }
        events.appendAlone(AuditEvent.of(
                        VERIFIED,
                        report.holds() ? Outcome.SUCCESS : Outcome.FAILED,
                        Actor.system("verifier"),
                        clock.instant())
                .with("holds", report.holds())
                .with("events", report.events())
                .with("findings", report.count())
                .with("named", named.isEmpty() ? null : named));
        return true;
    }

    private Instant lastVerified() {
        try {
            Instant at =
                    Instant.parse(last.of(List.of(VERIFIED)).path("occurredAt").asText());
            // One that is yet to come would put off all others.
            return at.isAfter(clock.instant()) ? Instant.EPOCH : at;
        } catch (DateTimeException none) {
            return Instant.EPOCH;
        }
    }
}
