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

/** Lets an approved change go on that was asked for with {@code hold}. */
@ApplicationScoped
public class ExecuteChange {
    private final ChangeDesk desk;

    ExecuteChange(ChangeDesk desk) {
        this.desk = desk;
    }

    /** @throws Refusal {@code role-required}, {@code invalid-transition} while it is not approved or not on hold */
    @Transactional
    public ChangeRequest execute(ChangeId id, OptionalLong ifVersion, Actor actor, Instant now) {
        ChangeRequest change = desk.take(id, Action.EXECUTE, ifVersion, actor, now);
        desk.act(change, "change.released", it -> it.release(now), null, actor, now);
        return change;
    }
}
