package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.Owner;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
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
 * Counts approvals: the live reviews on the present plan, by people who are approvers now, against what the policies ask,
 * as pinned and as they are now.
 */
@ApplicationScoped
public class Approvals {
    private final PolicyInForce policies;
    private final People people;
    private final ChangeRequests requests;

    Approvals(PolicyInForce policies, People people, ChangeRequests requests) {
        this.policies = policies;
        this.people = people;
        this.requests = requests;
    }

    /** How one change stands at that moment. */
    public Standing of(ChangeRequest change, Instant now) {
        return of(List.of(change), now).values().iterator().next();
    }

    /** How these changes stand at that moment, with one look at the people for all of them. */
    public Map<ChangeId, Standing> of(Collection<ChangeRequest> changes, Instant now) {
        Set<String> subjects = new LinkedHashSet<>();
        for (ChangeRequest change : changes) {
            subjects.addAll(approving(change));
            subjects.add(change.ask().requester());
        }
        Map<String, Approver> known =
                people.known(subjects).stream().collect(Collectors.toMap(Approver::subject, Function.identity()));
        Map<ChangeId, Standing> standings = new LinkedHashMap<>();
        Map<Place, ChangeId> open = openBeside(changes);
        changes.forEach(change -> standings.put(change.id(), standing(change, known, open.get(Place.of(change)), now)));
        return standings;
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
        for (Review review : change.reviews()) {
            if (!review.planDigest().equals(change.planned().digest())) {
                continue;
            }
            switch (review.decision()) {
                case APPROVE -> approving.add(review.reviewer());
                case WITHDRAW -> approving.remove(review.reviewer());
                case REJECT, COMMENT -> {}
            }
        }
        change.contributors().forEach(approving::remove);
        return approving;
    }

    private Standing standing(ChangeRequest change, Map<String, Approver> known, @Nullable ChangeId open, Instant now) {
        PolicyFile present = policies.present();
        Planned planned = change.planned();
        Approver requester = known.get(change.ask().requester());
        Facts facts = facts(change, requester == null ? Set.of() : requester.groups(), now);
        Verdict verdict = Verdict.strictest(planned.verdict(), present.evaluate(facts));
        PolicyFile pinned = policies.pinned(planned.policyDigest());
        Groups groups = pinned.groups().strictest(present.groups());
        List<Approver> approvers = approving(change).stream()
                .map(known::get)
                .filter(approver -> approver != null && approver.approverRole())
                .toList();
        boolean met = verdict.isMetBy(approvers, groups);
        return new Standing(
                verdict,
                groups,
                Tally.of(verdict.requirements(), approvers, groups),
                met,
                met || change.isEmergency() && !verdict.denied(),
                present.calendar(
                        verdict,
                        facts,
                        pinned.windows(),
                        group -> approvers.stream().anyMatch(approver -> groups.count(group, approver))),
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
