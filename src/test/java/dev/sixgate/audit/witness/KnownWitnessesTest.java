package dev.sixgate.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownWitnessesTest {
    /** With an id that is not its own. */
    private static final String KEY = "w.example+00000000+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static Map<String, String> two() {
        try (TestWitness first = TestWitness.named("w.example/1");
                TestWitness second = TestWitness.named("w.example/2")) {
            return new HashMap<>(Map.of(
                    "witnesses.a.url",
                    "https://w.example/one/",
                    "witnesses.a.key",
                    first.vkey(),
                    "witnesses.b.url",
                    "http://localhost:8080",
                    "witnesses.b.key",
                    second.vkey()));
        }
    }

    @Test
    void nobodyWitnessesUnlessConfigured() {
        KnownWitnesses known = ConfiguredWitnesses.with(Map.of());

        assertThat(known.all()).isEmpty();
        assertThat(known.quorum()).isZero();
        assertThat(known.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void allOfThemAreTheQuorumUnlessFewerAreSaid() {
        Map<String, String> settings = two();

        assertThat(ConfiguredWitnesses.with(settings).quorum()).isEqualTo(2);
        settings.put("witness-quorum", "1");
        assertThat(ConfiguredWitnesses.with(settings).quorum()).isEqualTo(1);
    }

    @Test
    void checkpointsAreSentBelowTheUrl() {
        assertThat(ConfiguredWitnesses.with(two()).all())
                .extracting(witness -> witness.addCheckpoint().toString())
                .containsExactly("https://w.example/one/add-checkpoint", "http://localhost:8080/add-checkpoint");
    }

    @ParameterizedTest
    @CsvSource({
        "witnesses.a.url, ftp://w.example, write an address",
        "witnesses.a.url, w.example, write an address",
        "witnesses.a.url, https:///add, write an address",
        "witnesses.a.url, https://w.example/?x, write an address",
        "witnesses.a.url, https://w.example/#x, write an address",
        "witnesses.a.url, https://me:secret@w.example/, write an address",
        "witnesses.a.key, w.example, a verifier key is NAME+ID+KEY",
        "witnesses.a.key, " + KEY + ", another key's id",
        "witnesses.a.key, PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW, of the type 0x04",
        "witness-quorum, 0, from 1 to 2",
        "witness-quorum, 3, from 1 to 2",
        "witness-timeout, 0s, up to a minute",
        "witness-timeout, 61s, up to a minute"
    })
    void whatCannotBeMeantStopsTheStart(String key, String value, String remedy) {
        Map<String, String> settings = two();
        settings.put(key, value);

        assertThatThrownBy(() -> ConfiguredWitnesses.with(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("sixgate.audit." + key + " is \"")
                .hasMessageContaining(remedy);
    }

    @Test
    void aQuorumOfNobodyStopsTheStart() {
        assertThatThrownBy(() -> ConfiguredWitnesses.with(Map.of("witness-quorum", "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there are no witnesses");
    }

    @Test
    void oneKeyUnderTwoNamesIsNotTwoWitnesses() {
        Map<String, String> settings = two();
        settings.put("witnesses.b.key", settings.get("witnesses.a.key"));

        assertThatThrownBy(() -> ConfiguredWitnesses.with(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("sixgate.audit.witnesses.b.key is \"")
                .hasMessageContaining("it is the key of \"a\", too");
    }
}
