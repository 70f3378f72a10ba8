package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approvers;
import static dev.sixgate.policy.PolicyFixtures.groups;
import static dev.sixgate.policy.PolicyFixtures.requirements;
import static dev.sixgate.policy.PolicyFixtures.shuffled;
import static dev.sixgate.policy.PolicyFixtures.someOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Seeded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TallyPropertyTest {
    private static final int TIMES = 2_000;

    @Test
    void aTallyFillsAsManyPlacesAsTryingEverythingDoes() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = approvers(random);

            var tally = Tally.of(requirements, people, groups);

            int places = places(requirements).values().stream()
                    .mapToInt(each -> each)
                    .sum();
            int filled = mostFilled(places(requirements), people, groups);
            assertThat(places - tally.missing()).isEqualTo(filled);
            assertThat(tally.met()).isEqualTo(filled == places);
        });
    }

    @Test
    void everybodyCountsOnceAndOnlyWhereTheyBelong() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var people = approvers(random);

            var tally = Tally.of(requirements(random), people, groups);

            List<String> counted = new ArrayList<>();
            for (var count : tally.requirements()) {
                assertThat(count.given()).isBetween(0, count.approvals());
                assertThat(count.missing())
                        .isEqualTo(count.approvals() - count.by().size());
                assertThat(people.stream()
                                .filter(each -> groups.count(count.group(), each))
                                .map(Approver::subject))
                        .containsAll(count.by());
                counted.addAll(count.by());
            }
            assertThat(counted).doesNotHaveDuplicates();
        });
    }

    @Test
    void neitherTheOrderOfReviewsNorThatOfRulesMatters() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = approvers(random);

            var other = Tally.of(shuffled(random, requirements), shuffled(random, people), groups);

            assertThat(other).isEqualTo(Tally.of(requirements, people, groups));
        });
    }

    @Test
    void oneMoreApprovalNeverTakesFromTheTally() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            var people = approvers(random);
            var fewer = people.isEmpty() ? people : people.subList(1, people.size());

            assertThat(Tally.of(requirements, people, groups).missing())
                    .isLessThanOrEqualTo(Tally.of(requirements, fewer, groups).missing());
        });
    }

    @Test
    void whatCannotBeMetIsMetByNobody() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            Set<String> excluded = someOf(random, PolicyFixtures.PEOPLE);
            var people = approvers(random).stream()
                    .filter(each -> !excluded.contains(each.subject()))
                    .toList();

            if (!groups.canBeMet(requirements, excluded)) {
                assertThat(Tally.of(requirements, people, groups).met()).isFalse();
            }
        });
    }

    @Test
    void whatCanBeMetIsMetByEverybodyWhoMay() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var requirements = requirements(random);
            Set<String> excluded = someOf(random, PolicyFixtures.PEOPLE);
            List<Approver> everybody = new ArrayList<>();
            for (String subject : PolicyFixtures.PEOPLE) {
                everybody.add(new Approver(subject, Set.of(), false));
            }
            everybody.removeIf(each -> excluded.contains(each.subject()));
            for (int i = 0; i < 60; i++) {
                everybody.add(new Approver("stranger-" + i, Set.of("network", "security"), true));
            }

            boolean met = Tally.of(requirements, everybody, groups).met();

            assertThat(groups.canBeMet(requirements, excluded)).isEqualTo(met);
        });
    }

    private static Map<String, Integer> places(Collection<Requirement> requirements) {
        Map<String, Integer> places = new HashMap<>();
        requirements.forEach(each -> places.merge(each.group(), each.approvals(), Math::max));
        return places;
    }

    /** Tries for each person in turn to count for nothing, or for any group that still has a place. */
    private static int mostFilled(Map<String, Integer> places, List<Approver> people, Groups groups) {
        if (people.isEmpty()) {
            return 0;
        }
        var rest = people.subList(1, people.size());
        int most = mostFilled(places, rest, groups);
        for (String group : places.keySet()) {
            if (places.get(group) > 0 && groups.count(group, people.get(0))) {
                Map<String, Integer> left = new HashMap<>(places);
                left.merge(group, -1, Integer::sum);
                most = Math.max(most, 1 + mostFilled(left, rest, groups));
            }
        }
        return most;
    }
}
