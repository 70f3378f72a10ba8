package dev.sixgate.rollout.verb;

import dev.sixgate.IdSource;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Members;
import dev.sixgate.change.Membership;
import dev.sixgate.change.verb.ProposeChange;
import dev.sixgate.change.verb.ProposeChange.Proposal;
import dev.sixgate.change.verb.RevertChange;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutDigest;
import dev.sixgate.rollout.RolloutId;
import dev.sixgate.rollout.RolloutJournal;
import dev.sixgate.rollout.Rollouts;
import dev.sixgate.rollout.Selection;
import dev.sixgate.rollout.Skipped;
import dev.sixgate.rollout.Wave;
import dev.sixgate.rollout.Waves;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks for the same change of many domains: one change each, all in one transaction, frozen as they are now. */
@ApplicationScoped
public class ProposeRollout {
    private final Rollouts rollouts;
    private final ChangeRequests changes;
    private final Members members;
    private final ProposeChange proposeChange;
    private final RevertChange revertChange;
    private final RolloutJournal journal;
    private final IdSource ids;

    ProposeRollout(
            Rollouts rollouts,
            ChangeRequests changes,
            Members members,
            ProposeChange proposeChange,
            RevertChange revertChange,
            RolloutJournal journal,
            IdSource ids) {
        this.rollouts = rollouts;
        this.changes = changes;
        this.members = members;
        this.proposeChange = proposeChange;
        this.revertChange = revertChange;
        this.journal = journal;
        this.ids = ids;
    }

    /**
     * A domain that was selected.
     *
     * @param domain as it was last seen
     * @param readiness what was found around it
     * @param reverts the change of it that is to be taken back; null where it is none
     */
    public record Candidate(
            ObservedDomain domain,
            List<Finding> readiness,
            @Nullable ChangeId reverts) {}

    /**
     * What is asked for.
     *
     * @param candidates what was selected, in the order in which it is to run
     * @param waves as they are asked for; none for one domain first, and then all others
     * @param failures how many may fail
     * @param revertOf the rollout that is to be taken back, if it is
     */
    public record Request(
            IpAddressType to,
            String reason,
            @Nullable String reference,
            Selection selection,
            List<Candidate> candidates,
            List<Waves.Asked> waves,
            Tolerance failures,
            @Nullable RolloutId revertOf) {}

    /**
     * How many changes may fail before everything stops: the smaller of both; none where neither is said.
     *
     * @param count from 0
     * @param percent of all changes, rounded down, from 0 to 100
     */
    public record Tolerance(
            @Nullable Integer count, @Nullable Integer percent) {
        int of(int size) {
            int byShare = percent == null ? Integer.MAX_VALUE : (int) ((long) size * percent / 100);
            int byCount = count == null ? Integer.MAX_VALUE : count;
            return count == null && percent == null ? 0 : Math.min(byCount, byShare);
        }
    }

    /** What would be recorded. */
    public record Preview(List<ObservedDomain> domains, List<Skipped> skipped, List<Wave> waves, int maxFailures) {}

    /**
     * Says what asking would mean, and records nothing.
     *
     * @throws Refusal as {@link #propose}
     */
    @Transactional
    public Preview preview(Request request, Actor requester, Instant now) {
        Chosen chosen = choose(request, requester, now);
        return new Preview(
                chosen.candidates().stream().map(Candidate::domain).toList(),
                chosen.skipped(),
                waves(request, chosen.candidates().size()),
                request.failures().of(chosen.candidates().size()));
    }

    /**
     * Records a rollout with its changes. What was named has to be possible for each domain; what was selected by what it has in
     * common is left out where it is not, and the rollout says why.
     *
     * @throws Refusal whatever asking for a change of one of the domains throws, {@code malformed-request} for waves that do not
     *     add up
     */
    @Transactional
    public Rollout propose(Request request, Actor requester, Instant now) {
        Chosen chosen = choose(request, requester, now);
        int size = chosen.candidates().size();
        List<Wave> waves = waves(request, size);
        Rollout rollout = Rollout.propose(
                new RolloutId(ids.next()),
                new Rollout.Terms(
                        request.to(),
                        request.reason(),
                        request.reference(),
                        requester.subject(),
                        requester.name(),
                        requester.via(),
                        now,
                        request.selection(),
                        chosen.skipped(),
                        waves,
                        size,
                        request.failures().of(size),
                        chosen.promotedBy().isEmpty() ? null : chosen.promotedBy(),
                        request.revertOf() == null ? null : request.revertOf().value()),
                now);
        rollouts.persist(rollout);
        int next = 0;
        for (int wave = 1; wave <= waves.size(); wave++) {
            for (int i = 0; i < waves.get(wave - 1).size(); i++) {
                Membership place = new Membership(rollout.id().value(), wave, size);
                members.forget(change(request, chosen.candidates().get(next++), place, requester, now));
            }
        }
        journal.requested(
                rollout, RolloutDigest.of(rollout, members.of(rollout.id().value())), requester, now);
        return rollout;
    }

