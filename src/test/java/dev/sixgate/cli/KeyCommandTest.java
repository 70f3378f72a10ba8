package dev.sixgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.NoteSigner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return KeyCommand.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void aKeyAndItsPublicHalfAreMade() {
        assertThat(run("sixgate.example.com/audit")).isZero();

        NoteSigner signer = NoteSigner.of(out.toString(StandardCharsets.UTF_8));
        assertThat(NoteKey.of(err.toString(StandardCharsets.UTF_8))).isEqualTo(signer.key());
        assertThat(signer.key().name()).isEqualTo("sixgate.example.com/audit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+b", "a b", "", "--name"})
    void whatIsNoNameMakesNoKey(String name) {
        assertThat(run(name)).isEqualTo(2);
        assertThat(out.size()).isZero();
    }
}
