package dev.sixgate.rollout.verb;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutAction;
import dev.sixgate.rollout.RolloutId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pauses, resumes, promotes and cancels: whoever does that has one moment for it. Each throws {@link Refusal}: {@code
 * rollout-not-found}, {@code role-required}, {@code invalid-transition}, and where it has to be said
 * why, {@code reason-required}. When it is answered, nothing more is sent to AWS that it forbids; what AWS has taken goes on.
 */
@ApplicationScoped
public class SteerRollout {
    private final RolloutDesk desk;

    SteerRollout(RolloutDesk desk) {
        this.desk = desk;
    }

    /** Sends nothing more until somebody resumes it. */
    @Transactional
    public Rollout pause(RolloutId id, @Nullable String reason, Actor actor, Instant now) {
        Rollout rollout = desk.take(id, RolloutAction.PAUSE, actor, now);
        String because = RolloutDesk.requireText(reason, "reason");
        desk.act(
                rollout,
                "rollout.paused",
                it -> it.pause(actor, because, now),
                actor,
                now,
                event -> event.with("reason", because));
        return rollout;
    }

    /** Goes on where it was paused; failures up to now count no more. */
    @Transactional
    public Rollout resume(RolloutId id, @Nullable String reason, Actor actor, Instant now) {
        Rollout rollout = desk.take(id, RolloutAction.RESUME, actor, now);
        int failures = desk.progress(rollout).failures();
        desk.act(
                rollout,
                "rollout.resumed",
                it -> it.resume(failures, now),
                actor,
                now,
                event -> event.with("reason", reason).with("failures", failures));
        return rollout;
    }

    /** Lets the next wave begin, where a rule wants somebody to. */
    @Transactional
    public Rollout promote(RolloutId id, @Nullable String reason, Actor actor, Instant now) {
        Rollout rollout = desk.take(id, RolloutAction.PROMOTE, actor, now);
        List<String> groups = desk.promotesFor(rollout, actor);
        desk.act(
                rollout,
                "rollout.promoted",
                it -> it.promote(groups, now),
                actor,
                now,
                event -> event.with("reason", reason).with("groups", groups));
        return rollout;
    }

    /** Calls it off; its changes that have not been sent are cancelled by the worker, one after the other. */
    @Transactional
    public Rollout cancel(RolloutId id, @Nullable String reason, Actor actor, Instant now) {
        Rollout rollout = desk.take(id, RolloutAction.CANCEL, actor, now);
        String because = RolloutDesk.requireText(reason, "reason");
        desk.act(
                rollout, "rollout.cancelled", it -> it.cancel(now), actor, now, event -> event.with("reason", because));
        return rollout;
    }
}
