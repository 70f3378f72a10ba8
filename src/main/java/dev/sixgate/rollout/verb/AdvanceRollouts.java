package dev.sixgate.rollout.verb;

import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Member;
import dev.sixgate.change.Members;
import dev.sixgate.change.verb.CancelChange;
import dev.sixgate.rollout.Progress;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutStatus;
import dev.sixgate.rollout.Rollouts;
import dev.sixgate.rollout.Wave;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Moves rollouts on: starts them when every change is decided, stops them when too many have failed, begins wave after wave,
 * ends them. It looks at what became of the changes; any replica may, one at a time.
 */
@ApplicationScoped
public class AdvanceRollouts {
    /** How soon to look again at one whose changes are moving. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Actor ROLLOUT = Actor.system("rollout");

    private final Rollouts rollouts;
    private final RolloutDesk desk;
    private final Members members;
    private final CancelChange cancelChange;
    private final InstantSource clock;

    AdvanceRollouts(
            Rollouts rollouts, RolloutDesk desk, Members members, CancelChange cancelChange, InstantSource clock) {
        this.rollouts = rollouts;
        this.desk = desk;
        this.members = members;
        this.cancelChange = cancelChange;
        this.clock = clock;
    }

    /** What is left to do for a rollout's changes once its own row is free again: whoever has a change may want the row. */
    private record Rest(UUID rollout, int wakeUpTo, List<ChangeId> toCancel) {}

    /** Looks at the rollout that has been due longest; false where none is due. */
    public boolean next() {
        Instant now = clock.instant();
        Optional<Rest> rest = QuarkusTransaction.requiringNew()
                .call(() -> rollouts.takeDue(now).map(due -> advance(due, now)));
        rest.ifPresent(it -> follow(it, now));
        return rest.isPresent();
    }

    private void follow(Rest rest, Instant now) {
        if (rest.wakeUpTo() > 0) {
            QuarkusTransaction.requiringNew().run(() -> members.wake(rest.rollout(), rest.wakeUpTo(), now));
        }
        rest.toCancel()
                .forEach(change ->
                        cancelChange.withItsRollout(change, "Its rollout " + rest.rollout() + " was cancelled.", now));
    }

    private Rest advance(Rollout rollout, Instant now) {
        Progress progress = desk.progress(rollout);
        switch (rollout.status()) {
            case PENDING_APPROVAL -> decided(rollout, progress, now);
            case RUNNING -> run(rollout, progress, now);
            case PAUSED, COMPLETED, REJECTED, EXPIRED -> rollout.lookAgain(null);
            case CANCELLED -> {
                List<ChangeId> left = left(progress);
                rollout.lookAgain(left.isEmpty() ? null : now.plus(SOON));
                return new Rest(rollout.id().value(), 0, left);
            }
        }
        return new Rest(
                rollout.id().value(), rollout.status() == RolloutStatus.RUNNING ? rollout.wave() : 0, List.of());
    }

    private static List<ChangeId> left(Progress progress) {
        return progress.members().stream()
                .filter(member -> member.status().leadsTo(ChangeStatus.CANCELLED))
                .map(Member::change)
                .map(ChangeId::new)
                .toList();
    }

    private void decided(Rollout rollout, Progress progress, Instant now) {
        if (!progress.isDecided()) {
            rollout.lookAgain(now.plus(SOON));
        } else if (progress.hasEffect()) {
            act(rollout, "rollout.started", it -> it.start(now), now);
        } else if (progress.count(ChangeStatus.STALE) > 0) {
            // They may be planned anew, or expire.
            rollout.lookAgain(now.plus(SOON));
        } else {
            RolloutStatus as =
                    progress.count(ChangeStatus.EXPIRED) > 0 ? RolloutStatus.EXPIRED : RolloutStatus.REJECTED;
            act(
                    rollout,
                    as == RolloutStatus.EXPIRED ? "rollout.expired" : "rollout.rejected",
                    it -> it.endWithoutEffect(as, now),
                    now);
        }
    }

    private void run(Rollout rollout, Progress progress, Instant now) {
        if (rollout.isStoppedBy(progress.failures())) {
            String because = progress.failures() + " of " + rollout.terms().size() + " changes have failed; at most "
                    + rollout.terms().maxFailures() + " may"
                    + (rollout.failuresExcused() > 0
                            ? " besides the " + rollout.failuresExcused() + " that were seen before."
                            : ".");
            act(rollout, "rollout.stopped", it -> it.stop(because, now), now);
            return;
        }
        Progress wave = progress.ofWave(rollout.wave());
        if (!wave.isOver()) {
            rollout.lookAgain(now.plus(SOON));
        } else if (rollout.isInLastWave()) {
            if (progress.isOver()) {
                act(rollout, "rollout.completed", it -> it.complete(now), now);
            } else {
                // One of an earlier wave was tried again, or planned anew.
                rollout.lookAgain(now.plus(SOON));
            }
        } else if (rollout.bakeUntil().isEmpty()) {
            Wave ended = rollout.terms().waves().get(rollout.wave() - 1);
            rollout.bake(wave.didAnything() ? now.plus(ended.bake()) : now);
        } else if (rollout.bakeUntil().get().isAfter(now)) {
            rollout.lookAgain(rollout.bakeUntil().get());
        } else if (rollout.isAwaitingPromotion(now)) {
            rollout.lookAgain(now.plus(SOON));
        } else {
            act(rollout, "rollout.wave-started", it -> it.nextWave(now), now);
        }
    }

    private void act(Rollout rollout, String action, Consumer<Rollout> deed, Instant now) {
        desk.act(
                rollout,
                action,
                deed,
                ROLLOUT,
                now,
                event -> event.with("wave", rollout.wave() == 0 ? null : rollout.wave())
                        .with(
                                "because",
                                rollout.pause().map(pause -> pause.because()).orElse(null)));
    }
}
