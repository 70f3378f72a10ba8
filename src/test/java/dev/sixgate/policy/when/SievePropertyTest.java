package dev.sixgate.policy.when;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Seeded;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** With the sieve before it, an expression is of every change what it is without. */
class SievePropertyTest {
    private static final List<String> PARTS = List.of(
            "domain == 'api.example.com'",
            "'b.example.com' == domain",
            "domain != 'api.example.com'",
            "domain.startsWith('api')",
            "domain.endsWith('.org')",
            "domain.contains('exa')",
            "tags.env == 'prod'",
            "tags['tier'] == '1'",
            "tags.env.startsWith('p')",
            "has(tags.env)",
            "!has(tags.tier)",
            "'tier' in tags",
            "tags.tier in ['1', '2']",
            "tags.env in ['test', domain]",
            "'network' in groups",
            "domain in groups",
            "rolloutSize == 3",
            "rolloutSize / (rolloutSize - 3) == 0",
            "tags.env == tags.tier",
            "groups.exists(domain, domain == 'network')",
            "endpointTypes.all(tags, tags == 'EDGE')",
            "true",
            "false");

    @Test
    void theSieveChangesNoAnswer() {
        Seeded.run(1_500, random -> {
            String text = text(random, 3);
            Expression expression = Expression.compile(text);
            for (int i = 0; i < 6; i++) {
                Map<String, Object> facts = facts(random);

                assertThat(with(expression, facts)).as(text + " of " + facts).isEqualTo(without(expression, facts));
            }
        });
    }

    private static String text(SplittableRandom random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return PARTS.get(random.nextInt(PARTS.size()));
        }
        String one = "(" + text(random, depth - 1) + ")";
        return switch (random.nextInt(5)) {
            case 0 -> "!" + one;
            case 1, 2 -> one + " || (" + text(random, depth - 1) + ")";
            default -> one + " && (" + text(random, depth - 1) + ")";
        };
    }

    private static Map<String, Object> facts(SplittableRandom random) {
        Map<String, Object> facts = ExpressionTest.facts();
        facts.put("domain", oneOf(random, List.of("api.example.com", "b.example.com", "api.example.org")));
        facts.put(
                "tags",
                oneOf(
                        random,
                        List.of(
                                Map.of(),
                                Map.of("env", "prod"),
                                Map.of("tier", "1"),
                                Map.of("env", "test", "tier", "3"))));
        facts.put("groups", oneOf(random, List.of(List.of(), List.of("network"), List.of("b.example.com", "x"))));
        facts.put("rolloutSize", 1L + random.nextInt(3));
        return facts;
    }

    private static <T> T oneOf(SplittableRandom random, List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static String with(Expression expression, Map<String, Object> facts) {
        try {
            return String.valueOf(!expression.excludes(facts) && expression.holds(facts));
        } catch (ExpressionFailure e) {
            return "fails";
        }
    }

    private static String without(Expression expression, Map<String, Object> facts) {
        try {
            return String.valueOf(expression.holds(facts));
        } catch (ExpressionFailure e) {
            return "fails";
        }
    }
}
