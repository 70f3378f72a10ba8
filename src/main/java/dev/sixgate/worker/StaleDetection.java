package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.Inventory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Sees, after a target was read, which plans no longer fit their domains, so that nobody approves what cannot run. */
@ApplicationScoped
class StaleDetection {
    private static final String UNLIKE = """
            SELECT c.id FROM change_request c JOIN domain d ON d.name = c.domain AND d.target = c.target
            WHERE c.status IN ('PENDING_APPROVAL', 'APPROVED') AND d.fingerprint <> c.fingerprint
            ORDER BY c.id
            """;

    private final ChangeRequests changes;
    private final ChangeJournal journal;
    private final Inventory inventory;
    private final DataSource dataSource;
    private final InstantSource clock;

    StaleDetection(
            ChangeRequests changes,
            ChangeJournal journal,
            Inventory inventory,
            DataSource dataSource,
            InstantSource clock) {
        this.changes = changes;
        this.journal = journal;
        this.inventory = inventory;
        this.dataSource = dataSource;
        this.clock = clock;
    }

    void detect(TargetName target) {
        List<ChangeId> planned = QuarkusTransaction.requiringNew().call(() -> changes.plannedOn(target));
        planned.forEach(id -> QuarkusTransaction.requiringNew().run(() -> markIfStale(id)));
    }

    /** The same for whatever was read singly since: only what the inventory knows to be unlike its plan is looked at. */
    void detectSeen() {
        QuarkusTransaction.requiringNew()
                .call(this::unlikeTheirPlans)
                .forEach(id -> QuarkusTransaction.requiringNew().run(() -> markIfStale(id)));
    }

    private List<ChangeId> unlikeTheirPlans() throws SQLException {
        List<ChangeId> unlike = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(UNLIKE);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                unlike.add(new ChangeId(rows.getObject(1, UUID.class)));
            }
        }
        return unlike;
    }

    private void markIfStale(ChangeId id) {
        ChangeRequest change = changes.take(id);
        Optional<ObservedDomain> seen =
                inventory.find(change.ask().target(), change.ask().domain());
        boolean isPlanned =
                change.status() == ChangeStatus.PENDING_APPROVAL || change.status() == ChangeStatus.APPROVED;
        if (!isPlanned) {
            return;
        }
        if (seen.isPresent() && fits(change, seen.get())) {
            change.seenWith(seen.get().tags());
            return;
        }
        Instant now = clock.instant();
        Map<String, Object> before = change.facts();
        change.becomeStale();
        journal.done(
                change,
                before,
                "change.stale",
                Outcome.SUCCESS,
                LeasedChanges.WORKER,
                now,
                event -> event.with("because", "The domain is no longer as planned.")
                        .with(
                                "differs",
                                seen.map(it -> Differences.between(
                                                change.planned().plan().before(), it.configuration()))
                                        .orElse(List.of("the domain is gone"))));
    }

    /** An observation from before the plan says nothing about it. */
    private static boolean fits(ChangeRequest change, ObservedDomain seen) {
        return seen.fingerprint().equals(change.planned().plan().fingerprint())
                || seen.observedAt().isBefore(change.planned().plan().observedAt());
    }
}
