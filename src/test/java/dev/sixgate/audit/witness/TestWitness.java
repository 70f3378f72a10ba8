package dev.sixgate.audit.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.Proofs;
import dev.sixgate.audit.tlog.SignedNote;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A witness over HTTP that keeps to the letter of the specification, until it is told to answer otherwise.
 *
 * @see <a href="https://c2sp.org/tlog-witness">C2SP tlog-witness</a>
 */
final class TestWitness implements AutoCloseable {
    /** When it says that it has seen a checkpoint. */
    static final long TIME = 1_800_000_000L;

    private static final String SIZE_TYPE = "text/x.tlog.size";

    private final String name;
    private final KeyPair pair;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, NoteKey> logs = new HashMap<>();
    private final Map<String, Seen> seen = new HashMap<>();
    private final List<Long> askedFrom = new CopyOnWriteArrayList<>();
    private volatile @Nullable HttpHandler other;
    private volatile Runnable first = () -> {};

    private record Seen(long size, Hash root) {}

    private TestWitness(String name, KeyPair pair, int port) {
        this.name = name;
        this.pair = pair;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static TestWitness named(String name) {
        try {
            return new TestWitness(name, KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same witness after it was down; it trusts nobody yet. */
    TestWitness again() {
        return new TestWitness(name, pair, server.getAddress().getPort());
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/w";
    }

    String vkey() {
        byte[] typed = typed();
        return name + "+" + HexFormat.of().formatHex(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    NoteKey key() {
        return NoteKey.of(vkey());
    }

    /** From now on it knows this log. */
    synchronized TestWitness trusting(NoteKey log) {
        logs.put(log.name(), log);
        return this;
    }

    /** It has cosigned this, in its memory. */
    synchronized void remember(String origin, long size, Hash root) {
        seen.put(origin, new Seen(size, root));
    }

    /** Answers like that instead. */
    void answers(@Nullable HttpHandler handler) {
        other = handler;
    }

    /** What happens between a request and the look at it. */
    void before(Runnable happens) {
        first = happens;
    }

    /** The old sizes that it was asked from, in their order. */
    List<Long> askedFrom() {
        return askedFrom;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            askedFrom.add(Long.parseLong(body.lines().findFirst().orElseThrow().substring("old ".length())));
            first.run();
            HttpHandler instead = other;
            if (instead != null) {
                instead.handle(exchange);
            } else if (exchange.getRequestMethod().equals("POST")
                    && exchange.getRequestURI().toString().equals("/w/add-checkpoint")) {
                addCheckpoint(exchange, body);
            } else {
                answer(exchange, 405, "text/plain", "");
            }
        }
    }

    /** One at a time: to check the old size and to store the new one are one thing. */
    private synchronized void addCheckpoint(HttpExchange exchange, String body) throws IOException {
        int blank = body.indexOf("\n\n");
        List<String> head = new ArrayList<>(List.of(body.substring(0, blank).split("\n")));
        String oldLine = head.remove(0);
        if (!oldLine.matches("old (0|[1-9][0-9]*)") || head.size() > 63) {
            answer(exchange, 400, "text/plain", "malformed\n");
            return;
        }
        long old = Long.parseLong(oldLine.substring("old ".length()));
        List<Hash> proof = head.stream().map(Hash::ofBase64).toList();
        SignedNote note = SignedNote.parse(body.substring(blank + 2));
        Checkpoint checkpoint = Checkpoint.of(note);
        NoteKey log = logs.get(checkpoint.origin());
        if (log == null) {
            answer(exchange, 404, "text/plain", "unknown log\n");
        } else if (!isSigned(note, log)) {
            answer(exchange, 403, "text/plain", "no known key\n");
        } else if (old > checkpoint.size()) {
            answer(exchange, 400, "text/plain", "old size\n");
        } else {
            judge(exchange, note, checkpoint, old, proof);
        }
    }

    private void judge(HttpExchange exchange, SignedNote note, Checkpoint checkpoint, long old, List<Hash> proof)
            throws IOException {
        Seen last = seen.getOrDefault(checkpoint.origin(), new Seen(0, Hash.EMPTY_ROOT));
        if (old != last.size()) {
            answer(exchange, 409, SIZE_TYPE, last.size() + "\n");
        } else if (old == checkpoint.size() && !last.root().equals(checkpoint.root())) {
            answer(exchange, 409, "text/plain", "another root\n");
        } else if (!Proofs.isConsistent(old, last.root(), checkpoint.size(), checkpoint.root(), proof)) {
            answer(exchange, 422, "text/plain", "inconsistent\n");
        } else {
            seen.put(checkpoint.origin(), new Seen(checkpoint.size(), checkpoint.root()));
            answer(exchange, 200, "text/plain", cosignature(note.text()));
        }
    }

    private static boolean isSigned(SignedNote note, NoteKey log) {
        try {
            return note.isSignedBy(log);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Its line under a checkpoint's text. */
    String cosignature(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(("cosignature/v1\ntime " + TIME + "\n" + text).getBytes(StandardCharsets.UTF_8));
            byte[] signed = signature.sign();
            byte[] line = ByteBuffer.allocate(12 + signed.length)
                    .put(id())
                    .putLong(TIME)
                    .put(signed)
                    .array();
            return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(line) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] typed() {
        byte[] encoded = pair.getPublic().getEncoded();
        return ByteBuffer.allocate(33)
                .put((byte) 4)
                .put(encoded, encoded.length - 32, 32)
                .array();
    }

    private byte[] id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest.digest(typed()), 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
