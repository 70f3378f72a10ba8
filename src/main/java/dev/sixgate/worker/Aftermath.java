package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Confirmation;
import dev.sixgate.change.Promise;
import dev.sixgate.change.reach.Reachabilities;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** What follows from a change that is being applied: what it promises, and what it means for the one before it. */
@ApplicationScoped
class Aftermath {
    private final LeasedChanges changes;
    private final ChangeRequests requests;
    private final Approvals approvals;
    private final Reachabilities reachabilities;

    Aftermath(LeasedChanges changes, ChangeRequests requests, Approvals approvals, Reachabilities reachabilities) {
        this.changes = changes;
        this.requests = requests;
        this.approvals = approvals;
        this.reachabilities = reachabilities;
    }

    /** Lets somebody look what clients see of it; in the transaction that applies it, so that no crash loses that. */
    void look(ChangeRequest change, Instant now) {
        reachabilities.begin(change.id(), now);
    }

    /** What holds from the moment that it is applied, by the policies as pinned and as they are now. */
    Promise promise(ChangeRequest change, Instant now) {
        return approvals.of(change, now).promise();
    }

    /**
     * Ends the waiting for a confirmation of the change before: nothing is left of it that could be confirmed or reverted.
     * To be called before the later change is altered; else who reverts the earlier one at the same moment waits for the
     * later one's row while it is waited for.
     */
    void overtake(ChangeRequest later, Instant now) {
        requests.takeUnconfirmed(later.ask().target(), later.ask().domain())
                .ifPresent(earlier -> changes.record(
                        earlier,
                        "change.confirmation-overtaken",
                        Outcome.SUCCESS,
                        now,
                        it -> it.endConfirmation(Confirmation.State.OVERTAKEN),
                        event -> event.with("by", later.id().value())));
    }
}
