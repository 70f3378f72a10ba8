package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Debts;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Puts on record, once each, that nobody has reviewed an emergency in time. The change may have ended long ago, so it is
 * not the leases that find it. Whether somebody has break-glass does not wait for this: the due time alone decides that.
 */
@ApplicationScoped
class OverdueReviews {
    /** More than these at once wait for the next turn. */
    private static final int MOST = 100;

    private final Debts debts;
    private final ChangeRequests changes;
    private final ChangeJournal journal;
    private final InstantSource clock;

    OverdueReviews(Debts debts, ChangeRequests changes, ChangeJournal journal, InstantSource clock) {
        this.debts = debts;
        this.changes = changes;
        this.journal = journal;
        this.clock = clock;
    }

    /** Records every review that is overdue by now and not on record as that. */
    void record() {
        List<ChangeId> overdue = debts.unrecorded(clock.instant(), MOST);
        overdue.forEach(id -> QuarkusTransaction.requiringNew().run(() -> recordOnce(id)));
    }

    /** Several replicas may have found it: the lock lets one after the other look, and the first one does it. */
    private void recordOnce(ChangeId id) {
        Instant now = clock.instant();
        ChangeRequest change = changes.take(id);
        Map<String, Object> before = change.facts();
        if (!change.reviewBecomesOverdue(now)) {
            return;
        }
        journal.done(
                change,
                before,
                "break-glass.overdue",
                Outcome.SUCCESS,
                LeasedChanges.WORKER,
                now,
                event -> event.with("of", change.ask().requester()));
        Log.warnf(
                "emergency not reviewed in time: changeId=%s domain=%s of=%s",
                id, change.ask().domain(), change.ask().requester());
    }
}
