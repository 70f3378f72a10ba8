package dev.sixgate.worker;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.worker.watch.Step;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Acts on a change under a lease: locked, with the lease checked, in one transaction with the audit event of the act. */
@ApplicationScoped
class LeasedChanges {
    static final Actor WORKER = Actor.system("worker");

    private final ChangeRequests changes;
    private final ChangeJournal journal;

    LeasedChanges(ChangeRequests changes, ChangeJournal journal) {
        this.changes = changes;
        this.journal = journal;
    }

    /** The lease is somebody else's by now, or somebody moved the change on; what this worker knows of it is old. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Locks the change and does something with it that may take several steps. */
    @Transactional
    <T> T with(Lease lease, Function<ChangeRequest, T> work) {
        return work.apply(take(lease));
    }

    /** Moves the change one step and records that, with what belongs to the event. */
    @Transactional
    void record(
            Lease lease,
            String action,
            Outcome outcome,
            Instant now,
            Consumer<ChangeRequest> step,
            UnaryOperator<AuditEvent> more) {
        record(takeAsLeased(lease), action, outcome, now, step, more);
    }

    /** The same, within {@link #with}. */
    void record(
            ChangeRequest change,
            String action,
            Outcome outcome,
            Instant now,
            Consumer<ChangeRequest> step,
            UnaryOperator<AuditEvent> more) {
        Map<String, Object> before = change.facts();
        step.accept(change);
        journal.done(change, before, action, outcome, WORKER, now, more);
        Step.recorded(change, action, outcome);
    }

    /** Steers the change (what it waits for, when to look again) without moving it; that is no event. */
    @Transactional
    void steer(Lease lease, Consumer<ChangeRequest> step) {
        step.accept(takeAsLeased(lease));
    }

    /** Whether an emergency of that account is about to be sent. */
    boolean emergencyIsNext(String account, Instant until) {
        return changes.emergencyIsNext(account, until);
    }

    /** How many others wait for the same account's turn before this one. */
    int inLineBefore(ChangeRequest change) {
        return changes.inLineBefore(change);
    }

    /** People may cancel a change, or take an approval back, while the worker looks at AWS. */
    private ChangeRequest takeAsLeased(Lease lease) {
        ChangeRequest change = take(lease);
        if (change.status() != lease.status()) {
            throw new LeaseLost();
        }
        return change;
    }

    private ChangeRequest take(Lease lease) {
        ChangeRequest change = changes.take(lease.change());
        if (change.leaseToken() != lease.token()) {
            throw new LeaseLost();
        }
        Step.sees(change);
        return change;
    }
}
