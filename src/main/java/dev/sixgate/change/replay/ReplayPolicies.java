package dev.sixgate.change.replay;

import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.People;
import dev.sixgate.change.Person;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.replay.Replay.Replayed;
import dev.sixgate.change.replay.Replay.Summary;
import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.PolicyFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges the last changes again under a draft. */
@ApplicationScoped
public class ReplayPolicies {
    /** How many may be replayed at once. */
    public static final int MOST = 1_000;

    /** So many changes, with their plans, are held in memory at a time; the statements are as many for each lot. */
    private static final int LOT = 100;

    private final ChangeRequests changes;
    private final People people;
    private final PolicyInForce policies;

    ReplayPolicies(ChangeRequests changes, People people, PolicyInForce policies) {
        this.changes = changes;
        this.people = people;
        this.policies = policies;
    }

    /**
     * Replays the newest changes.
     *
     * @param last how many, {@value #MOST} at most
     */
    @Transactional
    public Replay replay(PolicyFile draft, int last) {
        List<Replayed> replayed = new ArrayList<>();
        @Nullable UUID before = null;
        boolean more = true;
        while (more && replayed.size() < last) {
            List<ChangeRequest> lot =
                    changes.page(ChangeRequests.Filter.ALL, before, Math.min(LOT, last - replayed.size()));
            replayed.addAll(replay(draft, lot));
            more = lot.size() == LOT;
            before = lot.isEmpty() ? null : lot.get(lot.size() - 1).id().value();
            changes.getEntityManager().clear();
        }
        return new Replay(draft.digest(), Summary.of(replayed), replayed);
    }

    private List<Replayed> replay(PolicyFile draft, List<ChangeRequest> lot) {
        Set<String> subjects = new LinkedHashSet<>();
        for (ChangeRequest change : lot) {
            subjects.addAll(Approvals.approving(change));
            subjects.add(change.ask().requester());
        }
        Map<String, Approver> known =
                people.known(subjects).stream().collect(Collectors.toMap(Person::subject, Person::asApprover));
        return lot.stream().map(change -> replay(draft, change, known)).toList();
    }

    private Replayed replay(PolicyFile draft, ChangeRequest change, Map<String, Approver> known) {
        String requester = change.ask().requester();
        List<Approver> approvers = Approvals.approving(change).stream()
                .map(known::get)
                .filter(approver -> approver != null && approver.approverRole())
                .toList();
        Approver asking = known.get(requester);
        Set<String> excluded = new HashSet<>(change.contributors());
        Groups pinned = policies.pinned(change.planned().policyDigest()).groups();
        Judgement then = Judgement.of(change.planned().verdict(), pinned, approvers, excluded);
        Judgement now = Judgement.of(
                draft.evaluate(Approvals.facts(
                        change,
                        asking == null ? Set.of() : asking.groups(),
                        change.ask().requestedAt())),
                draft.groups(),
                approvers,
                excluded);
        List<String> because = then.differences(now);
        return new Replayed(
                change.id().value(),
                change.ask().domain().value(),
                change.ask().target().value(),
                requester,
                change.ask().requestedAt(),
                change.status().name(),
                then,
                now,
                !because.isEmpty(),
                because);
    }
}
