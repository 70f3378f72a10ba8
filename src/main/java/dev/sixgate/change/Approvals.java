package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import dev.sixgate.domainname.DomainName;
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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** How one change stands. */
    public Standing of(ChangeRequest change) {
        return of(List.of(change)).values().iterator().next();
    }

    /** How these changes stand, with one look at the people for all of them. */
    public Map<ChangeId, Standing> of(Collection<ChangeRequest> changes) {
        Map<UUID, ChangeRequest> reverted = requests.revertedInAdvanceBy(changes);
        Map<String, Approver> known = known(Stream.concat(changes.stream(), reverted.values().stream()));
        Map<ChangeId, Standing> standings = new LinkedHashMap<>();
        Map<Place, ChangeId> open = openBeside(changes);
        changes.forEach(change -> standings.put(
                change.id(),
                standing(
                        change,
                        known,
                        change.isApprovedInAdvance() ? reverted.get(change.ask().revertOf()) : null,
                        open.get(Place.of(change)))));
        return standings;
    }

    /**
     * Counts who approved a change once more, for its revert: as they are now, against what it required.
     *
     * @param but the subjects who had a hand in the revert, and approve nothing of it
     */
    public InAdvance recount(ChangeRequest reverted, Collection<String> but, Instant until) {
        return recount(reverted, known(Stream.of(reverted)), but, until);
    }

    private Map<String, Approver> known(Stream<ChangeRequest> changes) {
        Set<String> subjects = new LinkedHashSet<>();
        changes.forEach(change -> {
            subjects.addAll(approving(change));
            subjects.add(change.ask().requester());
        });
        return people.known(subjects).stream().collect(Collectors.toMap(Approver::subject, Function.identity()));
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
    static Set<String> approving(ChangeRequest change) {
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

    /** What the policies ask of a change, pinned and present together, and whose approval counts for it. */
    private record Count(Verdict verdict, Groups groups, List<Approver> approvers) {
        Tally tally() {
            return Tally.of(verdict.requirements(), approvers, groups);
        }
    }

    private Standing standing(
            ChangeRequest change,
            Map<String, Approver> known,
            @Nullable ChangeRequest reverted,
            @Nullable ChangeId open) {
        Count count = count(change, known, Set.of());
        InAdvance inAdvance = change.advance()
                .filter(advance -> reverted != null && advance.counts())
                .map(advance -> recount(
                        Objects.requireNonNull(reverted),
                        known,
                        change.contributors(),
                        Objects.requireNonNull(advance.until())))
                .orElse(null);
        boolean met = count.verdict().isMetBy(count.approvers(), count.groups())
                || (inAdvance != null && inAdvance.met() && !count.verdict().denied());
        return new Standing(
                count.verdict(),
                count.groups(),
                count.tally(),
                met,
                inAdvance,
                Promise.of(change, count.verdict()),
                change.status().isOpen() ? null : open);
    }

    /** That the policies deny such a change by now is no reason against taking it back. */
    private InAdvance recount(
            ChangeRequest reverted, Map<String, Approver> known, Collection<String> but, Instant until) {
        Tally tally = count(reverted, known, but).tally();
        List<String> by = tally.requirements().stream()
                .flatMap(each -> each.by().stream())
                .sorted()
                .toList();
        return new InAdvance(reverted.id(), by, until, tally.met());
    }

    private Count count(ChangeRequest change, Map<String, Approver> known, Collection<String> but) {
        PolicyFile present = policies.present();
        Planned planned = change.planned();
        Approver requester = known.get(change.ask().requester());
        Verdict verdict = Verdict.strictest(
                planned.verdict(), present.evaluate(facts(change, requester == null ? Set.of() : requester.groups())));
        Groups groups = present.groups();
        if (!planned.policyDigest().equals(present.digest())) {
            groups = policies.pinned(planned.policyDigest()).groups().strictest(groups);
        }
        List<Approver> approvers = approving(change).stream()
                .filter(subject -> !but.contains(subject))
                .map(known::get)
                .filter(approver -> approver != null && approver.approverRole())
                .toList();
        return new Count(verdict, groups, approvers);
    }

    private static Facts facts(ChangeRequest change, Set<String> requesterGroups) {
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
                ask.requester(),
                requesterGroups);
    }
}
