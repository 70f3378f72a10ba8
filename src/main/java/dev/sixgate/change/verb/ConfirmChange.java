package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says that an applied change may stay, so that it is not reverted by itself. */
@ApplicationScoped
public class ConfirmChange {
    private final ChangeDesk desk;

    ConfirmChange(ChangeDesk desk) {
        this.desk = desk;
    }

    /** @throws Refusal {@code role-required}; {@code invalid-transition} if nothing is to be confirmed, or not any more */
    @Transactional
    public ChangeRequest confirm(
            ChangeId id, @Nullable String comment, OptionalLong ifVersion, Actor actor, Instant now) {
        ChangeRequest change = desk.take(id, Action.CONFIRM, ifVersion, actor, now);
        Map<String, Object> before = change.facts();
        change.confirm(actor, now);
        desk.journal()
                .done(
                        change,
                        before,
                        "change.confirmed",
                        Outcome.SUCCESS,
                        actor,
                        now,
                        event -> event.with("comment", comment));
        return change;
    }
}
