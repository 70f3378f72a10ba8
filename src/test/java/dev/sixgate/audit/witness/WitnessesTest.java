package dev.sixgate.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.seal.StoredCheckpoints;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP, with witnesses that keep to the specification and with some that do not. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class WitnessesTest {
    private static final Hash ELSEWHERE = Hash.ofLeaf("of another log".getBytes(StandardCharsets.UTF_8));

    @Inject
    CheckpointedLog log;

    @Inject
    Cosignatures cosignatures;

    @Inject
    Findings findings;

    @Inject
    Offer offer;

    @Inject
    DataSource dataSource;

    private final MutableClock clock = new MutableClock();
    private TestWitness ana = TestWitness.named("w.example/ana");
    private final TestWitness bo = TestWitness.named("w.example/bo");

    @BeforeEach
    void theWitnessesKnowTheLog() {
        ana.trusting(log.signer().key());
        bo.trusting(log.signer().key());
    }

    @AfterEach
    void theWitnessesEnd() {
        ana.close();
        bo.close();
    }

    private Witnesses witnesses(KnownWitnesses known) {
        return new Witnesses(known, cosignatures, offer, clock);
    }

    /** A checkpoint as it is published where these witnesses are known. */
    private Optional<SignedNote> published(Checkpoint checkpoint, TestWitness... witnesses) throws SQLException {
        return published(checkpoint.size(), witnesses);
    }

    private Optional<SignedNote> published(long size, TestWitness... witnesses) throws SQLException {
        return new StoredCheckpoints(dataSource, ConfiguredWitnesses.of(Map.of(), witnesses)).of(log.origin(), size);
    }

    private Witnesses onlyAna() {
        return witnesses(ConfiguredWitnesses.of(Map.of(), ana));
    }

    /** After the longest that a witness is left alone. */
    private void roundLater(Witnesses witnesses) throws Exception {
        clock.advance(Duration.ofMinutes(5));
        witnesses.cosign();
    }

    private long lines(TestWitness witness) throws SQLException {
        return number("SELECT count(*) FROM audit_cosignature WHERE witness || '+' || key_id = ?", label(witness));
    }

    private long events(TestWitness witness) throws SQLException {
        return number(
                "SELECT count(*) FROM (SELECT convert_from(body, 'UTF8')::json AS b FROM audit_event) e"
                        + " WHERE b->>'action' = 'audit.witness-refused' AND b->'witness'->>'keyId' = split_part(?, '+', 2)",
                label(witness));
    }

    private static String label(TestWitness witness) {
        String[] parts = witness.vkey().split("\\+", 3);
        return parts[0] + "+" + parts[1];
    }

    private long number(String query, String argument) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, argument);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private String health(TestWitness witness) {
        HealthCheckResponse response =
                new WitnessHealth(ConfiguredWitnesses.of(Map.of(), witness), cosignatures, findings).call();
        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        return String.valueOf(response.getData().orElseThrow().get("a"));
    }

    private WitnessWatch watched(KnownWitnesses known) throws SQLException {
        WitnessWatch watch = new WitnessWatch(witnesses(known), known, cosignatures, findings);
        watch.count();
        return watch;
    }

    @Test
    void aCheckpointIsPublishedWithTheLinesOfThoseWhoCosignedIt() throws Exception {
        Checkpoint checkpoint = log.checkpoint(3);
        Witnesses witnesses = witnesses(ConfiguredWitnesses.of(Map.of(), ana, bo));

        witnesses.cosign();

        SignedNote note = published(checkpoint, ana, bo).orElseThrow();
        assertThat(note.text()).isEqualTo(checkpoint.text());
        assertThat(note.signatures()).hasSize(3);
        assertThat(note.signatures().get(0).name()).isEqualTo(log.origin());
        assertThat(note.isSignedBy(log.signer().key())).isTrue();
        assertThat(note.seenAt(ana.key())).hasValue(TestWitness.TIME);
        assertThat(note.seenAt(bo.key())).hasValue(TestWitness.TIME);
        assertThat(SignedNote.parse(note.toString())).isEqualTo(note);
        assertThat(witnesses.newestWitnessed()).hasValue(checkpoint.size());
        assertThat(published(checkpoint.size() + 1, ana, bo)).isEmpty();
        assertThat(health(ana)).isEqualTo("cosigned " + checkpoint.size() + " events");
    }

    @Test
    void theNextCheckpointIsProvenFromTheLastThatTheWitnessCosigned() throws Exception {
        Witnesses witnesses = onlyAna();
        Checkpoint first = log.checkpoint(300);
        witnesses.cosign();
        log.checkpoint(1);
        Checkpoint last = log.checkpoint(300);

        witnesses.cosign();
        witnesses.cosign();

        assertThat(ana.askedFrom()).containsExactly(0L, first.size());
        assertThat(witnesses.newestWitnessed()).hasValue(last.size());
        assertThat(lines(ana)).isEqualTo(2);
    }

    @Test
    void aWitnessThatIsDownHoldsUpNobodyAndCatchesUpLater() throws Exception {
        ana.close();
        KnownWitnesses both = ConfiguredWitnesses.of(Map.of(), ana, bo);
        KnownWitnesses either = ConfiguredWitnesses.of(Map.of("witness-quorum", "1"), ana, bo);
        Witnesses witnesses = witnesses(both);
        Checkpoint checkpoint = log.checkpoint(1);

        witnesses.cosign();

        assertThat(witnesses(either).newestWitnessed()).hasValue(checkpoint.size());
        assertThat(watched(either).unwitnessed()).isZero();
        assertThat(witnesses.newestWitnessed()).isEmpty();
        assertThat(watched(both).unwitnessed()).isPositive();
        assertThat(events(ana)).isZero();

        ana = ana.again().trusting(log.signer().key());
        witnesses.cosign();
        assertThat(ana.askedFrom()).as("it is left alone for a second").isEmpty();
        clock.advance(Duration.ofSeconds(1));
        witnesses.cosign();

        assertThat(witnesses.newestWitnessed()).hasValue(checkpoint.size());
        assertThat(watched(both).unwitnessed()).isZero();
        log.checkpoint(1);
        log.checkpoint(1);
        assertThat(watched(both).unwitnessed()).isEqualTo(2);
    }

    @Test
    void neighboursThatOneEachHasCosignedMakeNoQuorum() throws Exception {
        KnownWitnesses both = ConfiguredWitnesses.of(Map.of(), ana, bo);
        log.checkpoint(1);
        onlyAna().cosign();
        log.checkpoint(1);
        witnesses(ConfiguredWitnesses.of(Map.of(), bo)).cosign();

        assertThat(witnesses(both).newestWitnessed()).isEmpty();
        assertThat(lines(ana) + lines(bo)).isEqualTo(2);
    }

    @Test
    void aWitnessThatDoesNotKnowTheLogOrItsKeyIsAskedAgainLater() throws Exception {
        TestWitness stranger = TestWitness.named("w.example/stranger");
        try (stranger) {
            Witnesses witnesses = witnesses(ConfiguredWitnesses.of(Map.of(), stranger));
            log.checkpoint(1);
            witnesses.cosign();
            stranger.trusting(NoteSigner.generate(log.origin()).key());
            roundLater(witnesses);
            assertThat(lines(stranger)).isZero();
            assertThat(events(stranger)).isZero();

            stranger.trusting(log.signer().key());
            roundLater(witnesses);

            assertThat(lines(stranger)).isEqualTo(1);
            assertThat(stranger.askedFrom()).hasSize(3);
        }
    }

    @Test
    void aWitnessThatHasSeenMoreThanIsRememberedHereIsAskedFromThere() throws Exception {
        Checkpoint earlier = log.checkpoint(5);
        Checkpoint checkpoint = log.checkpoint(7);
        ana.remember(log.origin(), earlier.size(), earlier.root());
        Witnesses witnesses = onlyAna();

        witnesses.cosign();

        assertThat(ana.askedFrom()).containsExactly(0L, earlier.size());
        assertThat(witnesses.newestWitnessed()).hasValue(checkpoint.size());
    }

    @Test
    void aWitnessThatHasForgottenIsAskedFromWhereItStands() throws Exception {
        Witnesses witnesses = onlyAna();
        Checkpoint earlier = log.checkpoint(1);
        witnesses.cosign();
        ana.remember(log.origin(), 0, Hash.EMPTY_ROOT);
        Checkpoint checkpoint = log.checkpoint(1);

        witnesses.cosign();

        assertThat(ana.askedFrom()).containsExactly(0L, earlier.size(), 0L);
        assertThat(witnesses.newestWitnessed()).hasValue(checkpoint.size());
    }

    @Test
    void aLogThatLostItsEndIsFound() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        ana.remember(log.origin(), checkpoint.size() + 1_000, ELSEWHERE);
        Witnesses witnesses = witnesses(ConfiguredWitnesses.of(Map.of(), ana, bo));

        witnesses.cosign();
        roundLater(witnesses);

        assertThat(lines(ana)).isZero();
        assertThat(lines(bo)).as("the others go on").isEqualTo(1);
        assertThat(events(ana)).as("told once").isEqualTo(1);
        assertThat(health(ana))
                .startsWith("ROLLED_BACK: witness w.example/ana")
                .contains("it knows " + (checkpoint.size() + 1_000) + " events");
        assertThat(watched(ConfiguredWitnesses.of(Map.of(), ana, bo)).refusing())
                .isEqualTo(1);

        ana.remember(log.origin(), checkpoint.size(), checkpoint.root());
        roundLater(witnesses);

        assertThat(health(ana)).isEqualTo("cosigned " + checkpoint.size() + " events");
        assertThat(watched(ConfiguredWitnesses.of(Map.of(), ana, bo)).refusing())
                .isZero();
    }

    @Test
    void aLogThatGrewFurtherThroughAnotherReplicaMeanwhileIsNoFinding() throws Exception {
        log.checkpoint(1);
        ana.before(() -> {
            if (ana.askedFrom().size() == 1) {
                Checkpoint newer = log.checkpoint(1);
                ana.remember(log.origin(), newer.size(), newer.root());
            }
        });
        Witnesses witnesses = onlyAna();

        witnesses.cosign();

        assertThat(events(ana)).isZero();
        assertThat(lines(ana)).isZero();
        witnesses.cosign();
        assertThat(lines(ana)).as("at once, for nothing was amiss").isEqualTo(1);
    }

    @Test
    void aRewrittenLogIsFoundHoweverItGrows() throws Exception {
        Checkpoint earlier = log.checkpoint(1);
        log.checkpoint(1);
        ana.remember(log.origin(), earlier.size(), ELSEWHERE);
        Witnesses witnesses = onlyAna();

        witnesses.cosign();
        log.checkpoint(1);
        roundLater(witnesses);

        assertThat(lines(ana)).isZero();
        assertThat(events(ana)).isEqualTo(1);
        assertThat(health(ana)).startsWith("FORKED: ").contains("it knows " + earlier.size() + " events");
    }

    @Test
    void anotherLogOfTheSameSizeIsFound() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        ana.remember(log.origin(), checkpoint.size(), ELSEWHERE);

        onlyAna().cosign();

        assertThat(ana.askedFrom()).containsExactly(0L, checkpoint.size());
        assertThat(events(ana)).isEqualTo(1);
        assertThat(health(ana)).startsWith("FORKED: ");
    }

    @Test
    void aSizeForAnAnswerToThatSizeIsAFindingOnlyOfAWholeCheckpoint() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        ana.answers(exchange -> TestWitness.answer(exchange, 409, "text/x.tlog.size", "0\n"));
        Witnesses witnesses = onlyAna();

        witnesses.cosign();
        assertThat(ana.askedFrom()).as("no use to ask from there again").containsExactly(0L);
        assertThat(events(ana)).isZero();

        ana.answers(exchange -> TestWitness.answer(exchange, 409, "text/x.tlog.size", checkpoint.size() + "\n"));
        roundLater(witnesses);
        assertThat(ana.askedFrom()).containsExactly(0L, 0L, checkpoint.size());
        assertThat(events(ana)).isEqualTo(1);
    }

    /** Answers to the present request, of a witness, to a checkpoint with this text. */
    private record Speech(Function<TestWitness, Function<String, String>> lines) {}

    static Stream<Arguments> wrongCosignatures() {
        return Stream.of(
                Arguments.of("of another checkpoint", new Speech(witness -> text -> witness.cosignature(text + "x\n"))),
                Arguments.of("by another key of that name", new Speech(witness -> text -> {
                    try (TestWitness other = TestWitness.named("w.example/ana")) {
                        return other.cosignature(text);
                    }
                })),
                Arguments.of("by that id without that key", new Speech(witness -> text -> {
                    String line = witness.cosignature(text);
                    return line.substring(0, line.length() - 9) + "AAAAAAA=\n";
                })),
                Arguments.of(
                        "of a text that the answer itself adds",
                        new Speech(witness -> text -> "x\n\n" + witness.cosignature(text + "\nx\n"))),
                Arguments.of("none", new Speech(witness -> text -> "")),
                Arguments.of("no line", new Speech(witness -> text -> "cosigned\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongCosignatures")
    void aWrongCosignatureIsNotKept(String name, Speech speech) throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        ana.answers(exchange -> TestWitness.answer(
                exchange, 200, "text/plain", speech.lines().apply(ana).apply(checkpoint.text())));
        Witnesses witnesses = onlyAna();

        witnesses.cosign();

        assertThat(ana.askedFrom()).hasSize(1);
        assertThat(lines(ana)).isZero();
        assertThat(events(ana)).isZero();
        ana.answers(null);
        roundLater(witnesses);
        assertThat(lines(ana)).isEqualTo(1);
    }

    @Test
    void linesByOthersBesideItsOwnArePassedOver() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        ana.answers(exchange -> TestWitness.answer(
                exchange, 200, "text/plain", bo.cosignature(checkpoint.text()) + ana.cosignature(checkpoint.text())));
        Witnesses witnesses = onlyAna();

        witnesses.cosign();

        SignedNote note = published(checkpoint, ana, bo).orElseThrow();
        assertThat(note.isSignedBy(ana.key())).isTrue();
        assertThat(note.isSignedBy(bo.key())).isFalse();
    }

    static Stream<Arguments> uselessAnswers() {
        return Stream.of(
                Arguments.of("400", (HttpHandler) exchange -> TestWitness.answer(exchange, 400, "text/plain", "")),
                Arguments.of("429", (HttpHandler) exchange -> TestWitness.answer(exchange, 429, "text/plain", "later")),
                Arguments.of("500", (HttpHandler) exchange -> TestWitness.answer(exchange, 500, "text/plain", "")),
                Arguments.of("elsewhere", (HttpHandler) exchange -> {
                    exchange.getResponseHeaders()
                            .set("Location", exchange.getRequestURI().toString());
                    TestWitness.answer(exchange, 307, "text/plain", "");
                }),
                Arguments.of("a conflict by a gateway", (HttpHandler)
                        exchange -> TestWitness.answer(exchange, 409, "text/html", "<p>conflict\n")),
                Arguments.of("a size that is none", (HttpHandler)
                        exchange -> TestWitness.answer(exchange, 409, "text/x.tlog.size", "-1\n")),
                Arguments.of("no answer", (HttpHandler) HttpExchange::close),
                Arguments.of("a large answer", (HttpHandler) exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    flood(exchange.getResponseBody());
                }));
    }

    /** Until nobody reads it any more. */
    private static void flood(OutputStream body) throws IOException {
        byte[] more = "\u2014 x AAAAAAAAAA==\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        while (true) {
            body.write(more);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uselessAnswers")
    void anAnswerOfNoUseIsNoFindingAndIsAskedForAgainLater(String name, HttpHandler handler) throws Exception {
        log.checkpoint(1);
        ana.answers(handler);
        Witnesses witnesses = onlyAna();

        witnesses.cosign();
        witnesses.cosign();

        assertThat(ana.askedFrom()).containsExactly(0L);
        assertThat(lines(ana)).isZero();
        assertThat(events(ana)).isZero();
        ana.answers(null);
        roundLater(witnesses);
        assertThat(lines(ana)).isEqualTo(1);
    }

    @Test
    void aLargeAnswerIsNotReadToItsEnd() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        String filler = "\u2014 x " + "A".repeat(WitnessClient.MOST_BYTES) + "\n";
        ana.answers(exchange ->
                TestWitness.answer(exchange, 200, "text/plain", ana.cosignature(checkpoint.text()) + filler));
        Witnesses witnesses = onlyAna();

        witnesses.cosign();

        assertThat(lines(ana)).isZero();
    }

    @ParameterizedTest(name = "body begun: {0}")
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void aSlowAnswerIsNotWaitedFor(boolean begun) throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        CountDownLatch end = new CountDownLatch(1);
        ana.answers(exchange -> {
            if (begun) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody()
                        .write(ana.cosignature(checkpoint.text()).getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            await(end);
        });
        Witnesses witnesses = witnesses(ConfiguredWitnesses.of(Map.of("witness-timeout", "2s"), ana, bo));

        witnesses.cosign();

        assertThat(end.getCount()).isEqualTo(1);
        assertThat(lines(ana)).isZero();
        assertThat(lines(bo)).isEqualTo(1);
        end.countDown();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void replicasThatAskAtOnceKeepOneLineEach() throws Exception {
        log.checkpoint(1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> replica = () -> {
                witnesses(ConfiguredWitnesses.of(Map.of(), ana, bo)).cosign();
                return null;
            };
            for (Future<Void> each : threads.invokeAll(List.of(replica, replica, replica, replica))) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(lines(ana)).isEqualTo(1);
        assertThat(lines(bo)).isEqualTo(1);
        assertThat(events(ana) + events(bo)).isZero();
    }

    @Test
    void whoCosignsACheckpointTwiceIsKeptWithTheFirstLine() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        Witnesses witnesses = onlyAna();
        witnesses.cosign();
        SignedNote note = published(checkpoint, ana).orElseThrow();

        cosignatures.keep(
                checkpoint.size(),
                ConfiguredWitnesses.of(Map.of(), ana).all().get(0),
                new SignedNote.Line(ana.key().name(), ana.key().id(), "A".repeat(96)));

        assertThat(published(checkpoint, ana)).hasValue(note);
    }

    /** Whoever has the service's database user can write them; they must keep nobody from the checkpoint. */
    @Test
    void whatOthersWroteBelowACheckpointIsNotPublished() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        onlyAna().cosign();
        String insert = "INSERT INTO audit_cosignature (origin, size, witness, key_id, line) SELECT ?, ?, w, ?,"
                + " U&'\\2014 ' || w || ' ' || replace(encode(decode(?, 'hex') || decode(repeat('07', 72), 'hex'), 'base64'), E'\\n', '')"
                + " FROM (SELECT replace(?, '*', n::text) AS w FROM generate_series(1, ?) n) names";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement junk = connection.prepareStatement(insert)) {
            String own = log.signer().key().idText();
            for (Object[] row : new Object[][] {
                {own, log.origin(), 1}, {bo.key().idText(), bo.key().name(), 1}, {"00000000", "w.example/*", 150}
            }) {
                junk.setString(1, log.origin());
                junk.setLong(2, checkpoint.size());
                junk.setObject(3, row[0]);
                junk.setObject(4, row[0]);
                junk.setObject(5, row[1]);
                junk.setObject(6, row[2]);
                junk.executeUpdate();
            }
        }

        SignedNote note = published(checkpoint, ana, bo).orElseThrow();

        assertThat(note.signatures())
                .extracting(SignedNote.Line::name)
                .containsExactly(log.origin(), ana.key().name());
        assertThat(note.isSignedBy(log.signer().key())).isTrue();
        assertThat(log.checkpoint(1).size()).as("and it goes on").isGreaterThan(checkpoint.size());
    }

    @Test
    void withoutWitnessesNothingHappens() throws Exception {
        Checkpoint checkpoint = log.checkpoint(1);
        Witnesses witnesses = witnesses(ConfiguredWitnesses.with(Map.of()));

        witnesses.cosign();

        assertThat(witnesses.areConfigured()).isFalse();
        assertThat(witnesses.newestWitnessed()).isEmpty();
        assertThat(published(checkpoint).orElseThrow().signatures()).hasSize(1);
    }
}
