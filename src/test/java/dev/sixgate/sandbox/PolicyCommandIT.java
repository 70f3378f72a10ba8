package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service as a command for pipelines: it starts nothing and leaves nothing behind. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PolicyCommandIT {
    @TempDir
    Path home;

    @Test
    void aFileIsCheckedWithoutStartingAnything() throws Exception {
        Files.writeString(home.resolve("policies.yaml"), "version: 1\nrules: [{name: r, automatic: true}]\n");

        try (Launched launched = Launched.in(home, Map.of(), "policies", "check", "policies.yaml")) {
            assertThat(launched.awaitEnd()).as(launched.output()).isZero();
            assertThat(launched.output()).matches("policies\\.yaml: ok, 1 rule, sha256:[0-9a-f]{64}\\R");
        }
        assertThat(home.resolve(".sixgate")).doesNotExist();
    }

    @Test
    void aMistakeIsAnExitStatus() throws Exception {
        Files.writeString(home.resolve("policies.yaml"), "version: 1\nrules: []\n");

        try (Launched launched = Launched.in(home, Map.of(), "policies", "check", "policies.yaml")) {
            assertThat(launched.awaitEnd()).isEqualTo(1);
            assertThat(launched.output()).startsWith("policies.yaml:2:8: rules is an empty list; ");
        }
    }

    @Test
    void wrongUsageIsAnother() throws Exception {
        try (Launched launched = Launched.in(home, Map.of(), "policies")) {
            assertThat(launched.awaitEnd()).isEqualTo(2);
            assertThat(launched.output()).contains("usage: policies check FILE");
        }
        assertThat(home.resolve(".sixgate")).doesNotExist();
    }
}
