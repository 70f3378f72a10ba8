package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Seeded;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever becomes of a valid file: it is read, or refused at a place that exists. */
class PolicyFileMutationTest {
    private static final List<String> PIECES = List.of(
            "",
            " ",
            "\n",
            "\t",
            "\r\n",
            ":",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!str ",
            "!",
            "%YAML 1.1\n",
            "%YAML 99999999999.1\n---\n",
            "%TAG ! x\n---\n",
            "---\n",
            "...\n",
            "|",
            ">",
            "|9\n",
            "#",
            "?",
            "<<",
            "@",
            "`",
            "~",
            "null",
            "true",
            "0",
            "-1",
            "0x1F",
            "1e999",
            ".inf",
            "1:30",
            "2001-01-01",
            "\u0000",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\uD83D",
            "\uD83D\uDE00",
            "\"\\x",
            "\"\\uD800\"",
            "\"\\U7FFFFFFF\"",
            "name",
            "approvals",
            "PT-1S",
            "99999999999999999999d",
            "**",
            "xn--a",
            "when: tags.env == 'a'\n    ",
            "when: |\n      to ==\n    ",
            "&& ",
            "[[[[[[[[[[[[[[[[[[",
            "{a: {a: {a: {a: {a: {a: ");

    @Test
    void aMutatedFileIsReadOrRefusedAtAPlaceThatExists() {
        Seeded.run(3_000, random -> {
            String text = PolicyFileTest.WHOLE;
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                text = mutated(random, text);
            }
            assertReadOrRefused(text);
        });
    }

    private static String mutated(SplittableRandom random, String text) {
        int from = random.nextInt(text.length() + 1);
        int until = Math.min(text.length(), from + random.nextInt(20));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, from) + text.substring(until);
            case 1 -> text.substring(0, from) + text.substring(from, until) + text.substring(from);
            case 2 -> text.substring(0, from) + (char) random.nextInt(0x250) + text.substring(from);
            case 3 -> text.substring(0, from);
            default -> text.substring(0, from) + PolicyFixtures.oneOf(random, PIECES) + text.substring(until);
        };
    }

    /** Anything but a {@link PolicyFileProblem} comes out and fails the test. */
    private static void assertReadOrRefused(String text) {
        try {
            PolicyFile.parse(text, "policies.yaml").evaluate(PolicyFixtures.facts());
        } catch (PolicyFileProblem e) {
            // Also the breaks that only some take for one, and the end of the last line.
            long lines = 1
                    + text.chars()
                            .filter(c -> "\n\r\u0085\u2028\u2029".indexOf(c) >= 0)
                            .count();
            assertThat((long) e.line()).isBetween(1L, lines);
            assertThat(e.column()).isBetween(1, text.length() + 1);
            assertThat(e.problem()).isNotBlank();
            assertThat(e.remedy()).isNotBlank();
        }
    }
}
