package dev.sixgate.policy;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.policy.when.Expression;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Facts, people and rules to try a policy on; the random ones are small, so that they collide often. */
final class PolicyFixtures {
    /** True, false and failing ones, each by a glance and by an evaluation. */
    private static final List<String> EXPRESSIONS = List.of(
            "tags.env == 'prod'",
            "rolloutSize < 2 && now.getDayOfWeek() == 0",
            "tags.env == 'test'",
            "groups.exists(group, group == 'network')",
            "tags.tier == 'critical'",
            "1 / (rolloutSize - 1) == 0");

    private static final Map<String, Expression> COMPILED = new ConcurrentHashMap<>();

    /** A Sunday. */
    static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

    static final List<String> PEOPLE = List.of("ana", "bo", "cy", "di", "eve");
    static final List<String> GROUPS = List.of("approvers", "network", "security", "unheard-of");

    private PolicyFixtures() {}

    static PolicyFile file(String rules) {
        return PolicyFile.parse("version: 1\n" + rules, "policies.yaml");
    }

    static Facts facts() {
        return factsOf("api.example.com", "prod", "ria", Set.of());
    }

    static Facts factsOf(String domain, String target, String requester, Set<String> requesterGroups) {
        return new Facts(
                DomainName.parse(domain),
                new TargetName(target),
                "012345678901",
                "eu-central-1",
                Set.of("REGIONAL"),
                IpAddressType.IPV4,
                IpAddressType.DUALSTACK,
                Map.of("env", "prod"),
                "",
                Level.PASS,
                requester,
                requesterGroups,
                1,
                NOW);
    }

    static Requirement requirement(String group, int approvals) {
        return new Requirement(group, approvals, List.of("some-rule"));
    }

    /** Somebody with the approver role and these groups in the claims. */
    static Approver approver(String subject, String... groups) {
        return new Approver(subject, Set.of(groups), true);
    }

    static <T> T oneOf(SplittableRandom random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    static <T> List<T> shuffled(SplittableRandom random, Collection<T> all) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        return shuffled;
    }

    static Set<String> someOf(SplittableRandom random, Collection<String> all) {
        Set<String> some = new TreeSet<>(all);
        some.removeIf(each -> random.nextBoolean());
        return some;
    }

    static Groups groups(SplittableRandom random) {
        Map<String, Groups.Group> declared = new TreeMap<>();
        for (String name : List.of("network", "security")) {
            declared.put(name, random.nextBoolean() ? Groups.Group.byClaim() : Groups.Group.of(someOf(random, PEOPLE)));
        }
        return new Groups(declared);
    }

    static List<Approver> approvers(SplittableRandom random) {
        return someOf(random, PEOPLE).stream()
                .map(subject -> new Approver(subject, someOf(random, GROUPS), random.nextInt(4) > 0))
                .toList();
    }

    /** Some of the people, to whom others have delegated this and that, some of them several times. */
    static List<Approver> delegates(SplittableRandom random) {
        List<Approver> all = PEOPLE.stream()
                .map(subject -> new Approver(subject, someOf(random, GROUPS), random.nextInt(6) > 0))
                .toList();
        List<Approver> delegates = new ArrayList<>();
        for (Approver each : all) {
            if (random.nextInt(5) < 2) {
                continue;
            }
            List<Approver.Lent> lent = new ArrayList<>();
            for (Approver giver : all) {
                if (giver != each && random.nextInt(3) == 0) {
                    lent.add(new Approver.Lent(giver, someOf(random, GROUPS)));
                }
            }
            delegates.add(each.with(lent));
        }
        return delegates;
    }

    static List<Requirement> requirements(SplittableRandom random) {
        List<Requirement> some = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            some.add(new Requirement(
                    oneOf(random, GROUPS), 1 + random.nextInt(3), List.of("rule-" + random.nextInt(5))));
        }
        return some;
    }

    static List<Rule> rules(SplittableRandom random) {
        List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            rules.add(rule(random, "rule-" + i));
        }
        return rules;
    }

    static Rule rule(SplittableRandom random, String name) {
        Condition match = random.nextInt(3) > 0
                ? Condition.ALWAYS
                : condition(oneOf(random, List.of("**", "*.example.com", "*.example.org", "api.example.com")));
        var times = new Times(
                Duration.ofHours(1 + random.nextInt(400)),
                Duration.ofHours(1 + random.nextInt(400)),
                random.nextBoolean() ? Duration.ofHours(1 + random.nextInt(400)) : null,
                random.nextBoolean() ? Duration.ofHours(1 + random.nextInt(400)) : null);
        int kind = random.nextInt(10);
        return new Rule(
                name,
                match,
                random.nextInt(3) > 0
                        ? null
                        : COMPILED.computeIfAbsent(oneOf(random, EXPRESSIONS), Expression::compile),
                kind < 6 ? requirements(random) : List.of(),
                kind == 6 ? "not this one" : null,
                kind == 7 || kind == 8,
                List.of(),
                times);
    }

    static Condition condition(String glob) {
        return new Condition(
                List.of(new DomainGlob(glob)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of());
    }
}
