package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Action;
import dev.sixgate.change.Advance;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Confirmation;
import dev.sixgate.change.Membership;
import dev.sixgate.change.verb.ProposeChange.Proposal;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.ObservedDomain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the inverse of an applied change: a change of its own, with its own approval, unless the approvers of the
 * reverted one approved that too and the domain is exactly as it was left.
 */
@ApplicationScoped
public class RevertChange {
    private final ChangeDesk desk;
    private final ProposeChange proposeChange;
    private final Approvals approvals;
    private final ChangeRequests changes;

    RevertChange(ChangeDesk desk, ProposeChange proposeChange, Approvals approvals, ChangeRequests changes) {
        this.desk = desk;
        this.proposeChange = proposeChange;
        this.approvals = approvals;
        this.changes = changes;
    }

    /**
     * What a revert is planned on.
     *
     * @param live the domain as it was observed
     * @param readiness what was found around it
     * @param membership its place in a rollout; null for one by itself
     */
    public record Ground(
            ObservedDomain live,
            List<Finding> readiness,
            @Nullable String reason,
            @Nullable Membership membership) {}

    /**
     * Asks for it.
     *
     * @return the new change
     * @throws Refusal {@code role-required}; {@code invalid-transition} if the change was not applied, or the domain has the
     *     former type again; and whatever asking for a change throws
     */
    @Transactional
    public ChangeRequest revert(ChangeId id, Ground ground, OptionalLong ifVersion, Actor actor, Instant now) {
        ChangeRequest reverted = desk.take(id, Action.REVERT, ifVersion, actor, now);
        Ask ask = reverted.ask();
        Ask.Intent intent =
                new Ask.Intent(ChangeDesk.requireText(ground.reason(), "reason"), ask.reference(), null, false, null);
        Advance advance = advance(reverted, ground.live(), actor, now).orElse(null);
        return proposeChange
                .propose(
                        new Proposal(ground.live(), ask.from(), ground.readiness(), intent, id, ground.membership()),
                        advance,
                        actor,
                        now)
                .orElseThrow(() -> new Refusal(
                        Reason.INVALID_TRANSITION,
                        "The domain is " + ask.from() + " again already; there is nothing to revert."));
    }

    /**
     * Asks for the inverse of a change that nobody confirmed in time; what was approved with the change was this too. To be
     * called in the transaction that ends the waiting.
     *
     * @param unconfirmed locked
     * @return the new change; empty where the domain has the former type again
     * @throws Refusal whatever asking for a change throws
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<ChangeRequest> revertUnconfirmed(
            ChangeRequest unconfirmed, ObservedDomain live, List<Finding> readiness, Instant now) {
        Ask ask = unconfirmed.ask();
        Instant by = unconfirmed.confirmation().orElseThrow().by();
        Ask.Intent intent = new Ask.Intent(
                "Nobody confirmed change " + unconfirmed.id() + " before " + by + ".",
                ask.reference(),
                null,
                false,
                null);
        Instant until = now.plus(unconfirmed.planned().verdict().approvalHoldsFor());
        return proposeChange.propose(
                new Proposal(live, ask.from(), readiness, intent, unconfirmed.id()),
                recounted(unconfirmed, live, Confirmation.ASKING, until, now),
                Confirmation.ASKING,
                now);
    }

    private Optional<Advance> advance(ChangeRequest reverted, ObservedDomain live, Actor actor, Instant now) {
        return reverted.left().map(left -> {
            Instant until = left.revertApprovedUntil();
            if (until == null) {
                return Advance.refused("Not every rule that asked for approvals of change " + reverted.id()
                        + " states revertApprovedFor, or nobody's approval was asked for.");
            }
            return left.coversRevert(now)
                    ? recounted(reverted, live, actor, until, now)
                    : Advance.refused("The revert was approved in advance until " + until + ".");
        });
    }

    /** People are asked again: an approval in advance is worth what the approvers are now. */
    private Advance recounted(ChangeRequest reverted, ObservedDomain live, Actor actor, Instant until, Instant now) {
        if (reverted.left()
                .filter(left -> left.fingerprint().equals(live.fingerprint().value()))
                .isEmpty()) {
            return Advance.refused("The domain is no longer as change " + reverted.id() + " left it.");
        }
        Optional<ChangeId> since = changes.appliedAfter(reverted);
        if (since.isPresent()) {
            // Also where it looks as this one left it: what was decided since is not taken back by an approval from
            // before.
            return Advance.refused("Change " + since.get() + " was applied to the domain since.");
        }
        return approvals.recount(reverted, Set.of(actor.subject()), until, now).met()
                ? Advance.counting(until)
                : Advance.refused("Who approved change " + reverted.id()
                        + " is not enough by now: they lost a group, more is asked, or one of them asks for this.");
    }
}
