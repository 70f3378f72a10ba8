package dev.sixgate.rollout;

import dev.sixgate.change.Members;
import dev.sixgate.change.Membership;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;

/** Says whether a change of a rollout may run by now. */
@ApplicationScoped
public class WaveGate {
    private final Rollouts rollouts;
    private final Members members;

    WaveGate(Rollouts rollouts, Members members) {
        this.rollouts = rollouts;
        this.members = members;
    }

    /**
     * What it waits for, in words; empty where it may run. The answer stays true until the end of the transaction: a pause, or
     * a cancellation, that was answered lets nothing more be sent.
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<String> closedFor(Membership membership) {
        Rollout rollout = rollouts.hold(new RolloutId(membership.rollout()));
        return switch (rollout.status()) {
            case PENDING_APPROVAL -> Optional.of("not every change of its rollout is decided");
            case PAUSED -> Optional.of("its rollout is paused");
            case CANCELLED -> Optional.of("its rollout is cancelled");
            case RUNNING -> closedFor(membership, rollout);
            // Tried again, or planned anew, after the rollout was over.
            case COMPLETED, REJECTED, EXPIRED -> Optional.empty();
        };
    }

    private Optional<String> closedFor(Membership membership, Rollout rollout) {
        if (membership.wave() > rollout.wave()) {
            return Optional.of("wave " + membership.wave() + " of "
                    + rollout.terms().waves().size() + "; wave " + rollout.wave() + " is not over");
        }
        return rollout.isStoppedBy(members.failed(membership.rollout()))
                ? Optional.of("its rollout is stopped: too many changes have failed")
                : Optional.empty();
    }
}
