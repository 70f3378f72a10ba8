package dev.sixgate.policy;

import static dev.sixgate.policy.PolicyFixtures.approvers;
import static dev.sixgate.policy.PolicyFixtures.facts;
import static dev.sixgate.policy.PolicyFixtures.groups;
import static dev.sixgate.policy.PolicyFixtures.rule;
import static dev.sixgate.policy.PolicyFixtures.rules;
import static dev.sixgate.policy.PolicyFixtures.shuffled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Seeded;
import dev.sixgate.policy.Groups.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VerdictPropertyTest {
    private static final int TIMES = 2_000;

    @Test
    void theOrderOfRulesDoesNotMatter() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var rules = rules(random);

            var one = Verdict.of(rules, groups, facts());
            var other = Verdict.of(shuffled(random, rules), groups, facts());

            assertThat(other.requirements()).isEqualTo(one.requirements());
            assertThat(other.reasons()).containsExactlyInAnyOrderElementsOf(one.reasons());
            assertThat(other.matched()).containsExactlyInAnyOrderElementsOf(one.matched());
            assertThat(List.of(other.automatic(), other.expiresAfter(), other.approvalHoldsFor()))
                    .isEqualTo(List.of(one.automatic(), one.expiresAfter(), one.approvalHoldsFor()));
        });
    }

    @Test
    void addingARuleNeverTurnsUnmetIntoMet() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var rules = rules(random);
            List<Rule> more = new ArrayList<>(rules);
            more.add(random.nextInt(more.size() + 1), rule(random, "added"));

            var before = Verdict.of(rules, groups, facts());
            var after = Verdict.of(more, groups, facts());

            // The first rule that allows what none allowed is the one way to weaken by adding.
            if (allowed(rules, groups)) {
                assertNotWeaker(random, before, groups, after, groups);
            }
            assertNoLonger(before, after);
        });
    }

    @Test
    void raisingANumberNeverTurnsUnmetIntoMet() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var rules = rules(random);
            List<Rule> raised = rules.stream()
                    .map(rule -> new Rule(
                            rule.name(),
                            rule.match(),
                            rule.when(),
                            rule.require().stream()
                                    .map(each -> new Requirement(
                                            each.group(), each.approvals() + random.nextInt(3), each.rules()))
                                    .toList(),
                            rule.deny(),
                            rule.automatic(),
                            rule.windows(),
                            rule.times()))
                    .toList();

            assertNotWeaker(
                    random, Verdict.of(rules, groups, facts()), groups, Verdict.of(raised, groups, facts()), groups);
        });
    }

    @Test
    void narrowingAGroupNeverTurnsUnmetIntoMet() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var narrower = narrower(random, groups);
            var verdict = Verdict.of(rules(random), groups, facts());

            assertNotWeaker(random, verdict, groups, verdict, narrower);
        });
    }

    @Test
    void thePolicyAsPinnedAndAsItIsNowIsNeverWeakerThanEitherOfThem() {
        Seeded.run(TIMES, random -> {
            var then = groups(random);
            var now = groups(random);
            var pinned = Verdict.of(rules(random), then, facts());
            var present = Verdict.of(rules(random), now, facts());

            var both = Verdict.strictest(pinned, present);

            assertNotWeaker(random, pinned, then, both, then.strictest(now));
            assertNotWeaker(random, present, now, both, then.strictest(now));
            assertNoLonger(pinned, both);
            assertNoLonger(present, both);
            assertThat(both.reasons()).containsAll(pinned.reasons()).containsAll(present.reasons());
            assertThat(Verdict.strictest(present, pinned).requirements()).isEqualTo(both.requirements());
        });
    }

    @Test
    void theJoinAsksForNoMoreThanBothTogetherDo() {
        Seeded.run(TIMES, random -> {
            var groups = groups(random);
            var verdict = Verdict.of(rules(random), groups, facts());

            assertThat(Verdict.strictest(verdict, verdict)).isEqualTo(verdict);
            assertThat(groups.strictest(groups)).isEqualTo(groups);
        });
    }

    private static void assertNotWeaker(
            SplittableRandom random, Verdict before, Groups groupsBefore, Verdict after, Groups groupsAfter) {
        for (int i = 0; i < 5; i++) {
            var people = approvers(random);
            if (!before.isMetBy(people, groupsBefore)) {
                assertThat(after.isMetBy(people, groupsAfter))
                        .as("met by " + people)
                        .isFalse();
            }
        }
    }

    private static void assertNoLonger(Verdict before, Verdict after) {
        if (!before.matched().isEmpty()) {
            assertThat(after.expiresAfter()).isLessThanOrEqualTo(before.expiresAfter());
            assertThat(after.approvalHoldsFor()).isLessThanOrEqualTo(before.approvalHoldsFor());
        }
        if (before.confirmWithin() != null) {
            assertThat(after.confirmWithin()).isLessThanOrEqualTo(before.confirmWithin());
        }
        // Who is the first to ask for approvals may give one of the revert too.
        if (!before.requirements().isEmpty() && after.revertApprovedFor() != null) {
            assertThat(after.revertApprovedFor()).isLessThanOrEqualTo(before.revertApprovedFor());
        }
    }

    private static boolean allowed(List<Rule> rules, Groups groups) {
        var question = new Question(facts(), groups);
        return rules.stream().filter(rule -> question.ask(rule).isPresent()).anyMatch(Rule::allows);
    }

    private static Groups narrower(SplittableRandom random, Groups groups) {
        Map<String, Group> narrower = new TreeMap<>();
        groups.declared().forEach((name, group) -> {
            var members = group.members() == null ? null : PolicyFixtures.someOf(random, group.members());
            narrower.put(name, new Group(members, group.claimed() || random.nextBoolean()));
        });
        if (random.nextInt(4) == 0) {
            narrower.remove("network");
        }
        return new Groups(narrower);
    }
}
