package dev.sixgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteSigner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyExportTest {
    private static final int SIZE = 300;

    private final SignedLog log = SignedLog.of(SIZE);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "0,300,300",
        "0,1,300",
        "0,299,300",
        "7,300,300",
        "37,200,201",
        "256,257,258",
        "5,5,300",
        "0,0,300",
        "300,300,300"
    })
    void aCompleteExportHolds(int from, int to, int size) throws IOException {
        verify(log.export(from, to, size)).holds();
    }

    @Test
    void everyPartOfASmallLogHolds() throws IOException {
        for (int size = 1; size <= 9; size++) {
            for (int to = 0; to <= size; to++) {
                for (int from = 0; from <= to; from++) {
                    verify(log.export(from, to, size)).holds();
                }
            }
        }
    }

    @Test
    void aChangedBodyFailsThoughTheSumsWereMadeAnew() throws IOException {
        List<String> lines = log.lines(10, 50);
        lines.replaceAll(line -> line.replace("\\\"20\\\"", "\\\"2O\\\""));

        verify(log.export(lines, 10, 50, SIZE, true)).fails("tree:", "leaf in 10 to 49", "cannot be named");
        verify(log.export(10, 50, SIZE).replace("\\\"20\\\"", "\\\"2O\\\"")).fails("tree:", "sha256:");
    }

    @Test
    void aKeptCheckpointNarrowsDownWhereItIs() throws IOException {
        List<String> lines = log.lines(10, 50);
        lines.replaceAll(line -> line.replace("\\\"20\\\"", "\\\"2O\\\""));
        String export = log.export(lines, 10, 50, SIZE, true);

        assertThat(verify(export, "--checkpoint", kept(20)).out())
                .contains("holds: your checkpoint: the first 20 leaves");
        verify(export, "--checkpoint", kept(21)).fails("your checkpoint:", "before leaf 21");
    }

    @Test
    void aRemovedLeafIsNamed() throws IOException {
        List<String> lines = log.lines(10, 50);
        lines.remove(5);

        verify(log.export(lines, 10, 50, SIZE, true)).fails("leaf 15 is missing");
    }

    @Test
    void aRemovedFirstOrLastLeafIsNamed() throws IOException {
        verify(log.export(log.lines(11, 50), 10, 50, SIZE, true)).fails("leaf 10 is missing");
        verify(log.export(log.lines(10, 49), 10, 50, SIZE, true)).fails("leaf 49 is missing");
        verify(log.export(log.lines(10, 51), 10, 50, SIZE, true)).fails("leaf 50 is beyond the manifest");
    }

    @Test
    void aRepeatedLeafIsNamed() throws IOException {
        List<String> lines = log.lines(0, 50);
        lines.add(8, lines.get(7));

        verify(log.export(lines, 0, 50, SIZE, true)).fails("leaf 7 is repeated");
    }

    @Test
    void reorderedLeavesAreNamed() throws IOException {
        List<String> lines = log.lines(0, 50);
        Collections.swap(lines, 20, 21);

        verify(log.export(lines, 0, 50, SIZE, true)).fails("leaf 20 is missing", "leaf 20 is repeated or out of order");
    }

    @Test
    void leavesThatWereReorderedAndNumberedAnewFail() throws IOException {
        SignedLog other = log.copy();
        Collections.swap(other.entries, 20, 21);

        verify(log.export(other.lines(0, 50), 0, 50, SIZE, true)).fails("tree:", "cannot be named");
    }

    @Test
    void anExportOfARewrittenAndSignedLogIsFoundByTheKeptCheckpoint() throws IOException {
        Path kept = kept(100);
        SignedLog rewritten = log.copy();
        rewritten.entries.set(50, SignedLog.event(-1));
        String export = rewritten.export(0, SIZE, SIZE);

        verify(export).holds();
        verify(export, "--checkpoint", kept).fails("your checkpoint:", "before leaf 100 was rewritten");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 11, 37, 50, 300})
    void theKeptCheckpointHoldsAtEverySizeThatIsCovered(int size) throws IOException {
        verify(log.export(10, 50, SIZE), "--checkpoint", kept(size)).holds();
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 51, 299})
    void aKeptCheckpointThatIsNotCoveredCannotBeHeldAgainstIt(int size) throws IOException {
        verify(log.export(10, 50, SIZE), "--checkpoint", kept(size)).isUnproved("your checkpoint");
    }

    @Test
    void anotherKeyHasNotSigned() throws IOException {
        NoteSigner other = NoteSigner.generate(SignedLog.ORIGIN);

        VerifierRun.of(write(log.export(0, 50, SIZE)), "--key", other.key())
                .fails("signed by none of the keys, but by " + log.key().replaceFirst("(\\+[0-9a-f]{8})\\+.*", "$1")
                        + "; given were ");
    }

    @Test
    void aWrongSignatureByAGivenKeyFails() throws IOException {
        String text = log.checkpoint(SIZE).text().replace("\n", "\\n");
        String forged = text.replace("\\n300\\n", "\\n299\\n");

        verify(log.export(0, 50, SIZE).replace(text, forged))
                .fails("the signature by " + SignedLog.ORIGIN + " is wrong");
    }

    @Test
    void aCheckpointOfAnotherOriginFails() throws IOException {
        log.origin = "elsewhere.example.com/audit";

        verify(log.export(0, 50, SIZE)).fails("it is of the log elsewhere.example.com/audit");
    }

    @Test
    void theKeptCheckpointOfAnotherLogFails() throws IOException {
        log.origin = "elsewhere.example.com/audit";
        Path kept = kept(20);
        log.origin = SignedLog.ORIGIN;

        verify(log.export(0, 50, SIZE), "--checkpoint", kept).fails("your checkpoint: it is of the log elsewhere");
    }

    @Test
    void theKeptCheckpointOfALogThatThisOneMayContinueProvesNothingOfIt() throws IOException {
        SignedLog other = SignedLog.of(20, "elsewhere.example.com/audit");
        Path kept = Files.writeString(
                directory.resolve("kept"), other.checkpoint(20).toString());

        verify(log.export(0, 50, SIZE), "--key", other.key(), "--checkpoint", kept)
                .isUnproved("your checkpoint: it is of the log elsewhere.example.com/audit, this is");
    }

    @Test
    void aFilteredExportProvesNothingOfItsEvents() throws IOException {
        List<String> lines = log.lines(10, 50);
        lines.remove(5);
        verify(log.export(lines, 10, 50, SIZE, false)).isUnproved("events: the export was filtered");

        Collections.swap(lines, 2, 3);
        verify(log.export(lines, 10, 50, SIZE, false)).fails("leaf 12 is repeated or out of order");
    }

    private String gone(int leaf, String why) {
        return "{\"leafIndex\":" + leaf + ",\"recordedAt\":\"2026-11-23T00:00:00.000001Z\",\"" + why
                + "\":true,\"leafHash\":\"" + Hash.ofLeaf(log.entries.get(leaf))
                + "\",\"foundBy\":{\"action\":\"}{\"}}\n";
    }

    private List<String> linesWithout(int from, int to, String why, int... leaves) {
        List<String> lines = log.lines(from, to);
        for (int leaf : leaves) {
            lines.set(leaf - from, gone(leaf, why));
        }
        return lines;
    }

    private String export(List<String> lines, int from, int to, int removed, int missing) {
        return log.export(lines, from, to, SIZE, true)
                .replace(",\"edge\":", ",\"removed\":" + removed + ",\"missing\":" + missing + ",\"edge\":");
    }

    @Test
    void bodiesThatWereTakenAwayFailAndAreNamed() throws IOException {
        List<String> lines = linesWithout(10, 50, "bodyMissing", 15, 20, 21, 22);

        VerifierRun run = verify(export(lines, 10, 50, 0, 4));

        run.fails("bodies: leaves 15, 20 to 22 have the hash alone");
        assertThat(run.out()).contains("holds: tree:", "holds: order: 40 leaves");
        verify(export(lines, 10, 50, 0, 3)).fails("missing: there are 4 such lines, and the manifest says 3");
        verify(log.export(lines, 10, 50, SIZE, true)).fails("missing: there are 4 such lines", "leaves 15, 20 to 22");
        verify(log.export(lines, 10, 50, SIZE, false)).fails("leaves 15, 20 to 22");
        verify(export(linesWithout(10, 50, "bodyMissing", 15), 10, 50, 0, 1))
                .fails("bodies: leaf 15 has the hash alone");
    }

    @Test
    void aWrongHashInPlaceOfABodyFails() throws IOException {
        List<String> lines = log.lines(10, 50);
        lines.set(
                5,
                gone(15, "bodyMissing")
                        .replace(
                                Hash.ofLeaf(log.entries.get(15)).toString(),
                                Hash.ofLeaf(new byte[1]).toString()));
        verify(export(lines, 10, 50, 0, 1)).fails("tree:", "leaf 15 has");

        lines.set(5, gone(15, "bodyMissing").replace("}}\n", "},\"more\":{}}\n"));
        verify(export(lines, 10, 50, 0, 1)).fails("line 6, after leaf 14, is no event's line");
        lines.set(5, gone(15, "bodyMissing").replaceFirst("=\",", "%\","));
        verify(export(lines, 10, 50, 0, 1)).fails("line 6");
    }

    @Test
    void manyBodiesThatWereTakenAwayAreCounted() throws IOException {
        int[] everySecond = IntStream.range(0, 100).map(i -> 2 * i).toArray();

        verify(export(linesWithout(0, SIZE, "bodyMissing", everySecond), 0, SIZE, 0, 100))
                .fails("leaves 0, 2, 4, ", "18 and others, 100 in all");
    }

    @Test
    void bodiesThatTheLogSaysWereRemovedAreUnproved() throws IOException {
        log.entries.set(40, "{\"action\":\"audit.bodies-removed\",\"lastLeaf\":22}".getBytes(UTF_8));
        List<String> lines = linesWithout(0, SIZE, "bodyRemoved", 15, 20, 21, 22);

        verify(export(lines, 0, SIZE, 4, 0))
                .isUnproved("bodies: leaves 15, 20 to 22 have the hash alone; the log says that");
        lines.set(23, gone(23, "bodyRemoved"));
        verify(export(lines, 0, SIZE, 5, 0)).fails("bodies: leaf 23 has the hash alone, as removed, but no event here");
        verify(export(lines.subList(0, 30), 0, 30, 5, 0)).isUnproved("behind the end of this export");
    }

    @Test
    void noRemovalExcusesWhatCameAfterIt() throws IOException {
        log.entries.set(40, "{\"action\":\"audit.bodies-removed\",\"lastLeaf\":999}".getBytes(UTF_8));

        verify(export(linesWithout(0, SIZE, "bodyRemoved", 15, 50), 0, SIZE, 2, 0))
                .fails("leaf 50 has the hash alone");
    }

    @Test
    void aFileThatWasCutOffFails() throws IOException {
        String export = log.export(0, 50, SIZE);

        verify(export.substring(0, export.indexOf("{\"manifest\""))).fails("cut off after leaf 49");
        verify(export.substring(0, export.length() - 1)).fails("the file was cut off");
        verify(export.substring(0, 1000)).fails("the file was cut off");
        verify(export + export).fails("something follows it");
    }

    @Test
    void aProofOfTheWrongLengthFails() throws IOException {
        String export = log.export(0, 50, SIZE);

        verify(export.replace(
                        "\"consistency\":[", "\"consistency\":[\"" + log.tree(3).root() + "\","))
                .fails("tree:");
        verify(export.replaceFirst("\"consistency\":\\[\"[^\"]*\",", "\"consistency\":["))
                .fails("tree:");
        verify(export.replace("\"edge\":[", "\"edge\":[\"" + log.tree(3).root() + "\""))
                .fails("has an edge");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"count\":50|\"count\":51|count: there are 50 lines",
                "\"count\":50|\"count\":50,\"count\":50|has count twice",
                "\"count\":50|\"count\":true|where a number belongs",
                "\"to\":50|\"to\":49|leaf 49 is beyond",
                "\"to\":50|\"to\":99999999999999999999|where a number belongs",
                "\"origin\":\"sixgate|\"origin\":\"other|its origin is not that of its checkpoint",
                "\"edge\":[]|\"edge\":[\"AAAA\"]|where a hash belongs",
                "\"edge\":[]|\"edge\":[\"%%\"]|malformed base64",
                "\"edge\":[]|\"hedge\":[]|has no edge",
                "\"leafIndex\":7|\"leafIndex\":-7|line 8, after leaf 6, is no event's line",
                "\"leafIndex\":7|\"leafIndex\":07|line 8, after leaf 6, has something else where a number belongs",
            })
    void whatIsWrittenOtherwiseFails(String from, String to, String reason) throws IOException {
        verify(log.export(0, 50, SIZE).replaceFirst(Pattern.quote(from), to)).fails(reason);
    }

    @Test
    void giantLinesAreNotReadToTheirEnd() throws IOException {
        String giant = "{\"leafIndex\":0,\"recordedAt\":\"2026-11-23T00:00:00.000001Z\",\"event\":{\"a\":\""
                + "a".repeat(70_000);

        verify(giant + "\"}}\n" + log.export(1, 50, SIZE)).isUnreadable("longer than an event can be");
        verify(log.lines(0, 1).get(0) + giant.replace(":0,", ":1,") + "a".repeat(3_000_000) + "\"}}\n")
                .fails("longer than any line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{\"a\":1}\n", "PK", "{", "{\n", "\n\n"})
    void whatIsNoExportIsUnreadable(String text) throws IOException {
        assertThat(verify(text).status()).isEqualTo(2);
    }

    @Test
    void itNeedsTheKeyOfSomebodyElse() throws IOException {
        VerifierRun.of(write(log.export(0, 50, SIZE))).isUnreadable("give the log's by --key");
    }

    @Test
    void keysAreReadFromAFileToo() throws IOException {
        Path keys = Files.writeString(
                directory.resolve("keys"), NoteSigner.generate(SignedLog.ORIGIN).key() + "\n\n" + log.key() + "\n");

        VerifierRun.of(write(log.export(0, 50, SIZE)), "--key", keys).holds();
    }

    @Test
    void wrongUsageIsAnotherStatus() throws IOException {
        Path export = write(log.export(0, 50, SIZE));

        VerifierRun.of().isUnreadable("name one thing");
        VerifierRun.of(export, export, "--key", log.key()).isUnreadable("name one thing");
        VerifierRun.of(export, "--key").isUnreadable("--key has no value");
        VerifierRun.of(export, "--keys", "x").isUnreadable("--keys is no option");
        VerifierRun.of(export, "--key", "nowhere").isUnreadable("nowhere cannot be read");
        VerifierRun.of(export, "--key", log.key().replaceFirst("\\+[0-9a-f]{8}\\+", "+00000000+"))
                .isUnreadable("another key's id");
        VerifierRun.of(export, "--key", log.key(), "--checkpoint", export).isUnreadable("is no");
        VerifierRun.of(export, "--key", log.key(), "--token", "x").isUnreadable("for URLs");
        VerifierRun.of(directory.resolve("nothing"), "--key", log.key()).isUnreadable("cannot be read");
        assertThat(VerifierRun.of("--help").out()).startsWith("usage: verify WHAT");
    }

    @Test
    void theSourceRunsAlone() throws Exception {
        String source = new String(
                Verify.class
                        .getResourceAsStream("/META-INF/sixgate/Verify.java")
                        .readAllBytes(),
                UTF_8);
        // As evidence packs have it: a package is that of a folder since JDK 22.
        Path alone = Files.writeString(
                directory.resolve("Verify.java"), source.replaceFirst("(?m)^package [\\w.]+;\\R", ""));

        assertThat(source.lines().filter(line -> line.startsWith("import ")))
                .allMatch(line -> line.startsWith("import java.") || line.startsWith("import javax.crypto."));
        assertThat(java(alone, write(log.export(0, 50, SIZE)))).isZero();
        assertThat(java(alone, write(log.export(0, 50, SIZE).replace("\\\"20\\\"", "\\\"2O\\\""))))
                .isEqualTo(1);
    }

    private int java(Path source, Path export) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        source.toString(),
                        export.toString(),
                        "--key",
                        log.key())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "output"))
                .start()
                .waitFor();
    }

    private Path kept(int size) throws IOException {
        return Files.writeString(directory.resolve("kept"), log.checkpoint(size).toString());
    }

    private Path write(String export) throws IOException {
        return Files.writeString(directory.resolve("export.ndjson"), export);
    }

    private VerifierRun verify(String export, Object... more) throws IOException {
        Object[] arguments = new Object[3 + more.length];
        arguments[0] = write(export);
        arguments[1] = "--key";
        arguments[2] = log.key();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return VerifierRun.of(arguments);
    }
}
