package dev.sixgate.change.verb;

import dev.sixgate.IdSource;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.change.Advance;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Explanation;
import dev.sixgate.change.Explanations;
import dev.sixgate.change.Membership;
import dev.sixgate.change.Plan;
import dev.sixgate.change.Planned;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.PolicyVersions;
import dev.sixgate.change.Standing;
import dev.sixgate.change.Traceparent;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.policy.Calendar;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks for a change: plans it, asks the policies, and records it, or refuses it at once where it could never run. */
@ApplicationScoped
public class ProposeChange {
    private final ChangeRequests changes;
    private final Approvals approvals;
    private final Explanations explanations;
    private final PolicyInForce policies;
    private final PolicyVersions policyVersions;
    private final Emergencies emergencies;
    private final ChangeJournal journal;
    private final AuditLog log;
    private final IdSource ids;

    ProposeChange(
            ChangeRequests changes,
            Approvals approvals,
            Explanations explanations,
            PolicyInForce policies,
            PolicyVersions policyVersions,
            Emergencies emergencies,
            ChangeJournal journal,
            AuditLog log,
            IdSource ids) {
        this.changes = changes;
        this.approvals = approvals;
        this.explanations = explanations;
        this.policies = policies;
        this.policyVersions = policyVersions;
        this.emergencies = emergencies;
        this.journal = journal;
        this.log = log;
        this.ids = ids;
    }

    /**
     * What is asked for.
     *
     * @param domain as it was observed; the change is planned on it
     * @param readiness what was found around it
     * @param revertOf the change that this one takes back, if it does
     * @param membership its place in a rollout; null for a change by itself
     */
    public record Proposal(
            ObservedDomain domain,
            IpAddressType to,
            List<Finding> readiness,
            Ask.Intent intent,
            @Nullable ChangeId revertOf,
            @Nullable Membership membership) {
        /** A change by itself. */
        public Proposal(
                ObservedDomain domain,
                IpAddressType to,
                List<Finding> readiness,
                Ask.Intent intent,
                @Nullable ChangeId revertOf) {
            this(domain, to, readiness, intent, revertOf, null);
        }
    }

    /** What would be recorded: the plan, what the policies say of it, and when they would let it run. */
    public record Preview(Plan plan, Verdict verdict, Calendar calendar) {}

    /**
     * Says what asking would mean, and records nothing.
     *
     * @throws Refusal as {@link #propose}, but for a change that is open and for a policy that denies it
     */
    public Preview preview(Proposal proposal, Actor requester, Instant now) {
        requireAskable(proposal, requester, now);
        PolicyFile policy = policies.present();
        Facts facts = facts(proposal, requester, now);
        Verdict verdict = policy.evaluate(facts);
        return new Preview(plan(proposal, policy), verdict, policy.calendar(verdict, facts, Map.of(), lifted -> false));
    }

    /**
     * Records a change, or, where the domain has that type already, one event that says so.
     *
     * @return the change; empty where there is nothing to change
     * @throws Refusal {@code role-required}, {@code reason-required}, {@code unsupported-domain}, {@code policy-denied},
     *     {@code policy-unsatisfiable}, {@code change-open}
     */
    @Transactional
    public Optional<ChangeRequest> propose(Proposal proposal, Actor requester, Instant now) {
        return propose(proposal, null, requester, now);
    }

    /**
     * The same, for a revert.
     *
     * @param advance what became of its approval in advance; null where none was given
     */
    Optional<ChangeRequest> propose(Proposal proposal, @Nullable Advance advance, Actor requester, Instant now) {
        requireAskable(proposal, requester, now);
        ObservedDomain domain = proposal.domain();
        if (domain.ipAddressType() == proposal.to()) {
            log.append(AuditEvent.of("change.not-needed", Outcome.SUCCESS, requester, now)
                    .onDomain(domain.target(), domain.name())
                    .with("to", proposal.to())
                    .with("reason", proposal.intent().reason())
                    .with("reference", proposal.intent().reference()));
            return Optional.empty();
        }
        PolicyFile policy = policies.present();
        Verdict verdict = policy.evaluate(facts(proposal, requester, now));
        requireNotDenied(verdict);
        boolean asksNobody = proposal.intent().incident() != null || (advance != null && advance.counts());
        if (!asksNobody) {
            requireSatisfiable(verdict, policy, requester);
        }
        if (proposal.membership() == null) {
            // A rollout has looked at all of its domains together.
            changes.openOf(domain.target(), domain.name()).ifPresent(open -> {
                throw ChangeRequests.anotherIsOpen().with("change", "/changes/" + open.id());
            });
        }
        policyVersions.keep(policy, now);
        Planned planned = Planned.of(plan(proposal, policy), verdict, policy.digest(), now);
        return Optional.of(record(proposal, planned, advance, requester, now));
    }

