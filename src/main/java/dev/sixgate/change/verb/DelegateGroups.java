package dev.sixgate.change.verb;

import dev.sixgate.IdSource;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Delegation;
import dev.sixgate.change.Delegations;
import dev.sixgate.change.People;
import dev.sixgate.change.Person;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.policy.Groups;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** Puts some of an approver's groups into another approver's hands for a time. */
@ApplicationScoped
public class DelegateGroups {
    private final Delegations delegations;
    private final People people;
    private final ChangeRequests changes;
    private final PolicyInForce policies;
    private final AuditLog log;
    private final IdSource ids;

    DelegateGroups(
            Delegations delegations,
            People people,
            ChangeRequests changes,
            PolicyInForce policies,
            AuditLog log,
            IdSource ids) {
        this.delegations = delegations;
        this.people = people;
        this.changes = changes;
        this.policies = policies;
        this.log = log;
        this.ids = ids;
    }

    /**
     * What is delegated.
     *
     * @param to the subject who stands in
     * @param until after {@code from}, and at most {@link Delegation#LONGEST} after the present moment
     */
    public record Wish(String to, List<String> groups, Instant from, Instant until, String reason) {}

    /**
     * Records a delegation. Reviews stay as they are: what it changes is what they amount to while it lasts.
     *
     * @throws Refusal {@code machine-approver-forbidden} for a service account, and for a service that acts for a person;
     *     {@code role-required}, {@code self-delegation-forbidden}, {@code group-not-held}, {@code not-eligible-delegate},
     *     {@code reason-required}
     */
    @Transactional
    public Delegation delegate(Wish wish, Actor giver, Instant now) {
        requireGiver(wish, giver);
        ChangeDesk.requireText(wish.reason(), "reason");
        for (String group : wish.groups()) {
            requireHeld(group, giver);
        }
        Person receiver = people.find(wish.to())
                .filter(person -> person.removedAt() == null
                        && !person.service()
                        && person.roles().contains(Role.APPROVER))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_ELIGIBLE_DELEGATE,
                        "Only a person whom this service has seen as an approver can stand in for you."));
        Delegation delegation = new Delegation(
                ids.next(),
                giver.subject(),
                giver.name(),
                receiver.subject(),
                receiver.name(),
                wish.groups(),
                wish.reason(),
                now,
                wish.from(),
                wish.until(),
                null,
                null);
        delegations.add(delegation);
        changes.wakePending(now);
        log.append(EndDelegation.with(AuditEvent.of("delegation.created", Outcome.SUCCESS, giver, now), delegation)
                .with("reason", delegation.reason()));
        return delegation;
    }

    private static void requireGiver(Wish wish, Actor giver) {
        if (!giver.isPerson() || giver.via() != null) {
            throw new Refusal(
                    Reason.MACHINE_APPROVER_FORBIDDEN, "A machine approves nothing, and so has nothing to delegate.");
        }
        if (!giver.has(Role.APPROVER)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Delegating groups needs the role approver.");
        }
        if (giver.is(wish.to())) {
            throw new Refusal(Reason.SELF_DELEGATION_FORBIDDEN, "You cannot stand in for yourself.");
        }
    }

    /** What is only lent to somebody is none of theirs: neither their claims nor the policy file name them for it. */
    private void requireHeld(String group, Actor giver) {
        boolean claimed = giver.groups().contains(group);
        boolean stated = policies.present().groups().count(group, Approvals.asApprover(giver));
        if (group.equals(Groups.APPROVERS) || !(claimed || stated)) {
            throw new Refusal(
                    Reason.GROUP_NOT_HELD,
                    "You cannot delegate " + group + ": only a named group that is yours by your own right.");
        }
    }
}
