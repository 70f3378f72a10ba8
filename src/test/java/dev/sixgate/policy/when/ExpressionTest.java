package dev.sixgate.policy.when;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
    private static final String LIST = "[" + "1, ".repeat(300) + "1]";

    static Map<String, Object> facts() {
        Map<String, Object> facts = new HashMap<>();
        facts.put("domain", "api.example.com");
        facts.put("tags", Map.of("env", "prod", "cost-center", "42"));
        facts.put("target", "prod");
        facts.put("account", "012345678901");
        facts.put("region", "eu-central-1");
        facts.put("owner", "cloudformation");
        facts.put("endpointTypes", List.of("REGIONAL"));
        facts.put("from", "ipv4");
        facts.put("to", "dualstack");
        facts.put("readiness", "WARN");
        facts.put("requester", "ria");
        facts.put("groups", List.of("network", "people"));
        facts.put("rolloutSize", 3L);
        facts.put("now", Instant.parse("2026-11-22T10:15:30Z"));
        return facts;
    }

    /** The first compilation loads the library. */
    @BeforeAll
    static void load() {
        Expression.compile("true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "domain == 'api.example.com'                                  ; true",
                "domain.endsWith('.example.com') && !domain.startsWith('api') ; false",
                "domain.matches('^[a-z]+[.]example[.]com$')                   ; true",
                "tags.env == 'prod' && tags['cost-center'] == '42'            ; true",
                "has(tags.tier) && tags.tier == 'critical'                    ; false",
                "!('tier' in tags) || tags.tier == 'critical'                 ; true",
                "tags.exists(key, key.startsWith('cost-'))                    ; true",
                "target == 'prod' && account == '012345678901'                ; true",
                "region in ['eu-central-1', 'eu-west-1']                      ; true",
                "owner == ''                                                  ; false",
                "'EDGE' in endpointTypes                                      ; false",
                "endpointTypes.all(type, type == 'REGIONAL')                  ; true",
                "from == 'ipv4' && to == 'dualstack'                          ; true",
                "readiness in ['FAIL', 'UNKNOWN']                             ; false",
                "requester == 'ria' && 'network' in groups                    ; true",
                "groups.exists_one(group, group == 'people')                  ; true",
                "rolloutSize > 2 && rolloutSize * 2 == 6                      ; true",
                "int(tags['cost-center']) >= 42                               ; true",
                "now.getDayOfWeek() == 0                                      ; true",
                "now.getHours('Europe/Berlin') == 11                          ; true",
                "now < timestamp('2026-12-24T00:00:00Z') - duration('24h')    ; true",
                "size(groups) == 2 && groups[0] == 'network'                  ; true",
                "rolloutSize == 1 ? false : true                              ; true",
            })
    void everyFactCanBeAskedFor(String text, boolean holds) throws ExpressionFailure {
        assertThat(Expression.compile(text).holds(facts())).isEqualTo(holds);
    }

    @Test
    void everyNameOfTheVocabularyHasAFact() {
        assertThat(facts().keySet()).containsExactlyInAnyOrderElementsOf(Vocabulary.names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "tags.tier == 'critical' ; key 'tier' is not present in map",
                "domain == 'other' || tags.tier != 'x' ; key 'tier' is not present in map",
                "rolloutSize / (rolloutSize - 3) > 1 ; division by zero",
                "rolloutSize % 0 == 1 ; division by zero",
                "9223372036854775807 + rolloutSize > 0 ; overflow",
                "groups[7] == 'network' ; ndex out of bounds",
                "int(tags.env) > 3 ; prod",
                "timestamp(tags.env) < now ; prod",
                "now.getHours('Atlantis') == 1 ; Atlantis",
            })
    void whatIsNeitherTrueNorFalseFails(String text, String why) {
        assertThatThrownBy(() -> Expression.compile(text).holds(facts()))
                .isInstanceOf(ExpressionFailure.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("evaluation error")
                .doesNotEndWith(".");
    }

    @Test
    void aConjunctionThatIsFalseAnywayFailsAtNothing() throws ExpressionFailure {
        assertThat(Expression.compile("tags.tier == 'critical' && domain == 'other'")
                        .holds(facts()))
                .isFalse();
        assertThat(Expression.compile("tags.tier == 'critical' || domain != 'other'")
                        .holds(facts()))
                .isTrue();
    }

    static Stream<Arguments> hostile() {
        String nested = IntStream.range(0, 5)
                .mapToObj(i -> LIST.substring(0, 90) + "1].exists(x" + i + ", ")
                .reduce("", String::concat);
        return Stream.of(
                Arguments.of("loops in loops", nested + "false" + ")".repeat(5)),
                Arguments.of("a loop in a loop", "groups.all(a, groups.exists(b, a == b))"),
                Arguments.of("a loop in the range's text", "groups.exists(a, [a].all(b, b == a))"),
                Arguments.of("doubling by map", "[1].map(a, [a, a]).map(a, [a, a]).map(a, [a, a]).size() == 8"),
                Arguments.of("types that double", "[1]" + ".map(a, {a: a})".repeat(40) + ".size() == 1"),
                Arguments.of("filter", "groups.filter(a, true).size() > 0"),
                Arguments.of("texts joined", "domain + domain == domain"),
                Arguments.of("lists joined", "size(groups + groups) > 0"),
                Arguments.of("a regular expression that is no literal", "domain.matches(tags.env)"),
                Arguments.of("a regular expression that explodes", "domain.matches('((a{1000}){1000}){1000}')"),
                Arguments.of("a long regular expression", "domain.matches('" + "a?".repeat(150) + "')"),
                Arguments.of("a pattern that is none", "domain.matches('(')"),
                Arguments.of("parentheses", "(".repeat(450) + "true" + ")".repeat(450)),
                Arguments.of("lists in lists", "[".repeat(400) + "]".repeat(400) + " == []"),
                Arguments.of("conditionals", "true ? ".repeat(80) + "true" + " : true".repeat(80)),
                Arguments.of("a long text", "domain == '" + "a".repeat(1_000) + "'"),
                Arguments.of("a hidden type", "dyn(domain)"),
                Arguments.of("a hidden type in a list", "[1, 'a'][1] == 'a'"),
                Arguments.of("a message", "google.protobuf.Struct{} == google.protobuf.Struct{}"),
                Arguments.of("a type", "type(domain) == string"),
                Arguments.of("nothing but opening", "(((((((((((((((((((((("),
                Arguments.of("binary", "\uD83D\uDE00".repeat(300)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void whatCouldRunLongIsRefusedAtOnce(String what, String text) {
        long before = System.nanoTime();

        var mistake = catchThrowableOfType(ExpressionMistake.class, () -> Expression.compile(text));

        assertThat(mistake).as("refused").isNotNull();
        assertThat(mistake.problem()).isNotBlank();
        assertThat(mistake.remedy()).isNotBlank();
        assertThat(mistake.index()).isBetween(0, text.length());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "groups.exists(g, g == 'x' || g == 'y' || g == 'z' || g.contains('q') || g.size() > 9000)",
                "groups.all(g, g.matches('^(g|h|i)+[0-9]*(a?a?a?a?a?a?a?a?)*$') || true)",
                "groups.all(g, true) && groups.all(g, true)",
            })
    void aLoopOverTooManyEndsSoonAsAFailure(String text) throws ExpressionFailure {
        var facts = facts();
        facts.put("groups", IntStream.range(0, 100_000).mapToObj(i -> "g" + i).toList());
        var expression = Expression.compile(text);
        Duration shortest = shortest(() -> assertThatThrownBy(() -> expression.holds(facts))
                .isInstanceOf(ExpressionFailure.class)
                .hasMessageContaining("Iteration budget exceeded"));
        System.out.println("ends after " + shortest.toNanos() / 1_000 + " us: " + text);
        assertThat(shortest).isLessThan(Duration.ofMillis(10));
    }

    @Test
    void theLongestExpressionThatRunsEndsSoon() throws ExpressionFailure {
        String item = "g.startsWith('x') || ";
        String text = "groups.exists(g, " + item.repeat(46) + "false)";
        assertThat(text.length()).isLessThanOrEqualTo(Language.LONGEST);
        var facts = facts();
        facts.put("groups", IntStream.range(0, 190).mapToObj(i -> "g" + i).toList());
        var expression = Expression.compile(text);
        Duration shortest = shortest(() -> assertThat(expression.holds(facts)).isFalse());
        System.out.println("the longest loop of 190 rounds: " + shortest.toNanos() / 1_000 + " us");
        assertThat(shortest).isLessThan(Duration.ofMillis(20));
    }

    /** Of many runs, so that neither a cold start nor a busy machine is measured. */
    private static Duration shortest(ThrowingCallable run) throws ExpressionFailure {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            long before = System.nanoTime();
            run.call();
            shortest = Math.min(shortest, System.nanoTime() - before);
        }
        return Duration.ofNanos(shortest);
    }

    private interface ThrowingCallable {
        void call() throws ExpressionFailure;
    }
}
