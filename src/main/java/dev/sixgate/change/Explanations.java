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
import java.util.Set;
import java.util.TreeMap;
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
        boolean missing = standings.entrySet().stream()
                .anyMatch(each -> undecided.contains(each.getKey()) && lacks(each.getValue()));
        List<Person> known = missing ? approvers() : List.of();
        Map<ChangeId, Explanation> explanations = new TreeMap<>(Comparator.comparing(ChangeId::value));
        standings.forEach(
                (id, standing) -> explanations.put(id, explain(standing, undecided.contains(id) ? known : List.of())));
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
        return explain(standing, approvers());
    }

    private List<Person> approvers() {
        Instant now = clock.instant();
        return people.approversSeenSince(now.minus(config.countsFor()));
    }

    private static boolean lacks(Standing standing) {
        return !standing.verdict().denied() && !standing.tally().met();
    }

    private static Explanation explain(Standing standing, List<Person> known) {
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
                        .map(count -> explained(count, standing, others, names))
                        .toList(),
                standing.notCounted());
    }

    private static ExplainedRequirement explained(
            Tally.Count count, Standing standing, List<Approver> others, Map<String, String> names) {
        return new ExplainedRequirement(
                count.group(),
                count.approvals(),
                count.missing(),
                count.by().stream()
                        .map(subject -> voice(subject, count.onBehalfOf().get(subject), names))
                        .toList(),
                count.missing() == 0
                        ? new CouldGive(0, List.of(), false)
                        : couldGive(count.group(), standing, others, names));
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
                standing.groups().isOpen(group));
    }

    private static Voice voice(String subject, @Nullable String giver, Map<String, String> names) {
        return new Voice(
                subject,
                names.getOrDefault(subject, subject),
                giver == null ? null : new Giver(giver, names.getOrDefault(giver, giver)));
    }
}
