package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approvers;
import static dev.sixgate.policy.PolicyFixtures.delegates;
import static dev.sixgate.policy.PolicyFixtures.groups;
import static dev.sixgate.policy.PolicyFixtures.oneOf;
import static dev.sixgate.policy.PolicyFixtures.requirements;
import static dev.sixgate.policy.PolicyFixtures.shuffled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Seeded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DelegationPropertyTest {
    private static final int TIMES = 3_000;

    @Test
    void aTallyFillsAsManyPlacesAsTryingEveryPersonInEveryRightDoes() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = delegates(random);

            var tally = Tally.of(requirements, people, groups);

            var places = places(requirements);
            int all = places.values().stream().mapToInt(each -> each).sum();
            assertThat(all - tally.missing())
                    .isEqualTo(mostFilled(places, people, subjects(people), groups, new HashSet<>()));
        });
    }

    @Test
    void nobodyCountsTwiceAndNobodysRightIsUsedTwice() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var people = delegates(random);

            var tally = Tally.of(requirements(random), people, groups);

            List<String> counted = new ArrayList<>();
            List<String> rights = new ArrayList<>();
            for (var count : tally.requirements()) {
                for (String subject : count.by()) {
                    counted.add(subject);
                    rights.add(count.onBehalfOf().getOrDefault(subject, subject));
                }
                assertThat(count.by()).containsAll(count.onBehalfOf().keySet());
                count.onBehalfOf().forEach((delegate, giver) -> {
                    assertThat(subjects(people))
                            .as("givers who approved themselves")
                            .doesNotContain(giver);
                    assertThat(people.stream()
                                    .filter(each -> each.subject().equals(delegate))
                                    .flatMap(each -> each.lent().stream())
                                    .filter(lent -> lent.giver().subject().equals(giver))
                                    .anyMatch(lent -> lent.groups().contains(count.group())
                                            && lent.giver().approverRole()
                                            && groups.count(count.group(), lent.giver())))
                            .isTrue();
                });
            }
            assertThat(counted).doesNotHaveDuplicates();
            assertThat(rights).doesNotHaveDuplicates();
        });
    }

    @Test
    void neitherTheOrderOfReviewsNorThatOfRulesMatters() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = delegates(random);

            assertThat(Tally.of(shuffled(random, requirements), shuffled(random, people), groups))
                    .isEqualTo(Tally.of(requirements, people, groups));
        });
    }

    @Test
    void oneMoreApprovalNeverTakesFromTheTally() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = delegates(random);
            var fewer = people.isEmpty() ? people : people.subList(1, people.size());

            assertThat(Tally.of(requirements, people, groups).missing())
                    .isLessThanOrEqualTo(Tally.of(requirements, fewer, groups).missing());
        });
    }

    @Test
    void delegationsNeverMakeMoreOfPeopleThanThereAre() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = delegates(random);
            Map<String, Approver> inPerson = new HashMap<>();
            people.stream()
                    .flatMap(each -> each.lent().stream())
                    .map(Approver.Lent::giver)
                    .filter(Approver::approverRole)
                    .forEach(giver -> inPerson.put(giver.subject(), giver));
            people.forEach(each -> inPerson.put(each.subject(), each.with(List.of())));

            assertThat(Tally.of(requirements, people, groups).missing())
                    .isGreaterThanOrEqualTo(
                            Tally.of(requirements, inPerson.values(), groups).missing());
        });
    }

    @Test
    void whoWouldHelpIsExactlyWhoseApprovalMakesLessMissing() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = approvers(random);
            if (people.isEmpty()) {
                return;
            }
            var another = oneOf(random, people);
            var without = people.stream().filter(each -> each != another).toList();

            var counting = Counting.of(requirements, without, groups);

            boolean less = Tally.of(requirements, people, groups).missing()
                    < counting.tally().missing();
            assertThat(counting.tally().requirements().stream()
                            .filter(each -> each.missing() > 0)
                            .anyMatch(each -> counting.wouldHelp(each.group(), another)))
                    .isEqualTo(less);
        });
    }

    @Test
    void whoWouldHelpIsExactlyThatInTheRightOfOthersToo() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = delegates(random);
            if (people.isEmpty()) {
                return;
            }
            var another = oneOf(random, people);
            var without = people.stream().filter(each -> each != another).toList();

            var counting = Counting.of(requirements, without, groups);

            boolean less = Tally.of(requirements, people, groups).missing()
                    < counting.tally().missing();
            assertThat(counting.tally().requirements().stream()
                            .filter(each -> each.missing() > 0)
                            .anyMatch(each -> counting.wouldHelp(each.group(), another)))
                    .isEqualTo(less);
        });
    }

    private static Set<String> subjects(Collection<Approver> people) {
        return people.stream().map(Approver::subject).collect(Collectors.toSet());
    }

    private static Map<String, Integer> places(Collection<Requirement> requirements) {
        Map<String, Integer> places = new HashMap<>();
        requirements.forEach(each -> places.merge(each.group(), each.approvals(), Math::max));
        return places;
    }

    /** Tries for each person in turn nothing, every group of their own, and every group in every giver's unused right. */
    private static int mostFilled(
            Map<String, Integer> places, List<Approver> people, Set<String> approved, Groups groups, Set<String> used) {
        if (people.isEmpty()) {
            return 0;
        }
        var person = people.get(0);
        var rest = people.subList(1, people.size());
        int most = mostFilled(places, rest, approved, groups, used);
        for (String group : places.keySet()) {
            if (places.get(group) == 0) {
                continue;
            }
            Map<String, Integer> left = new HashMap<>(places);
            left.merge(group, -1, Integer::sum);
            if (groups.count(group, person)) {
                most = Math.max(most, 1 + mostFilled(left, rest, approved, groups, used));
            }
            for (var lent : person.lent()) {
                String giver = lent.giver().subject();
                boolean has = lent.groups().contains(group)
                        && !group.equals("approvers")
                        && lent.giver().approverRole()
                        && groups.count(group, lent.giver());
                if (has && !approved.contains(giver) && !used.contains(giver)) {
                    Set<String> more = new HashSet<>(used);
                    more.add(giver);
                    most = Math.max(most, 1 + mostFilled(left, rest, approved, groups, more));
                }
            }
        }
        return most;
    }
}
