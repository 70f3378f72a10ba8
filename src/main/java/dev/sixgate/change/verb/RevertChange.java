package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Action;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.verb.ProposeChange.Proposal;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.ObservedDomain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Asks for the inverse of an applied change: a change of its own, with its own approval. */
@ApplicationScoped
public class RevertChange {
    private final ChangeDesk desk;
    private final ProposeChange proposeChange;

    RevertChange(ChangeDesk desk, ProposeChange proposeChange) {
        this.desk = desk;
        this.proposeChange = proposeChange;
    }

    /**
     * @param live the domain as it was observed
     * @return the new change
     * @throws Refusal {@code role-required}; {@code invalid-transition} if the change was not applied, or the domain has the
     *     former type again; and whatever asking for a change throws
     */
    @Transactional
    public ChangeRequest revert(
            ChangeId id,
            ObservedDomain live,
            List<Finding> readiness,
            String reason,
            OptionalLong ifVersion,
            Actor actor,
            Instant now) {
        ChangeRequest reverted = desk.take(id, Action.REVERT, ifVersion, actor, now);
        Ask ask = reverted.ask();
        Ask.Intent intent =
                new Ask.Intent(ChangeDesk.requireText(reason, "reason"), ask.reference(), null, false, null);
        return proposeChange
                .propose(new Proposal(live, ask.from(), readiness, intent, id), actor, now)
                .orElseThrow(() -> new Refusal(
                        Reason.INVALID_TRANSITION,
                        "The domain is " + ask.from() + " again already; there is nothing to revert."));
    }
}
