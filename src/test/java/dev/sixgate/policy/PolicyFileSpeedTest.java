package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten thousand rules: read in bounded time, and asked in less than five milliseconds. */
class PolicyFileSpeedTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int RULES = 10_000;
    private static final Duration READ = Duration.ofSeconds(120);

    /**
     * Three times the five milliseconds that are promised of an idle machine: this one may be slow today, while what grows
     * with the square of the rules would be slower by far. The figure itself is printed.
     */
    private static final Duration ASKED = Duration.ofMillis(15);

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("by domain", "match: {domain: [\"*.n%d.example.com\"]}, deny: \"No.\"", 0),
                Arguments.of("by tag", "when: \"tags.env == 't%d'\", deny: \"No.\"", 0),
                Arguments.of("by several", "when: \"domain.endsWith('n%d.org') && rolloutSize > 2\", deny: \"No.\"", 0),
                Arguments.of("by group", "when: \"region == 'r%d' || 'net' in groups\", deny: \"No.\"", 0),
                Arguments.of("by match and when", "match: {to: [ipv4]}, when: \"!has(tags.t%d)\", deny: \"No.\"", 0),
                Arguments.of("by one expression", "when: \"size(groups) > %3$d && now < now\", deny: \"No.\"", 0),
                Arguments.of("one in a hundred", "when: \"'%2$d' == tags.env || tags.env < 'p'\", deny: \"No.\"", 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void tenThousandRulesAreAskedInMilliseconds(String what, String rule, int denying) {
        String text = "version: 1\ngroups: {net: {}}\nrules:\n- {name: free, automatic: true}\n"
                + IntStream.range(0, RULES)
                        .mapToObj(i -> "- {name: r" + i + ", " + String.format(rule, i, i % 100, 9) + "}\n")
                        .collect(Collectors.joining());
        var facts = PolicyFixtures.factsOf("api.example.com", "prod", "ria", Set.of());
        long begin = System.nanoTime();

        var file = PolicyFile.parse(text, "policies.yaml");

        Duration read = Duration.ofNanos(System.nanoTime() - begin);
        Duration asked = median(() -> assertThat(file.evaluate(facts).reasons()).hasSize(denying));
        System.out.printf(
                "%d rules %s: read in %d ms, asked in %d us (median)%n",
                RULES, what, read.toMillis(), asked.toNanos() / 1_000);
        assertThat(read).isLessThan(READ);
        assertThat(asked).isLessThan(ASKED);
    }

    /** Of the processor's time, after a warm-up: what else this machine does is not measured. */
    private static Duration median(Runnable ask) {
        for (int i = 0; i < 200; i++) {
            ask.run();
        }
        long[] nanos = new long[201];
        for (int i = 0; i < nanos.length; i++) {
            long begin = THREADS.getCurrentThreadCpuTime();
            ask.run();
            nanos[i] = THREADS.getCurrentThreadCpuTime() - begin;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }
}
