package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.change.Delegation;
import dev.sixgate.change.Delegation.State;
import dev.sixgate.change.Delegations;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.UUID;

/** Takes a delegation back before its time; what was approved in its right no longer counts. */
@ApplicationScoped
public class EndDelegation {
    private final Delegations delegations;
    private final AuditLog log;

    EndDelegation(Delegations delegations, AuditLog log) {
        this.delegations = delegations;
        this.log = log;
    }

    /**
     * @throws Refusal {@code delegation-not-found}, {@code role-required} for anybody but the giver and operators, {@code
     *     invalid-transition} where it has ended already
     */
    @Transactional
    public Delegation end(UUID id, Actor actor, Instant now) {
        Delegation delegation = delegations
                .take(id)
                .orElseThrow(() -> new Refusal(Reason.DELEGATION_NOT_FOUND, "There is no delegation " + id + "."));
        if (!actor.is(delegation.giver()) && !actor.has(Role.OPERATOR)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Only who gave it, or an operator, may end a delegation.");
        }
        if (delegation.state(now) == State.ENDED) {
            throw new Refusal(Reason.INVALID_TRANSITION, "That delegation has ended already.");
        }
        Delegation ended = delegation.ended(now, actor.subject());
        delegations.end(ended);
        log.append(with(AuditEvent.of("delegation.ended", Outcome.SUCCESS, actor, now), ended));
        return ended;
    }

    /** What an event tells of a delegation. */
    static AuditEvent with(AuditEvent event, Delegation delegation) {
        return event.with("delegation", delegation.id())
                .with("giver", delegation.giver())
                .with("receiver", delegation.receiver())
                .with("groups", delegation.groups())
                .with("from", delegation.from().toString())
                .with("until", delegation.until().toString());
    }
}
