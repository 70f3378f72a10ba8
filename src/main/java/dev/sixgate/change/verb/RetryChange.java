package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.OptionalLong;

/** Tries a failed change once more, while its approval holds and no other change of the domain is open. */
@ApplicationScoped
public class RetryChange {
    private final ChangeDesk desk;

    RetryChange(ChangeDesk desk) {
        this.desk = desk;
    }

    /** @throws Refusal {@code role-required}, {@code invalid-transition}, {@code change-open} */
    @Transactional
    public ChangeRequest retry(ChangeId id, OptionalLong ifVersion, Actor actor, Instant now) {
        ChangeRequest change = desk.take(id, Action.RETRY, ifVersion, actor, now);
        desk.act(change, "change.retried", it -> it.retry(now), null, actor, now);
        return change;
    }
}
