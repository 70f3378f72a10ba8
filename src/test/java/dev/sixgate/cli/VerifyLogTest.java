package dev.sixgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sixgate.audit.tlog.NoteSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyLogTest {
    private static final int SIZE = 600;
    private static final String BUNDLE = "tile/entries/001";
    private static final String TILE = "tile/0/001";

    private final SignedLog log = SignedLog.of(SIZE);
    private final Map<String, byte[]> published = Collections.synchronizedMap(new TreeMap<>(log.published()));
    private final List<String> credentials = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile boolean isZipped;
    private HttpServer server;

    @TempDir
    Path directory;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/audit/", this::answer);
        server.createContext("/elsewhere/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            credentials.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("none"));
            byte[] file = published.get(exchange.getRequestURI().getPath().replaceFirst("^/[a-z]+/", ""));
            if (status != 200 || file == null) {
                exchange.getResponseHeaders().add("Location", "/elsewhere/checkpoint");
                exchange.sendResponseHeaders(status == 200 ? 404 : status, -1);
                return;
            }
            byte[] body = isZipped ? zipped(file) : file;
            if (isZipped) {
                exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            }
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zipped)) {
            zip.write(bytes);
        }
        return zipped.toByteArray();
    }

    @Test
    void aLogHolds() throws IOException {
        verify().holds();
        assertThat(verify().out()).contains("rebuilt from all 600 entries");

        isZipped = true;
        verify("--checkpoint", kept(log, 300)).holds();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 512})
    void aLogOfAnySizeHolds(int size) throws IOException {
        SignedLog other = SignedLog.of(size);
        published.clear();
        published.putAll(other.published());

        VerifierRun.of(url(), "--key", other.key(), "--checkpoint", kept(other, size / 2))
                .holds();
    }

    @Test
    void aPartialBundleThatIsFullByNowHolds() throws IOException {
        SignedLog grown = log.copy();
        for (int i = SIZE; i < 800; i++) {
            grown.entries.add(SignedLog.event(i));
        }
        published.putAll(grown.published());
        published.put("checkpoint", log.checkpoint(SIZE).toString().getBytes(UTF_8));
        published.keySet().removeIf(path -> path.endsWith(".p/88"));

        verify().holds();
    }

    @Test
    void byItsOwnKeysItOnlyAgreesWithItself() {
        VerifierRun.of(url()).isUnproved("THE KEYS COME FROM THE VERY THING");
    }

    @Test
    void aChangedBodyIsNamed() throws IOException {
        tamper(entries -> entries.set(44, SignedLog.event(-1)));

        verify().fails("tree: rebuilt from all 600 entries, it is not", "leaf 300 is the first of 1 whose entry");
    }

    @Test
    void aRemovedLeafInTheMiddleIsNamed() throws IOException {
        tamper(entries -> entries.remove(44));
        verify().fails("leaf 511 is signed and missing");

        tamper(entries -> {
            entries.remove(44);
            entries.add(SignedLog.event(512));
        });
        verify().fails("leaf 300 is the first of 212 whose entry");
    }

    @Test
    void reorderedLeavesAreNamed() throws IOException {
        tamper(entries -> Collections.swap(entries, 44, 45));

        verify().fails("leaf 300 is the first of 2 whose entry");
    }

    @Test
    void aBundleThatIsGoneOrBrokenFails() throws IOException {
        published.put(BUNDLE, new byte[] {0, 9, 1});
        verify().fails("leaf 256 is signed and missing");

        published.remove(BUNDLE);
        verify().fails("leaf 256 is signed and missing");
    }

    @Test
    void eventsWhoseTimeIsOverAreHashesAndTheLogSaysSo() throws IOException {
        SignedLog pruned = log.copy();
        pruned.entries.set(
                590, "{\"action\":\"audit.bodies-removed\",\"lastLeaf\":300}".getBytes(StandardCharsets.UTF_8));
        published.clear();
        published.putAll(pruned.published());
        published.remove("tile/entries/000");
        published.put(BUNDLE, SignedLog.bundle(without(pruned.entries.subList(256, 512), 0, 45)));
        VerifierRun run = verify("--checkpoint", kept(pruned, 100));
        run.isUnproved("up to 300 are not there");
        assertThat(run.out()).contains("its events up to leaf 300 were removed", "holds: your checkpoint");

        published.put(BUNDLE, SignedLog.bundle(without(pruned.entries.subList(256, 512), 0, 46)));
        verify().fails("leaf 301 is signed and missing");
        published.put(BUNDLE, SignedLog.bundle(without(without(pruned.entries.subList(256, 512), 0, 45), 50, 51)));
        verify().fails("leaf 306 is signed and missing");
        published.remove(BUNDLE);
        verify().fails("leaf 301 is signed and missing");

        published.put(TILE, new byte[8192]);
        verify().fails("is not the one that was signed");
        published.putAll(log.published());
        published.remove("tile/entries/000");
        verify().fails("leaf 0 is signed and missing: the log does not have it, nor says that it was removed");

        pruned.entries.set(
                590, "{\"action\":\"audit.bodies-removed\",\"lastLeaf\":255}".getBytes(StandardCharsets.UTF_8));
        published.putAll(pruned.published());
        published.remove("tile/entries/000");
        published.remove(BUNDLE);
        verify().fails("leaf 256 is signed and missing");
    }

    @Test
    void aSmallLogThatLacksItsFirstEventsSaysSoInTheSameBundle() throws IOException {
        SignedLog pruned = log.copy();
        pruned.entries.subList(20, pruned.entries.size()).clear();
        pruned.entries.set(19, "{\"action\":\"audit.bodies-removed\",\"lastLeaf\":3}".getBytes(StandardCharsets.UTF_8));
        published.clear();
        published.putAll(pruned.published());
        published.put("tile/entries/000.p/20", SignedLog.bundle(without(pruned.entries, 0, 4)));

        verify().isUnproved("up to 3 are not there");
    }

    @Test
    void whatWasKeptAmongTheRemovedIsReadAndWhatWasTakenBehindThemFails() throws IOException {
        SignedLog pruned = log.copy();
        pruned.entries.set(
                590, "{\"action\":\"audit.bodies-removed\",\"lastLeaf\":300}".getBytes(StandardCharsets.UTF_8));
        published.clear();
        published.putAll(pruned.published());
        published.put(
                "tile/entries/000", SignedLog.bundle(without(without(pruned.entries.subList(0, 256), 1, 7), 8, 256)));
        published.put(BUNDLE, SignedLog.bundle(without(pruned.entries.subList(256, 512), 0, 45)));
        verify().isUnproved("those of 299 leaves up to 300 are not there");

        published.put(BUNDLE, SignedLog.bundle(without(without(pruned.entries.subList(256, 512), 0, 45), 50, 52)));
        verify().fails("leaf 306 is signed and missing");
    }

    private static List<byte[]> without(List<byte[]> entries, int from, int to) {
        List<byte[]> left = new ArrayList<>(entries);
        Collections.fill(left.subList(from, to), new byte[0]);
        return left;
    }

    @Test
    void anEntryTooManyFails() {
        tamper(entries -> entries.add(SignedLog.event(512)));

        verify().fails("the log has more of them up to leaf 511 than there are leaves");
    }

    @Test
    void aDeletedTailIsFoundByTheKeptCheckpoint() throws IOException {
        Path kept = kept(log, SIZE);
        SignedLog shorter = log.copy();
        shorter.entries.subList(550, SIZE).clear();
        published.putAll(shorter.published());

        verify().holds();
        verify("--checkpoint", kept)
                .fails("the log is shorter than what you have: its tail was deleted, leaf 550 to leaf 599");
    }

    @Test
    void aRewrittenAndSignedLogIsFoundByTheKeptCheckpoint() throws IOException {
        Path kept = kept(log, 400);
        SignedLog rewritten = log.copy();
        rewritten.entries.set(300, SignedLog.event(-1));
        published.putAll(rewritten.published());

        verify().holds();
        verify("--checkpoint", kept).fails("your checkpoint: at 400 leaves", "before leaf 400 was rewritten");
    }

    @Test
    void aRewrittenTreeThatWasNotSignedIsFound() throws IOException {
        SignedLog rewritten = log.copy();
        rewritten.entries.set(300, SignedLog.event(-1));
        published.putAll(rewritten.published());
        published.put("checkpoint", log.checkpoint(SIZE).toString().getBytes(UTF_8));

        verify().fails("the tree was rebuilt without being signed; which leaf was changed cannot be named");
        verify("--checkpoint", kept(log, 299)).fails("leaf 299 or a later one was changed");
        verify("--checkpoint", kept(log, 301)).fails("before leaf 301 was rewritten", "cannot be named");
    }

    @Test
    void withoutTilesAChangedLeafIsNotNamedWrongly() throws IOException {
        tamper(entries -> entries.set(44, SignedLog.event(-1)));
        published.remove(TILE);

        verify().fails("it is not the one that was signed");
        verify().fails("the one with leaf 256 is missing");
        assertThat(verify().out()).doesNotContain("is the first of");
    }

    @Test
    void anotherKeyHasNotSigned() {
        VerifierRun.of(url(), "--key", NoteSigner.generate(SignedLog.ORIGIN).key())
                .fails("signed by none of the keys");
    }

    @Test
    void aCheckpointOfAnotherOriginFails() throws IOException {
        log.origin = "elsewhere.example.com/audit";
        published.put("checkpoint", log.checkpoint(SIZE).toString().getBytes(UTF_8));

        verify().fails("it is of the log elsewhere.example.com/audit");
    }

    @Test
    void cosignaturesArePassedOver() throws IOException {
        String cosigned = log.checkpoint(SIZE) + "\u2014 witness.example.com "
                + Base64.getEncoder().encodeToString(new byte[76]) + "\n";
        published.put("checkpoint", cosigned.getBytes(UTF_8));

        verify().holds();
    }

    @Test
    void credentialsAreSent() throws IOException {
        verify("--user", "ada:demo").holds();
        assertThat(credentials).containsOnly("Basic YWRhOmRlbW8=");

        credentials.clear();
        verify("--token", "abc").holds();
        assertThat(credentials).containsOnly("Bearer abc");
        verify("--token", "a\r\nHost: b").isUnreadable("cannot be sent");
        verify("--token", "abc", "--user", "ada:demo").isUnreadable("not both");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void nothingIsFollowedElsewhere(int code) throws IOException {
        status = code;

        verify("--user", "ada:demo").isUnreadable("sends elsewhere");
        assertThat(credentials).hasSize(1);
    }

    @Test
    void otherAnswersAreUnreadable() throws IOException {
        status = 401;
        verify().isUnreadable("give --user or --token");
        status = 500;
        verify().isUnreadable("answers 500");
        status = 404;
        verify().isUnreadable("there is no such thing");
        server.stop(0);
        verify().isUnreadable("cannot be read");
    }

    @Test
    void endlessAnswersAreNotReadToTheirEnd() throws IOException {
        isZipped = true;
        published.put("checkpoint", new byte[50_000_000]);

        verify().isUnreadable("answers with more than 1048576 bytes");
    }

    @Test
    void whatIsNoCheckpointFails() throws IOException {
        published.put("checkpoint", "hello\n".getBytes(UTF_8));
        verify().fails("is no signed note");

        published.put(
                "checkpoint",
                log.checkpoint(SIZE).toString().replace("\n600\n", "\n0600\n").getBytes(UTF_8));
        verify().fails("where a number belongs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://",
                "http://ada:demo@localhost/audit",
                "https://localhost/audit?x=1",
                "http://localhost/a b"
            })
    void otherUrlsAreUnreadable(String url) {
        VerifierRun.of(url, "--key", log.key()).isUnreadable("is no URL of a log");
    }

    /** What is done to the second bundle. */
    private interface Tampering {
        void with(List<byte[]> entries);
    }

    private void tamper(Tampering tampering) {
        List<byte[]> entries = log.entries.subList(256, 512);
        SignedLog copy = log.copy();
        List<byte[]> copied = copy.entries.subList(256, 512);
        tampering.with(copied);
        assertThat(copied).isNotEqualTo(entries);
        published.put(BUNDLE, SignedLog.bundle(copied));
    }

    private Path kept(SignedLog of, int size) throws IOException {
        return Files.writeString(directory.resolve("kept"), of.checkpoint(size).toString());
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/audit/";
    }

    private VerifierRun verify(Object... more) {
        Object[] arguments = new Object[3 + more.length];
        arguments[0] = url();
        arguments[1] = "--key";
        arguments[2] = log.key();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return VerifierRun.of(arguments);
    }
}
