package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Calls a change off before anything is sent. */
@ApplicationScoped
public class CancelChange {
    private final ChangeDesk desk;

    CancelChange(ChangeDesk desk) {
        this.desk = desk;
    }

    /** @throws Refusal {@code role-required}, {@code invalid-transition}, {@code reason-required} */
    @Transactional
    public ChangeRequest cancel(
            ChangeId id, @Nullable String reason, OptionalLong ifVersion, Actor actor, Instant now) {
        ChangeRequest change = desk.take(id, Action.CANCEL, ifVersion, actor, now);
        desk.act(
                change, "change.cancelled", it -> it.cancel(now), ChangeDesk.requireText(reason, "reason"), actor, now);
        return change;
    }

    /**
     * Calls a change off with the rollout that it is part of; nothing happens to one that has been sent, or is over.
     *
     * @param because who cancelled the rollout, and why
     */
    @Transactional
    public void withItsRollout(ChangeId id, String because, Instant now) {
        ChangeRequest change = desk.takeAnyway(id);
        if (change.status().leadsTo(ChangeStatus.CANCELLED)) {
            desk.act(change, "change.cancelled", it -> it.cancel(now), because, Actor.system("rollout"), now);
        }
    }
}