    /**
     * The verdict on what is asked for, where nothing but another open change stands against it.
     *
     * @throws Refusal as {@link #propose}, but for a change that is open
     */
    public Verdict requireProposable(Proposal proposal, Actor requester, Instant now) {
        requireAskable(proposal, requester, now);
        PolicyFile policy = policies.present();
        Verdict verdict = policy.evaluate(facts(proposal, requester, now));
        requireNotDenied(verdict);
        requireSatisfiable(verdict, policy, requester);
        return verdict;
    }

    private ChangeRequest record(
            Proposal proposal, Planned planned, @Nullable Advance advance, Actor requester, Instant now) {
        ChangeRequest change = ChangeRequest.propose(
                new ChangeId(ids.next()),
                Ask.of(proposal.domain(), proposal.intent(), requester, proposal.revertOf(), now),
                planned,
                proposal.intent().hold(),
                proposal.membership());
        if (advance != null && !advance.counts()) {
            change.approveInAdvance(advance);
        }
        Traceparent.here().ifPresent(change::askedIn);
        changes.persist(change);
        journal.requested(change, requester, now);
        if (proposal.intent().incident() != null) {
            emergencies.breakGlass(change, proposal.intent().incident(), requester, now);
            return change;
        }
        approveAtOnce(change, advance, now);
        return change;
    }

    /** Where the policies ask nobody, or who approved the reverted change approved this one too. */
    private void approveAtOnce(ChangeRequest change, @Nullable Advance advance, Instant now) {
        boolean asksSomebody = !change.planned().verdict().requirements().isEmpty();
        if (asksSomebody && (advance == null || !advance.counts())) {
            // Nobody can have approved it yet.
            return;
        }
        Map<String, Object> before = change.facts();
        if (advance != null && advance.counts() && !change.planned().verdict().automatic()) {
            change.approveInAdvance(advance);
        }
        Standing standing = approvals.of(change, now);
        change.settle(standing.cleared(), now);
        if (!change.facts().equals(before)) {
            journal.done(
                    change,
                    before,
                    "change.approved",
                    Outcome.SUCCESS,
                    Actor.system("policy"),
                    now,
                    event -> event.with("inAdvance", standing.inAdvance()));
        }
    }

    private void requireAskable(Proposal proposal, Actor requester, Instant now) {
        if (proposal.intent().incident() != null) {
            emergencies.requireAllowed(proposal.intent().incident(), requester, now);
        } else if (!requester.has(Role.REQUESTER) && requester.type() != Actor.Type.SYSTEM) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Asking for a change needs the role requester.");
        }
        if (proposal.intent().reason().isBlank()) {
            throw new Refusal(Reason.REASON_REQUIRED, "Say why: reason must not be blank.");
        }
        if (proposal.domain().isPrivate() && proposal.to() != IpAddressType.DUALSTACK) {
            throw new Refusal(Reason.UNSUPPORTED_DOMAIN, "A private domain name is dualstack only; AWS has no other.");
        }
        if (proposal.domain().isMigrating()) {
            throw new Refusal(
                    Reason.UNSUPPORTED_DOMAIN,
                    "The domain is between two endpoint types; ask again when its migration has ended.");
        }
    }

    private static void requireNotDenied(Verdict verdict) {
        if (verdict.denied()) {
            throw new Refusal(Reason.POLICY_DENIED, String.join(" ", verdict.reasons()))
                    .with("rules", verdict.matched());
        }
    }

    private void requireSatisfiable(Verdict verdict, PolicyFile policy, Actor requester) {
        if (!policy.groups().canBeMet(verdict.requirements(), Set.of(requester.subject()))) {
            Explanation explanation = explanations.ofProposal(verdict, policy.groups(), requester.subject());
            throw new Refusal(
                            Reason.POLICY_UNSATISFIABLE,
                            "Without you there are not enough people who could approve this; ask for fewer approvals or"
                                    + " more members in the policy file.")
                    .with("requirements", verdict.requirements())
                    .with("explanation", explanation);
        }
    }

    private static Plan plan(Proposal proposal, PolicyFile policy) {
        return Plan.of(proposal.domain(), proposal.to(), proposal.readiness(), policy.digest());
    }

    private static Facts facts(Proposal proposal, Actor requester, Instant now) {
        Facts alone = Facts.of(
                proposal.domain(), proposal.to(), proposal.readiness(), requester.subject(), requester.groups(), now);
        return proposal.membership() == null
                ? alone
                : alone.inRolloutOf(proposal.membership().size());
    }
}
