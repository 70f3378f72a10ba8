package dev.sixgate.change;

import dev.sixgate.change.Explanation.CouldGive;
import dev.sixgate.change.Explanation.ExplainedRequirement;
import dev.sixgate.change.Explanation.Giver;
import dev.sixgate.change.Explanation.Voice;
import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Calendar;
import dev.sixgate.policy.Counting;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Explains how changes stand; with one more look at the people for all of them, and none where nothing is missing. */
@ApplicationScoped
public class Explanations {
    /** How many of those who could approve are named. */
    public static final int MOST_NAMED = 20;

    private final People people;
    private final Approvals approvals;
    private final PeopleConfig config;
    private final InstantSource clock;

    Explanations(People people, Approvals approvals, PeopleConfig config, InstantSource clock) {
        this.people = people;
        this.approvals = approvals;
        this.config = config;
        this.clock = clock;
    }

    /** Explains how these changes stand. */
    public Map<ChangeId, Explanation> of(Map<ChangeId, Standing> standings, Set<ChangeId> undecided) {
        Set<ChangeId> lacking = standings.entrySet().stream()
                .filter(each -> undecided.contains(each.getKey()) && lacks(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<Person> known = lacking.isEmpty() ? List.of() : approvers();
        Map<ChangeId, Explanation> explanations = new TreeMap<>(Comparator.comparing(ChangeId::value));
        standings.forEach((id, standing) ->
                explanations.put(id, explain(standing, lacking.contains(id) ? Optional.of(known) : Optional.empty())));
        return explanations;
    }

    /** Explains a change that was not asked for yet: nobody has approved it. */
    public Explanation ofProposal(Verdict verdict, Groups groups, String requester) {
        Register register = approvals.register(Set.of(), clock.instant());
        Counting counting = Counting.of(verdict.requirements(), List.of(), groups);
        Standing standing = new Standing(
                verdict,
                groups,
                counting,
                counting.tally(),
                false,
                false,
                new Calendar(List.of(), List.of()),
                Set.of(),
                List.of(),
                register,
                List.of(requester),
                null,
                new Promise(null, null),
                null);
        return explain(standing, Optional.of(approvers()));
    }

    private List<Person> approvers() {
        Instant now = clock.instant();
        return people.approversSeenSince(now.minus(config.countsFor()));
    }

    private static boolean lacks(Standing standing) {
        return !standing.verdict().denied() && !standing.tally().met();
    }

    /** @param helpers those who could give what is missing, if it is asked for: nobody gives it to what is over, or denied */
    private static Explanation explain(Standing standing, Optional<List<Person>> helpers) {
        List<Person> known = helpers.orElse(List.of());
        String because = standing.verdict().denied()
                ? String.join(" ", standing.verdict().reasons())
                : standing.groups()
                        .shortfall(standing.verdict().requirements(), Set.copyOf(standing.contributors()))
                        .orElse(null);
        List<Approver> others = known.stream()
                .filter(person -> !standing.contributors().contains(person.subject())
                        && !standing.approved().contains(person.subject()))
                .map(person -> standing.withWhatIsLent(person.asApprover()))
                .toList();
        Map<String, String> names = new TreeMap<>();
        standing.register().people().forEach((subject, person) -> names.put(subject, person.name()));
        known.forEach(person -> names.put(person.subject(), person.name()));
        return new Explanation(
                because == null,
                because,
                standing.tally().requirements().stream()
                        .mapToInt(Tally.Count::missing)
                        .sum(),
                standing.tally().requirements().stream()
                        .map(count -> explained(
                                count,
                                names,
                                helpers.isPresent() && count.missing() > 0
                                        ? couldGive(count.group(), standing, others, names)
                                        : CouldGive.NOBODY_NEEDS_TO))
                        .toList(),
                standing.notCounted());
    }

    private static ExplainedRequirement explained(Tally.Count count, Map<String, String> names, CouldGive couldGive) {
        return new ExplainedRequirement(
                count.group(),
                count.approvals(),
                count.missing(),
                count.by().stream()
                        .map(subject -> voice(subject, count.onBehalfOf().get(subject), names))
                        .toList(),
                couldGive);
    }

    private static CouldGive couldGive(
            String group, Standing standing, List<Approver> others, Map<String, String> names) {
        Counting counting = standing.counting();
        List<Voice> voices = new ArrayList<>();
        for (Approver other : others) {
            if (counting.wouldHelp(group, other)) {
                voices.add(voice(
                        other.subject(), counting.wouldHelpFor(group, other).orElse(null), names));
            }
        }
        return new CouldGive(
                voices.size(),
                voices.stream().limit(MOST_NAMED).toList(),
                standing.groups().isOpen(group),
                notSeen(group, standing, others));
    }

    private static List<String> notSeen(String group, Standing standing, List<Approver> seen) {
        Set<String> away = new TreeSet<>(standing.groups().members(group));
        standing.contributors().forEach(away::remove);
        away.removeAll(standing.approved());
        seen.forEach(person -> away.remove(person.subject()));
        return away.stream().limit(MOST_NAMED).toList();
    }

    private static Voice voice(String subject, @Nullable String giver, Map<String, String> names) {
        return new Voice(
                subject,
                names.getOrDefault(subject, subject),
                giver == null ? null : new Giver(giver, names.getOrDefault(giver, giver)));
    }
}
