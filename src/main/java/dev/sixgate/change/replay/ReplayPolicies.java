package dev.sixgate.change.replay;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.People;
import dev.sixgate.change.Person;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.replay.Replay.Replayed;
import dev.sixgate.change.replay.Replay.Summary;
import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.Verdict;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges the last changes again under a draft. */
@ApplicationScoped
public class ReplayPolicies {
    /** How many may be replayed at once. */
    public static final int MOST = 1_000;

    /** So many changes, with their plans, are held in memory at a time; the statements are as many for each lot. */
    private static final int LOT = 100;

    /** Each takes a processor for as long as it lasts. */
    private static final int AT_ONCE = 2;

    private final ChangeRequests changes;
    private final People people;
    private final PolicyInForce policies;
    private final Semaphore places = new Semaphore(AT_ONCE);

    ReplayPolicies(ChangeRequests changes, People people, PolicyInForce policies) {
        this.changes = changes;
        this.people = people;
        this.policies = policies;
    }

    /**
     * Replays the newest changes. Nothing of the database is held while they are judged.
     *
     * @param last how many, {@value #MOST} at most
     * @throws Refusal {@code not-ready} while {@value #AT_ONCE} others are being replayed
     */
    public Replay replay(PolicyFile draft, int last) {
        if (!places.tryAcquire()) {
            throw new Refusal(Reason.NOT_READY, "Other drafts are being judged; try again when they are done.");
        }
        try {
            return judged(draft, last);
        } finally {
            places.release();
        }
    }

    private Replay judged(PolicyFile draft, int last) {
        List<Replayed> replayed = new ArrayList<>();
        @Nullable UUID before = null;
        boolean more = true;
        while (more && replayed.size() < last) {
            List<Past> lot =
                    QuarkusTransaction.requiringNew().call(lotAfter(before, Math.min(LOT, last - replayed.size())));
            lot.forEach(past -> replayed.add(past.under(draft)));
            more = lot.size() == LOT;
            before = lot.isEmpty() ? null : lot.get(lot.size() - 1).id();
        }
        return new Replay(draft.digest(), Summary.of(replayed), replayed);
    }

    private Callable<List<Past>> lotAfter(@Nullable UUID before, int size) {
        return () -> {
            List<ChangeRequest> lot = changes.page(ChangeRequests.Filter.ALL, before, size);
            Set<String> subjects = new LinkedHashSet<>();
            for (ChangeRequest change : lot) {
                subjects.addAll(Approvals.approving(change));
                subjects.add(change.ask().requester());
            }
            Map<String, Approver> known =
                    people.known(subjects).stream().collect(Collectors.toMap(Person::subject, Person::asApprover));
            return lot.stream().map(change -> past(change, known)).toList();
        };
    }

    private Past past(ChangeRequest change, Map<String, Approver> known) {
        String requester = change.ask().requester();
        Approver asking = known.get(requester);
        return new Past(
                change.id().value(),
                change.ask(),
                change.status(),
                Approvals.facts(
                        change,
                        asking == null ? Set.of() : asking.groups(),
                        change.ask().requestedAt()),
                Approvals.approving(change).stream()
                        .map(known::get)
                        .filter(approver -> approver != null && approver.approverRole())
                        .toList(),
                new HashSet<>(change.contributors()),
                change.planned().verdict(),
                policies.pinned(change.planned().policyDigest()).groups());
    }

    /** What judging a change again takes. */
    private record Past(
            UUID id,
            Ask ask,
            ChangeStatus status,
            Facts facts,
            List<Approver> approvers,
            Set<String> excluded,
            Verdict verdict,
            Groups pinned) {

        Replayed under(PolicyFile draft) {
            Judgement then = Judgement.of(verdict, pinned, approvers, excluded);
            Judgement now = Judgement.of(draft.evaluate(facts), draft.groups(), approvers, excluded);
            List<String> because = then.differences(now);
            return new Replayed(
                    id,
                    ask.domain().value(),
                    ask.target().value(),
                    ask.requester(),
                    ask.requestedAt(),
                    status.name(),
                    then,
                    now,
                    !because.isEmpty(),
                    because);
        }
    }
}
