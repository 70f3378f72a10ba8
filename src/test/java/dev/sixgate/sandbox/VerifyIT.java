package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as a verifier: it starts nothing, and has the verifier's source in it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class VerifyIT {
    @TempDir
    Path home;

    @Test
    void whatIsNoEvidenceIsAnExitStatusWithoutStartingAnything() throws Exception {
        Files.writeString(home.resolve("export.ndjson"), "hello");

        try (Launched launched = Launched.in(home, Map.of(), "verify", "export.ndjson")) {
            assertThat(launched.awaitEnd()).as(launched.output()).isEqualTo(2);
            assertThat(launched.output()).contains("export.ndjson is neither an export");
        }
        assertThat(home.resolve(".sixgate")).doesNotExist();
    }

    @Test
    void whatIsNoCommandStartsNothing() throws Exception {
        try (Launched launched = Launched.in(home, Map.of(), "verfy", "export.ndjson")) {
            assertThat(launched.awaitEnd()).as(launched.output()).isEqualTo(2);
            assertThat(launched.output()).contains("verfy is no command", "usage: java -jar");
        }
        try (Launched launched = Launched.in(home, Map.of(), "--help")) {
            assertThat(launched.awaitEnd()).as(launched.output()).isZero();
        }
        assertThat(home.resolve(".sixgate")).doesNotExist();
    }

    @Test
    void itSaysHowItIsUsed() throws Exception {
        try (Launched launched = Launched.in(home, Map.of(), "verify", "--help")) {
            assertThat(launched.awaitEnd()).as(launched.output()).isZero();
            assertThat(launched.output()).startsWith("usage: verify WHAT");
        }
    }
}
