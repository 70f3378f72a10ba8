package dev.sixgate.notice.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.change.Review;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of actions is that of the sources: whoever records something new adds it, or nobody can be told of it. */
class ActionsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/sixgate");
    private static final Pattern ACTION =
            Pattern.compile("\"((?:audit|break-glass|change|delegation|domain|person|personal-keys"
                    + "|policy|requests?|review|rollout|service|webhook)\\.[a-z]+(?:-[a-z]+)*)\"");

    /** What is called like an action and is none, or is recorded by the database's owner and not by the service. */
    private static final Set<String> OTHERS =
            Set.of("audit.bodies-removed", "change.json", "delegation.given", "policy.tlog", "policy.yaml");

    /** What a span is called of the work on a change. */
    private static final Set<String> SPANS =
            Set.of("change.apply", "change.verify", "change.look", "change.read-back", "change.take-back");

    @Test
    void everyActionThatTheSourcesNameIsKnownAndNoOther() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> java = files.filter(
                            file -> file.toString().endsWith(".java") && !file.endsWith("hook/Actions.java"))
                    .toList();
            java.forEach(file -> named.addAll(actionsIn(file)));
        }
        named.removeAll(OTHERS);
        named.removeAll(SPANS);
        // Made of the decision.
        named.addAll(Arrays.stream(Review.Decision.values())
                .map(decision -> "review." + decision.name().toLowerCase(Locale.ROOT))
                .toList());

        assertThat(new TreeSet<>(Actions.KNOWN)).isEqualTo(named);
    }

    private static Set<String> actionsIn(Path file) {
        try {
            return ACTION.matcher(Files.readString(file))
                    .results()
                    .map(MatchResult::group)
                    .map(literal -> literal.substring(1, literal.length() - 1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
