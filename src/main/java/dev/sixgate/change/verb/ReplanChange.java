package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.People;
import dev.sixgate.change.Plan;
import dev.sixgate.change.Planned;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.PolicyVersions;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Plans a stale change anew on the domain as it is now. Another digest voids every approval; the same restores them. */
@ApplicationScoped
public class ReplanChange {
    private final ChangeDesk desk;
    private final PolicyInForce policies;
    private final PolicyVersions policyVersions;
    private final People people;

    ReplanChange(ChangeDesk desk, PolicyInForce policies, PolicyVersions policyVersions, People people) {
        this.desk = desk;
        this.policies = policies;
        this.policyVersions = policyVersions;
        this.people = people;
    }

    /**
     * @param live the domain as it was just read
     * @throws Refusal {@code role-required}; {@code invalid-transition} if it is not stale, or the domain has the wished
     *     type already; {@code policy-denied}
     */
    @Transactional
    public ChangeRequest replan(
            ChangeId id,
            ObservedDomain live,
            List<Finding> readiness,
            OptionalLong ifVersion,
            Actor actor,
            Instant now) {
        ChangeRequest change = desk.take(id, Action.REPLAN, ifVersion, actor, now);
        if (live.ipAddressType() == change.ask().to()) {
            throw new Refusal(
                    Reason.INVALID_TRANSITION,
                    "The domain is " + live.ipAddressType()
                            + " already, so there is nothing to plan; cancel the change.");
        }
        PolicyFile policy = policies.present();
        String requester = change.ask().requester();
        Verdict verdict = policy.evaluate(
                Facts.of(live, change.ask().to(), readiness, requester, people.groupsOf(requester), now));
        if (verdict.denied()) {
            throw new Refusal(Reason.POLICY_DENIED, String.join(" ", verdict.reasons()));
        }
        policyVersions.keep(policy, now);
        Plan plan = Plan.of(live, change.ask().to(), readiness, policy.digest());
        desk.act(
                change,
                "change.replanned",
                it -> it.replan(Planned.of(plan, verdict, policy.digest(), now), actor),
                null,
                actor,
                now);
        desk.settle(change, actor, now);
        return change;
    }
}
