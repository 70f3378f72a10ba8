package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.worker.LeasedChanges.LeaseLost;
import dev.sixgate.worker.watch.Step;
import dev.sixgate.worker.watch.Steps;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Takes one due change after the other and does what its state asks for. */
@ApplicationScoped
public class Worker {
    private final Leases leases;
    private final LeasedChanges changes;
    private final Approvals approvals;
    private final ApplyChange apply;
    private final ReadBack readBack;
    private final VerifyChange verify;
    private final UnconfirmedChange unconfirmed;
    private final Steps steps;
    private final InstantSource clock;

    Worker(
            Leases leases,
            LeasedChanges changes,
            Approvals approvals,
            ApplyChange apply,
            ReadBack readBack,
            VerifyChange verify,
            UnconfirmedChange unconfirmed,
            Steps steps,
            InstantSource clock) {
        this.leases = leases;
        this.changes = changes;
        this.approvals = approvals;
        this.apply = apply;
        this.readBack = readBack;
        this.verify = verify;
        this.unconfirmed = unconfirmed;
        this.steps = steps;
        this.clock = clock;
    }

    /**
     * Works on every change that is due now, one after the other.
     *
     * @return how many steps were taken
     */
    public int runDue() {
        int steps = 0;
        while (runNext()) {
            steps++;
        }
        return steps;
    }

    /** Works on the change that has been due longest; false where none is due. */
    boolean runNext() {
        try {
            Optional<Lease> lease = leases.claim(clock.instant());
            if (lease.isEmpty()) {
                return false;
            }
            if (step(lease.get())) {
                leases.release(lease.get());
            }
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException("due changes cannot be claimed", e);
        }
    }

    /** Whether the step ended as it should; if not, the lease stays, so that nobody stumbles over the same at once. */
    private boolean step(Lease lease) {
        return steps.take(name(lease.status()), lease.subject(), step -> step(lease, step));
    }

    private boolean step(Lease lease, Step step) {
        try {
            switch (lease.status()) {
                case PENDING_APPROVAL, STALE -> waited(lease);
                case APPROVED -> apply.run(lease);
                case APPLYING -> readBack.run(lease);
                case VERIFYING -> verify.run(lease);
                case APPLIED -> unconfirmed.run(lease);
                case FAILED, REJECTED, CANCELLED, EXPIRED ->
                    Log.errorf("an ended change is due: state=%s", lease.status());
            }
        } catch (LeaseLost e) {
            Log.infof("lease lost: token=%d", lease.token());
            step.ends("LEASE_LOST");
        } catch (RuntimeException e) {
            Log.errorf(e, "step failed: state=%s", lease.status());
            step.fails(e);
            return false;
        }
        return true;
    }

    private static String name(ChangeStatus status) {
        return switch (status) {
            case PENDING_APPROVAL, STALE, FAILED, REJECTED, CANCELLED, EXPIRED -> "change.look";
            case APPROVED -> "change.apply";
            case APPLYING -> "change.read-back";
            case VERIFYING -> "change.verify";
            case APPLIED -> "change.take-back";
        };
    }

    /** Nobody decided in time; or the policies ask for less by now, and the approvals that there are suffice. */
    private void waited(Lease lease) {
        Instant now = clock.instant();
        changes.with(lease, change -> {
            if (change.mayExpire(now)) {
                changes.record(change, "change.expired", Outcome.SUCCESS, now, it -> it.expire(now), event -> event);
            } else if (change.status() == ChangeStatus.PENDING_APPROVAL
                    && approvals.of(change, now).met()) {
                changes.record(
                        change, "change.approved", Outcome.SUCCESS, now, it -> it.settle(true, now), event -> event);
            } else if (change.status() == lease.status()) {
                change.restUntilExpiry();
            }
            return change.status();
        });
    }
}
