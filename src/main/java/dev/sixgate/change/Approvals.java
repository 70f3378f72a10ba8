package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeRequests.Open;
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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        Map<UUID, ChangeRequest> reverted = requests.revertedInAdvanceBy(changes);
        Register register = register(
                Stream.concat(changes.stream(), reverted.values().stream()).toList(), now);
        Map<ChangeId, Standing> standings = new LinkedHashMap<>();
        Map<Place, ChangeId> open = openBeside(changes);
        changes.forEach(change -> standings.put(
                change.id(),
                standing(
                        change,
                        register,
                        change.isApprovedInAdvance() ? reverted.get(change.ask().revertOf()) : null,
                        open.get(Place.of(change)),
                        now)));
        return standings;
    }

    /**
     * Counts who approved a change once more, for its revert: as they are now, against what it required.
     *
     * @param but the subjects who had a hand in the revert, and approve nothing of it
     */
    public InAdvance recount(ChangeRequest reverted, Collection<String> but, Instant until, Instant now) {
        return recount(reverted, register(List.of(reverted), now), but, until, now);
    }

    private Register register(Collection<ChangeRequest> changes, Instant now) {
        Instant since = now;
        Set<String> subjects = new LinkedHashSet<>();
        for (ChangeRequest change : changes) {
            LiveApprovals live = LiveApprovals.of(change);
            subjects.addAll(live.byReviewer().keySet());
            subjects.add(change.ask().requester());
            since = live.since(since).isBefore(since) ? live.since(since) : since;
        }
        return register(subjects, since);
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
                : requests.openOf(domains).stream()
                        .collect(Collectors.toMap(open -> new Place(open.target(), open.domain()), Open::id));
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

    /** What the policies ask of a change, pinned and present together, and whose approval counts for it. */
    private record Count(
            Verdict verdict,
            Groups groups,
            Facts facts,
            PolicyFile pinned,
            Set<String> approved,
            List<Approver> approvers,
            Counting counting) {}

    private Standing standing(
            ChangeRequest change,
            Register register,
            @Nullable ChangeRequest reverted,
            @Nullable ChangeId open,
            Instant now) {
        Count count = count(change, register, Set.of(), now);
        InAdvance inAdvance = change.advance()
                .filter(advance -> reverted != null && advance.counts())
                .map(advance -> recount(
                        Objects.requireNonNull(reverted),
                        register,
                        change.contributors(),
                        Objects.requireNonNull(advance.until()),
                        now))
                .orElse(null);
        Tally tally = count.counting().tally();
        boolean denied = count.verdict().denied();
        boolean met = !denied && (tally.met() || (inAdvance != null && inAdvance.met()));
        return new Standing(
                count.verdict(),
                count.groups(),
                count.counting(),
                tally,
                met,
                met || change.isEmergency() && !denied,
                policies.present()
                        .calendar(
                                count.verdict(),
                                count.facts(),
                                count.pinned().windows(),
                                group -> count.approvers().stream()
                                        .anyMatch(approver -> count.groups().count(group, approver))),
                count.approved(),
                LiveApprovals.of(change).notCounted(count.verdict().requirements(), count.groups(), tally, register),
                register,
                change.contributors(),
                inAdvance,
                Promise.of(change, count.verdict()),
                change.status().isOpen() ? null : open);
    }

    /** That the policies deny such a change by now is no reason against taking it back. */
    private InAdvance recount(
            ChangeRequest reverted, Register register, Collection<String> but, Instant until, Instant now) {
        Tally tally = count(reverted, register, but, now).counting().tally();
        List<String> by = tally.requirements().stream()
                .flatMap(each -> each.by().stream())
                .sorted()
                .toList();
        return new InAdvance(reverted.id(), by, until, tally.met());
    }

    private Count count(ChangeRequest change, Register register, Collection<String> but, Instant now) {
        PolicyFile present = policies.present();
        Planned planned = change.planned();
        Set<String> requesterGroups =
                register.person(change.ask().requester()).map(Person::groups).orElse(Set.of());
        Facts facts = facts(change, requesterGroups, now);
        Verdict verdict = Verdict.strictest(planned.verdict(), present.evaluate(facts));
        PolicyFile pinned = policies.pinned(planned.policyDigest());
        Groups groups = pinned.groups().strictest(present.groups());
        Set<String> without = new LinkedHashSet<>(change.contributors());
        without.addAll(but);
        Set<String> approved = approving(change);
        List<Approver> approvers = approved.stream()
                .filter(subject -> !but.contains(subject))
                .flatMap(subject -> register.approver(subject).stream())
                .map(approver -> approver.with(register.lentTo(approver.subject(), without)))
                .toList();
        return new Count(
                verdict,
                groups,
                facts,
                pinned,
                approved,
                approvers,
                Counting.of(verdict.requirements(), approvers, groups));
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
                change.membership().map(Membership::size).orElse(1),
                now);
    }
}
