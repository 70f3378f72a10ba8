package dev.sixgate.policy;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Who counts for what: every place is filled by one person in their own right, or in the right of one giver who has
 * delegated it to them. A person fills one place, and a giver's right is used once, over all requirements; whoever has
 * approved in person has used their own, so that what they delegated adds nothing.
 *
 * <p>With each giver's right in one delegate's hands this is a bipartite matching; so where several delegates of one giver
 * have approved, each of them is tried. To try more than {@value #MOST_TRIES} combinations would cost more than it could
 * tell; beyond them it may count fewer than is possible, never more.
 */
public final class Counting {
    static final int MOST_TRIES = 256;

    private final Groups groups;
    private final List<Requirement> asked;
    private final Map<String, Approver> people;
    private Map<String, String> delegateOf = Map.of();
    private Map<Approver, String> counted = Map.of();

    private Counting(Groups groups, List<Requirement> asked, Map<String, Approver> people) {
        this.groups = groups;
        this.asked = asked;
        this.people = people;
    }

    /**
     * Counts the approvals for the most that they can mean.
     *
     * @param approvers who has a live approval, with what was delegated to them; without the requester, and whoever else
     *     may not count, neither as approvers nor as givers
     */
    public static Counting of(Collection<Requirement> requirements, Collection<Approver> approvers, Groups groups) {
        Map<String, Approver> people = new TreeMap<>();
        approvers.forEach(each -> people.merge(each.subject(), each, Approver::narrowest));
        var counting = new Counting(groups, groups.inOrder(requirements), people);
        counting.count();
        return counting;
    }

    /** How far the requirements are met. */
    public Tally tally() {
        return new Tally(Requirement.strictest(asked).stream()
                .map(each -> new Tally.Count(
                        each.group(), each.approvals(), countedFor(each.group()), onBehalfOf(each.group())))
                .toList());
    }

    /**
     * Whether that group would get one more if somebody approved who has not: by being of the group, or by letting
     * somebody else move on to it.
     */
    public boolean wouldHelp(String group, Approver another) {
        if (people.containsKey(another.subject())) {
            return false;
        }
        boolean lends = people.values().stream()
                .flatMap(person -> person.lent().stream())
                .anyMatch(lent -> lent.giver().subject().equals(another.subject()));
        if (lends || !another.lent().isEmpty()) {
            // With the giver in person, whoever used their right may have to use another's: only counting anew tells.
            Counting anew = withAlso(another);
            return anew.counted.size() > counted.size()
                    && anew.countedFor(group).size() > countedFor(group).size();
        }
        return opened(group).stream().anyMatch(each -> groups.count(each, another));
    }

    private Counting withAlso(Approver another) {
        Map<String, Approver> more = new TreeMap<>(people);
        more.put(another.subject(), another);
        var counting = new Counting(groups, asked, more);
        counting.count();
        return counting;
    }

    /** In whose right somebody would do it who is of none of the groups that they could fill. */
    public Optional<String> wouldHelpFor(String group, Approver another) {
        Set<String> opened = opened(group);
        return opened.stream().anyMatch(each -> groups.count(each, another))
                ? Optional.empty()
                : opened.stream().flatMap(each -> free(each, another).stream()).findFirst();
    }

    private void count() {
        List<Lender> lending = lending();
        Set<String> givers = lending.stream().map(Lender::giver).collect(Collectors.toSet());
        List<Approver> ownRightFirst = people.values().stream()
                .sorted(Comparator.comparing((Approver each) -> !each.lent().isEmpty())
                        .thenComparing(Approver::subject))
                .toList();
        BiPredicate<String, Approver> atAll = (group, person) -> groups.count(group, person)
                || person.lent().stream()
                        .anyMatch(lent -> givers.contains(lent.giver().subject()) && lent.covers(group, groups));
        Map<Approver, String> freely = Matching.of(asked, ownRightFirst, atAll);
        int most = freely.size();
        int[] choice = spread(freely, lending);
        int combinations = combinations(lending);
        for (int tries = 0; tries < combinations; tries++) {
            Map<String, String> delegates = new TreeMap<>();
            for (int i = 0; i < choice.length; i++) {
                Lender lender = lending.get(i);
                delegates.put(lender.giver(), lender.delegates().get(choice[i]));
            }
            Map<Approver, String> found =
                    Matching.of(asked, ownRightFirst, (group, person) -> belongs(group, person, delegates));
            if (tries == 0 || found.size() > counted.size()) {
                counted = found;
                delegateOf = delegates;
            }
            if (counted.size() == most) {
                return;
            }
            next(choice, lending);
        }
    }

    /** A giver who has not approved, and the approvers to whom what they delegated could matter. */
    private record Lender(String giver, List<String> delegates) {}

    private List<Lender> lending() {
        Map<String, Set<String>> lending = new TreeMap<>();
        for (Approver person : people.values()) {
            for (Approver.Lent lent : person.lent()) {
                String giver = lent.giver().subject();
                boolean matters = asked.stream()
                        .map(Requirement::group)
                        .anyMatch(group -> lent.covers(group, groups) && !groups.count(group, person));
                if (matters && !people.containsKey(giver)) {
                    lending.computeIfAbsent(giver, ignored -> new TreeSet<>()).add(person.subject());
                }
            }
        }
        return lending.entrySet().stream()
                .map(each -> new Lender(each.getKey(), List.copyOf(each.getValue())))
                .toList();
    }

    /** A good choice to begin with: where everybody counts who could if givers had many rights, each uses another's. */
    private int[] spread(Map<Approver, String> freely, List<Lender> lending) {
        int[] choice = new int[lending.size()];
        Set<String> used = new HashSet<>();
        freely.forEach((person, group) -> {
            for (int i = 0; i < choice.length && !groups.count(group, person); i++) {
                Lender lender = lending.get(i);
                int at = lender.delegates().indexOf(person.subject());
                boolean lends = person.lent().stream()
                        .anyMatch(lent -> lent.giver().subject().equals(lender.giver()) && lent.covers(group, groups));
                if (at >= 0 && lends && used.add(lender.giver())) {
                    choice[i] = at;
                    return;
                }
            }
        });
        return choice;
    }

    private static int combinations(List<Lender> lending) {
        int combinations = 1;
        for (Lender lender : lending) {
            combinations =
                    Math.min(MOST_TRIES, combinations * lender.delegates().size());
        }
        return combinations;
    }

    private static void next(int[] choice, List<Lender> lending) {
        for (int i = 0; i < choice.length; i++) {
            choice[i] = (choice[i] + 1) % lending.get(i).delegates().size();
            if (choice[i] != 0) {
                return;
            }
        }
    }

    private boolean belongs(String group, Approver person, Map<String, String> delegates) {
        return groups.count(group, person) || giver(group, person, delegates).isPresent();
    }

    private Optional<String> giver(String group, Approver person, Map<String, String> delegates) {
        return person.lent().stream()
                .filter(lent ->
                        person.subject().equals(delegates.get(lent.giver().subject())))
                .filter(lent -> lent.covers(group, groups))
                .map(lent -> lent.giver().subject())
                .sorted()
                .findFirst();
    }

    /** A giver whose right nobody uses yet, and who has lent the group to this person. */
    private Optional<String> free(String group, Approver another) {
        Set<String> used = usedGivers();
        return another.lent().stream()
                .filter(lent -> lent.covers(group, groups))
                .map(lent -> lent.giver().subject())
                .filter(giver -> !people.containsKey(giver) && !used.contains(giver))
                .sorted()
                .findFirst();
    }

    private Set<String> usedGivers() {
        Set<String> used = new HashSet<>();
        counted.forEach((person, group) -> {
            if (!groups.count(group, person)) {
                giver(group, person, delegateOf).ifPresent(used::add);
            }
        });
        return used;
    }

    /** The groups in which one more person is one more for this group: itself, and those whose people can move on to it. */
    private Set<String> opened(String wanting) {
        Set<String> opened = new TreeSet<>(Set.of(wanting));
        Deque<String> groupsToSee = new ArrayDeque<>(opened);
        while (!groupsToSee.isEmpty()) {
            String group = groupsToSee.remove();
            counted.forEach((person, held) -> {
                if (!opened.contains(held) && belongs(group, person, delegateOf)) {
                    opened.add(held);
                    groupsToSee.add(held);
                }
            });
        }
        return opened;
    }

    private List<String> countedFor(String group) {
        return counted.entrySet().stream()
                .filter(each -> each.getValue().equals(group))
                .map(each -> each.getKey().subject())
                .toList();
    }

    private Map<String, String> onBehalfOf(String group) {
        Map<String, String> givers = new TreeMap<>();
        counted.forEach((person, held) -> {
            if (held.equals(group) && !groups.count(group, person)) {
                giver(group, person, delegateOf).ifPresent(giver -> givers.put(person.subject(), giver));
            }
        });
        return givers;
    }
}
