package dev.sixgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a run of the verifier said.
 *
 * @param out its lines
 * @param err what it could not read
 */
record VerifierRun(int status, String out, String err) {
    static VerifierRun of(Object... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int status = Verify.run(
                List.of(arguments).stream().map(String::valueOf).toList(),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
        return new VerifierRun(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    void holds() {
        assertThat(status).as(this::toString).isZero();
        assertThat(out).doesNotContain("FAILS", "unproved").contains("verdict: all holds");
    }

    void fails(String... reasons) {
        assertThat(status).as(this::toString).isEqualTo(1);
        assertThat(out).contains("verdict: FAILS");
        assertThat(out.lines()
                        .filter(line -> line.startsWith("FAILS: "))
                        .toList()
                        .toString())
                .contains(reasons);
    }

    void isUnproved(String reason) {
        assertThat(status).as(this::toString).isEqualTo(3);
        assertThat(out).doesNotContain("FAILS").contains("NOT ALL IS PROVED");
        assertThat(out.lines()
                        .filter(line -> line.startsWith("unproved: "))
                        .toList()
                        .toString())
                .contains(reason);
    }

    void isUnreadable(String reason) {
        assertThat(status).as(this::toString).isEqualTo(2);
        assertThat(err).contains(reason).hasLineCount(1);
    }

    static Path zip(Path file, Map<String, byte[]> files) {
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (var each : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue());
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