    private ChangeRequest change(Request request, Candidate candidate, Membership place, Actor requester, Instant now) {
        if (candidate.reverts() != null) {
            return revertChange.revert(
                    candidate.reverts(),
                    new RevertChange.Ground(candidate.domain(), candidate.readiness(), request.reason(), place),
                    OptionalLong.empty(),
                    requester,
                    now);
        }
        return proposeChange
                .propose(proposal(request, candidate, place), requester, now)
                .orElseThrow(() -> new IllegalStateException("a chosen domain needs no change"));
    }

    private static Proposal proposal(Request request, Candidate candidate, Membership place) {
        return new Proposal(
                candidate.domain(),
                request.to(),
                candidate.readiness(),
                new Ask.Intent(request.reason(), request.reference(), null, false, null),
                candidate.reverts(),
                place);
    }

    private record Chosen(List<Candidate> candidates, List<Skipped> skipped, List<String> promotedBy) {}

    /** As many as are asked for together count for the rules, also those that turn out to be impossible. */
    private Chosen choose(Request request, Actor requester, Instant now) {
        Map<String, UUID> open = open(request.candidates());
        List<Candidate> chosen = new ArrayList<>();
        Map<Skipped, Refusal> refused = new LinkedHashMap<>();
        TreeSet<String> promotedBy = new TreeSet<>();
        Membership place =
                new Membership(new UUID(0, 0), 1, request.candidates().size());
        for (Candidate candidate : request.candidates()) {
            ObservedDomain domain = candidate.domain();
            try {
                if (domain.ipAddressType() == request.to()) {
                    throw new Refusal(Reason.INVALID_TRANSITION, "It is " + request.to() + " already.");
                }
                UUID other = open.get(key(domain));
                if (other != null) {
                    throw ChangeRequests.anotherIsOpen().with("change", "/changes/" + other);
                }
                var verdict = proposeChange.requireProposable(proposal(request, candidate, place), requester, now);
                promotedBy.addAll(verdict.promotion());
                chosen.add(candidate);
            } catch (Refusal e) {
                refused.put(
                        new Skipped(
                                domain.name().value(),
                                domain.target().value(),
                                e.reason().code(),
                                e.detail()),
                        e);
            }
        }
        if (!refused.isEmpty() && (chosen.isEmpty() || request.selection().namesThem())) {
            throw all(refused);
        }
        return new Chosen(chosen, List.copyOf(refused.keySet()), List.copyOf(promotedBy));
    }

    /** One refusal with the reason of the first, and every domain that it concerns. */
    private static Refusal all(Map<Skipped, Refusal> refused) {
        Map.Entry<Skipped, Refusal> first = refused.entrySet().iterator().next();
        Refusal refusal = new Refusal(
                first.getValue().reason(),
                refused.size() == 1
                        ? first.getKey().domain() + ": " + first.getValue().detail()
                        : first.getKey().domain() + " and " + (refused.size() - 1) + " more: "
                                + first.getValue().detail());
        first.getValue().members().forEach(refusal::with);
        return refusal.with("domains", List.copyOf(refused.keySet()));
    }

    private Map<String, UUID> open(List<Candidate> candidates) {
        List<DomainName> names =
                candidates.stream().map(candidate -> candidate.domain().name()).toList();
        Map<String, UUID> open = new HashMap<>();
        changes.openOf(names)
                .forEach(change -> open.put(
                        change.domain() + "@" + change.target(), change.id().value()));
        return open;
    }

    private static String key(ObservedDomain domain) {
        return domain.name() + "@" + domain.target();
    }

    private static List<Wave> waves(Request request, int size) {
        try {
            return Waves.of(request.waves(), size);
        } catch (Waves.DoNotAddUp e) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "The waves " + e.getMessage() + ".")
                    .with("violations", List.of(Map.of("member", "waves", "message", String.valueOf(e.getMessage()))));
        }
    }
}
