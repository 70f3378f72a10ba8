package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.Owner;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Counting;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts approvals: the live reviews on the present plan, by people who are approvers now or stand in for one, against what
 * the policies ask, as pinned and as they are now.
 */
@ApplicationScoped
public class Approvals {
    private final PolicyInForce policies;
    private final People people;
    private final Delegations delegations;
    private final PeopleConfig config;
    private final ChangeRequests requests;
    private final InstantSource clock;

    Approvals(
            PolicyInForce policies,
            People people,
            Delegations delegations,
            PeopleConfig config,
            ChangeRequests requests,
            InstantSource clock) {
        this.policies = policies;
        this.people = people;
        this.delegations = delegations;
        this.config = config;
        this.requests = requests;
        this.clock = clock;
    }

    /** How one change stands at that moment. */
    public Standing of(ChangeRequest change, Instant now) {
        return of(List.of(change), now).values().iterator().next();
    }

    /** How these changes stand at that moment, with one look at the people for all of them. */
    public Map<ChangeId, Standing> of(Collection<ChangeRequest> changes, Instant now) {
        Instant since = now;
        Set<String> subjects = new LinkedHashSet<>();
        for (ChangeRequest change : changes) {
            LiveApprovals live = LiveApprovals.of(change);
            subjects.addAll(live.byReviewer().keySet());
            subjects.add(change.ask().requester());
            since = live.since(since).isBefore(since) ? live.since(since) : since;
        }
        Register register = register(subjects, since);
        Map<ChangeId, Standing> standings = new LinkedHashMap<>();
        Map<Place, ChangeId> open = openBeside(changes);
        changes.forEach(
                change -> standings.put(change.id(), standing(change, register, open.get(Place.of(change)), now)));
        return standings;
    }

    /** These people and the delegations in force since, in two statements. */
    Register register(Set<String> subjects, Instant since) {
        Instant now = clock.instant();
        List<Delegation> inForce = delegations.inForceSince(since, now);
        Set<String> all = new LinkedHashSet<>(subjects);
        inForce.forEach(delegation -> all.add(delegation.giver()));
        Map<String, Person> known =
                people.known(all).stream().collect(Collectors.toMap(Person::subject, Function.identity()));
        return new Register(known, inForce, now, config.countsFor());
    }

    /** A domain in a target. */
    private record Place(TargetName target, DomainName domain) {
        static Place of(ChangeRequest change) {
            return new Place(change.ask().target(), change.ask().domain());
        }
    }

    /** The open changes of the domains whose changes are over; an open change has none beside it. */
    private Map<Place, ChangeId> openBeside(Collection<ChangeRequest> changes) {
        Set<DomainName> domains = changes.stream()
                .filter(change -> !change.status().isOpen())
                .map(change -> change.ask().domain())
                .collect(Collectors.toSet());
        return domains.isEmpty()
                ? Map.of()
                : requests.openOf(domains).stream().collect(Collectors.toMap(Place::of, ChangeRequest::id));
    }

    /** What somebody is as an approver, as their identity claims now. */
    public static Approver asApprover(Actor actor) {
        return new Approver(actor.subject(), actor.groups(), actor.isPerson() && actor.has(Actor.Role.APPROVER));
    }

    /** Who has a live approval on the present digest: an approval that was not withdrawn since. */
    public static Set<String> approving(ChangeRequest change) {
        Set<String> approving = new LinkedHashSet<>();
        LiveApprovals.of(change).byReviewer().forEach((reviewer, review) -> {
            if (review.planDigest().equals(change.planned().digest())) {
                approving.add(reviewer);
            }
        });
        change.contributors().forEach(approving::remove);
        return approving;
    }

    private Standing standing(ChangeRequest change, Register register, @Nullable ChangeId open, Instant now) {
        PolicyFile present = policies.present();
        Planned planned = change.planned();
        Set<String> requesterGroups =
                register.person(change.ask().requester()).map(Person::groups).orElse(Set.of());
        Facts facts = facts(change, requesterGroups, now);
        Verdict verdict = Verdict.strictest(planned.verdict(), present.evaluate(facts));
        PolicyFile pinned = policies.pinned(planned.policyDigest());
        Groups groups = pinned.groups().strictest(present.groups());
        Set<String> approved = approving(change);
        List<Approver> approvers = approved.stream()
                .flatMap(subject -> register.approver(subject).stream())
                .map(approver -> approver.with(register.lentTo(approver.subject(), change.contributors())))
                .toList();
        Counting counting = Counting.of(verdict.requirements(), approvers, groups);
        Tally tally = counting.tally();
        boolean met = !verdict.denied() && tally.met();
        return new Standing(
                verdict,
                groups,
                counting,
                tally,
                met,
                met || change.isEmergency() && !verdict.denied(),
                present.calendar(
                        verdict,
                        facts,
                        pinned.windows(),
                        group -> approvers.stream().anyMatch(approver -> groups.count(group, approver))),
                approved,
                LiveApprovals.of(change).notCounted(verdict.requirements(), groups, tally, register),
                register,
                change.contributors(),
                change.status().isOpen() ? null : open);
    }

    /** What rules may ask about a change, with the groups that its requester claims now. */
    public static Facts facts(ChangeRequest change, Set<String> requesterGroups, Instant now) {
        Ask ask = change.ask();
        Plan plan = change.planned().plan();
        return new Facts(
                ask.domain(),
                ask.target(),
                ask.account(),
                ask.region(),
                Set.copyOf(plan.endpointTypes()),
                ask.from(),
                ask.to(),
                plan.tags(),
                Owner.kindBy(plan.tags()),
                Level.worstOf(plan.readiness()),
                ask.requester(),
                requesterGroups,
                1,
                now);
    }
}
