package dev.sixgate.rollout.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.change.Members;
import dev.sixgate.rollout.Progress;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutAction;
import dev.sixgate.rollout.RolloutId;
import dev.sixgate.rollout.RolloutJournal;
import dev.sixgate.rollout.RolloutPermissions;
import dev.sixgate.rollout.Rollouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What all actions on a rollout share: lock it, check the precondition, ask for permission, act, record. */
@ApplicationScoped
class RolloutDesk {
    private final Rollouts rollouts;
    private final Members members;
    private final RolloutPermissions permissions;
    private final RolloutJournal journal;

    RolloutDesk(Rollouts rollouts, Members members, RolloutPermissions permissions, RolloutJournal journal) {
        this.rollouts = rollouts;
        this.members = members;
        this.permissions = permissions;
        this.journal = journal;
    }

    /**
     * Takes a rollout for an action whose permission is asked for elsewhere.
     *
     * @throws Refusal {@code rollout-not-found}
     */
    Rollout take(RolloutId id) {
        return rollouts.take(id);
    }

    /**
     * The same for one that is no review.
     *
     * @throws Refusal also why it is not permitted
     */
    Rollout take(RolloutId id, RolloutAction action, Actor actor, Instant now) {
        Rollout rollout = take(id);
        permissions.permits(rollout, progress(rollout), action, actor, now).require();
        return rollout;
    }

    /** The groups in whose name somebody lets its next wave begin. */
    List<String> promotesFor(Rollout rollout, Actor actor) {
        return permissions.promotesFor(rollout, actor);
    }

    /** What its changes amount to now. */
    Progress progress(Rollout rollout) {
        return new Progress(members.of(rollout.id().value()));
    }

    /** Does it and records it. */
    void act(
            Rollout rollout,
            String action,
            Consumer<Rollout> deed,
            Actor actor,
            Instant now,
            UnaryOperator<AuditEvent> more) {
        Map<String, Object> before = rollout.facts();
        deed.accept(rollout);
        journal.done(rollout, before, action, actor, now, more);
    }

    RolloutJournal journal() {
        return journal;
    }

    static String requireText(@Nullable String text, String what) {
        if (text == null || text.isBlank()) {
            throw new Refusal(Reason.REASON_REQUIRED, "Say why: " + what + " must not be blank.");
        }
        return text;
    }
}
