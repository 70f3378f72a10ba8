package dev.sixgate.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditNumbering;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.audit.LastEvent;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.tlog.TileAddress;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a log of its own name over the same events. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class SealingTest {
    @Inject
    AuditLog log;

    @Inject
    AuditNumbering numbering;

    @Inject
    AuditReader reader;

    @Inject
    Sealer sealer;

    @Inject
    KeyLedger ledger;

    @Inject
    LastEvent history;

    @Inject
    StoredCheckpoints stored;

    @Inject
    InstantSource clock;

    @Inject
    DataSource dataSource;

    @TempDir
    Path outside;

    private final String origin = "example.com/" + UUID.randomUUID();
    private final NoteSigner signer = NoteSigner.generate(origin);
    private Duration later = Duration.ZERO;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private record Named(
            Optional<String> origin,
            Optional<List<String>> signingKey,
            boolean generateSigningKey,
            Optional<Path> checkpointDirectory,
            Bucket checkpointBucket)
            implements AuditConfig {
        Named(
                Optional<String> origin,
                Optional<List<String>> signingKey,
                boolean generateSigningKey,
                Optional<Path> checkpointDirectory) {
            this(origin, signingKey, generateSigningKey, checkpointDirectory, NO_BUCKET);
        }
    }

    private record InBucket(Optional<URI> uri, Optional<String> region, Optional<URI> endpoint)
            implements AuditConfig.Bucket {}

    private static final AuditConfig.Bucket NO_BUCKET =
            new InBucket(Optional.empty(), Optional.empty(), Optional.empty());

    private Sealing sealing(NoteSigner... signers) {
        List<String> secrets = Stream.of(signers).map(NoteSigner::secret).toList();
        return sealing(new Named(Optional.empty(), Optional.of(secrets), false, Optional.of(outside)));
    }

    private Sealing sealing(AuditConfig config) {
        var keys = new SigningKeys(config, stored);
        keys.read(new StartupEvent());
        InstantSource ahead = () -> clock.instant().plus(later);
        return new Sealing(numbering, sealer, keys, ledger, stored, config, log, history, ahead);
    }

    private void somethingHappens() {
        log.appendAlone(AuditEvent.of("test.sealed", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
    }

    /** So that the last event's hash stands in no tile. */
    private void somethingBeyondFullTiles() throws Exception {
        do {
            somethingHappens();
            numbering.numberAll();
            sealer.seal(Sealer.Guard.NOTHING_KNOWN);
        } while (sealedSize() % TileAddress.FULL == 0);
    }

    private SignedNote newest() throws Exception {
        return stored.newest(origin).orElseThrow();
    }

    private long sealedSize() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            return Sealer.sizeOf(connection);
        }
    }

    private Path file(String name) throws IOException {
        try (Stream<Path> files = Files.list(outside)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void keptOutside(String note) throws IOException {
        Files.writeString(file("[^.]+\\.checkpoint"), note);
    }

    private List<String> events(String action, String containing) {
        Filter ofAction = new Filter(null, null, null, action, null, null, null, null);
        return reader.page(ofAction, -1, 10_000).stream()
                .map(event -> event.json())
                .filter(json -> json.contains(containing))
                .toList();
    }

    /** Tests halt the log and leave it so; whoever starts next would put on record that it goes on. */
    @AfterEach
    void nobodyKnowsOfAHalt() {
        log.appendAlone(AuditEvent.of("audit.sealing-resumed", Outcome.SUCCESS, Actor.system("test"), clock.instant()));
    }

    @Test
    void whatIsSealedIsSignedAndKeptInsideAndOutsideOfTheDatabase() throws Exception {
        Sealing sealing = sealing(signer);
        somethingHappens();

        sealing.run();

        Checkpoint first = Checkpoint.of(newest());
        assertThat(first.origin()).isEqualTo(origin);
        assertThat(first.size()).isEqualTo(sealedSize());
        assertThat(newest().isSignedBy(signer.key())).isTrue();
        assertThat(Files.readString(file("[^.]+\\.checkpoint"))).isEqualTo(newest().toString());
        assertThat(Files.readString(file("[^.]+\\.\\d{4}-\\d{2}-\\d{2}\\.checkpoint")))
                .isEqualTo(newest().toString());
        assertThat(events("audit.key-added", signer.key().toString())).hasSize(1);

        sealing.run();
        assertThat(Checkpoint.of(newest())).as("nothing happened").isEqualTo(first);
        somethingHappens();
        sealing.run();
        assertThat(Checkpoint.of(newest()).size()).isEqualTo(first.size() + 1);
        assertThat(sealing.halted()).isEmpty();
        try (Stream<Path> files = Files.list(outside)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whatWasSealedBeforeACrashIsSignedAfterIt() throws Exception {
        sealing(signer).run();
        SignedNote signed = newest();
        somethingHappens();
        numbering.numberAll();
        sealer.seal(Sealer.Guard.NOTHING_KNOWN);
        assertThat(newest()).as("it crashed before it signed").isEqualTo(signed);

        sealing(signer).run();

        assertThat(Checkpoint.of(newest()).size())
                .isEqualTo(sealedSize())
                .isGreaterThan(Checkpoint.of(signed).size());

        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql(
                    "DELETE FROM audit_checkpoint WHERE origin = ? AND size = ?",
                    origin,
                    Checkpoint.of(newest()).size());
            owner.commit();
        }
        assertThat(newest())
                .as("it crashed between keeping it outside and inside")
                .isEqualTo(signed);
        Sealing after = sealing(signer);
        after.run();
        assertThat(after.halted()).isEmpty();
        assertThat(Files.readString(file("[^.]+\\.checkpoint"))).isEqualTo(newest().toString());
    }

    @Test
    void aLogThatIsShorterThanItsNewestKnownCheckpointIsNoLongerSealed() throws Exception {
        sealing(signer).run();
        Checkpoint known = new Checkpoint(origin, sealedSize() + 7, Hash.EMPTY_ROOT);
        keptOutside(SignedNote.sign(known.text(), List.of(signer)).toString());
        somethingHappens();
        numbering.numberAll();
        long size = sealedSize();

        Sealing sealing = sealing(signer);
        sealing.run();
        sealing.run();

        assertThat(sealing.halted().orElseThrow().because())
                .contains("outside of it", "says that " + known.size() + " were", "the last 7 are gone");
        assertThat(sealedSize()).isEqualTo(size);
        assertThat(events("audit.sealing-halted", "the last 7 are gone"))
                .as("told once")
                .hasSize(1);
    }

    @Test
    void aLogThatIsUnlikeItsNewestKnownCheckpointIsNoLongerSealed() throws Exception {
        sealing(signer).run();
        Checkpoint known = new Checkpoint(origin, sealedSize(), Hash.ofLeaf(new byte[] {1}));
        keptOutside(SignedNote.sign(known.text(), List.of(signer)).toString());

        Sealing sealing = sealing(signer);
        sealing.run();

        assertThat(sealing.halted().orElseThrow().because()).contains("were rewritten");

        keptOutside(newest().toString());
        sealing.run();
        assertThat(sealing.halted()).as("the right one is back").isEmpty();
    }

    @Test
    void thatAHaltIsOverIsOnRecordAlsoWhereAStartHasEndedIt() throws Exception {
        sealing(signer).run();
        SignedNote right = newest();
        Checkpoint known = new Checkpoint(origin, sealedSize() + 7, Hash.EMPTY_ROOT);
        keptOutside(SignedNote.sign(known.text(), List.of(signer)).toString());
        sealing(signer).run();
        int resumed = events("audit.sealing-resumed", "").size();
        keptOutside(right.toString());

        Sealing started = sealing(signer);
        started.run();
        started.run();
        sealing(signer).run();

        assertThat(events("audit.sealing-resumed", "")).hasSize(resumed + 1);
    }

    @Test
    void aHaltIsNotOverBecauseAnotherSeals() throws Exception {
        sealing(signer).run();
        Checkpoint known = new Checkpoint(origin, sealedSize() + 7, Hash.EMPTY_ROOT);
        keptOutside(SignedNote.sign(known.text(), List.of(signer)).toString());
        Sealing starting = sealing(signer);
        Sealing sealing = sealing(signer);
        sealing.run();
        assertThat(sealing.halted()).isPresent();
        int resumed = events("audit.sealing-resumed", "").size();
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM audit_sealed FOR UPDATE");

            sealing.run();
            starting.run();

            assertThat(sealing.halted()).isPresent();
            assertThat(events("audit.sealing-resumed", "")).hasSize(resumed);
            other.rollback();
            other.setAutoCommit(true);
        }
    }

    @Test
    void aForgedCheckpointOutsideIsNoReasonToGoOn() throws Exception {
        sealing(signer).run();
        Checkpoint known = Checkpoint.of(newest());
        String other = new Checkpoint(origin, known.size() - 1, known.root()).text();
        keptOutside(new SignedNote(other, newest().signatures()).toString());

        Sealing sealing = sealing(signer);
        sealing.run();

        assertThat(sealing.halted().orElseThrow().because()).contains("is forged");

        keptOutside("no checkpoint at all");
        assertThatThrownBy(sealing::run).isInstanceOf(IOException.class).hasMessageContaining("is no checkpoint");
    }

    /** Rewrites an event, its hash and the sealed tree, and takes the checkpoints away that would tell. */
    private void rewriteTheLastEvent(byte[] body) throws SQLException {
        try (Owner owner = new Owner(url, ownerPassword)) {
            long size = Sealer.sizeOf(owner.connection());
            owner.rewriteBody(size - 1, body);
            owner.rewriteHash(size - 1, body);
            owner.rebuildEdge(size);
            owner.sql("DELETE FROM audit_checkpoint WHERE origin = ?", origin);
            owner.commit();
        }
    }

    private byte[] lastBody() throws SQLException {
        try (Owner owner = new Owner(url, ownerPassword)) {
            return owner.body(Sealer.sizeOf(owner.connection()) - 1);
        }
    }

    @Test
    void whatWasRewrittenWhileNothingHappenedIsNotSignedAfterwards() throws Exception {
        somethingBeyondFullTiles();
        Sealing sealing = sealing(signer);
        sealing.run();
        sealing.run();
        SignedNote known = newest();
        byte[] body = lastBody();
        rewriteTheLastEvent("{\"action\":\"nothing.happened\"}".getBytes(StandardCharsets.UTF_8));
        try {
            sealing.run();
            assertThat(sealing.halted())
                    .as("nothing to seal, and checked just now")
                    .isEmpty();
            somethingHappens();

            sealing.run();

            assertThat(sealing.halted().orElseThrow().because()).contains("outside of it", "were rewritten");
            assertThat(stored.newest(origin)).isEmpty();
            assertThat(Files.readString(file("[^.]+\\.checkpoint"))).isEqualTo(known.toString());
        } finally {
            rewriteTheLastEvent(body);
        }
        sealing.run();
        assertThat(sealing.halted()).isEmpty();
        assertThat(events(
                        "audit.sealing-resumed",
                        known.text().lines().skip(2).findFirst().orElseThrow()))
                .hasSize(1);
        assertThat(stored.of(origin, Checkpoint.of(known).size()))
                .as("kept outside, and brought back")
                .isPresent();
    }

    @Test
    void aLogToWhichNothingIsAddedIsCheckedAllTheSame() throws Exception {
        somethingBeyondFullTiles();
        Sealing sealing = sealing(signer);
        sealing.run();
        byte[] body = lastBody();
        rewriteTheLastEvent("{\"action\":\"nothing.happened\"}".getBytes(StandardCharsets.UTF_8));
        try {
            later = Sealing.CHECKED_EVERY;

            sealing.run();

            assertThat(sealing.halted().orElseThrow().because()).contains("were rewritten");
        } finally {
            rewriteTheLastEvent(body);
        }
    }

    @Test
    void aSealedTreeThatIsNotThatOfTheEventsIsNotSigned() throws Exception {
        Sealing sealing = sealing(signer);
        somethingHappens();
        sealing.run();
        SignedNote known = newest();
        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql("UPDATE audit_sealed SET edge = decode(repeat('00', octet_length(edge)), 'hex')");
            owner.commit();
        }
        try {
            somethingHappens();

            sealing.run();

            assertThat(sealing.halted().orElseThrow().because()).contains("not that of the events");
            assertThat(newest()).isEqualTo(known);
            Sealing unsigned = sealing(new Named(Optional.empty(), Optional.empty(), false, Optional.empty()));
            unsigned.run();
            assertThat(unsigned.halted())
                    .as("without a key it is not sealed either")
                    .isPresent();
        } finally {
            try (Owner owner = new Owner(url, ownerPassword)) {
                owner.rebuildEdge(Checkpoint.of(known).size());
                owner.commit();
            }
        }
        sealing.run();
        assertThat(sealing.halted()).isEmpty();
    }

    @Test
    void aCheckpointDirectoryThatWasEmptiedIsNotTakenForANewOne() throws Exception {
        sealing(signer).run();
        String kept = newest().toString();
        Path newestFile = file("[^.]+\\.checkpoint");
        Files.delete(newestFile);
        somethingHappens();

        Sealing sealing = sealing(signer);
        sealing.run();

        assertThat(sealing.halted().orElseThrow().because())
                .contains(
                        "has no checkpoint of " + origin,
                        newestFile.getFileName().toString());
        assertThat(newestFile).doesNotExist();

        Files.writeString(newestFile, kept);
        sealing.run();
        assertThat(sealing.halted()).isEmpty();
        assertThat(Files.readString(newestFile)).isEqualTo(newest().toString());
    }

    private Sealing sealingInto(BucketServer server) {
        return sealing(new Named(
                Optional.empty(),
                Optional.of(List.of(signer.secret())),
                false,
                Optional.empty(),
                new InBucket(
                        Optional.of(URI.create("s3://checkpoints/sixgate")),
                        Optional.of("eu-central-1"),
                        Optional.of(server.endpoint()))));
    }

    @Test
    void aBucketKeepsCheckpointsNoMoreOftenThanOnceAMinute() throws Exception {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        try (BucketServer server = new BucketServer()) {
            Sealing sealing = sealingInto(server);
            somethingHappens();
            sealing.run();
            String first = newest().toString();
            assertThat(server.objects.values()).containsExactly(first, first);
            assertThat(server.objects.keySet())
                    .allMatch(key -> key.startsWith("sixgate/example_2e_com_2f_"))
                    .anyMatch(key -> key.matches(".*\\.\\d{4}-\\d{2}-\\d{2}\\.checkpoint"));
            int calls = server.calls.get();

            somethingHappens();
            sealing.run();
            assertThat(server.calls).as("within the minute").hasValue(calls);
            later = Duration.ofMinutes(1);
            sealing.run();
            String second = newest().toString();
            assertThat(second).isNotEqualTo(first);
            assertThat(server.objects.values()).containsExactly(second, second);

            server.away = true;
            later = Duration.ofMinutes(2);
            somethingHappens();
            assertThatThrownBy(sealing::run).isInstanceOf(IOException.class).hasMessageContaining("cannot be used");
            assertThat(sealing.halted().orElseThrow().because())
                    .contains("checkpoint bucket s3://checkpoints/sixgate/");
            server.away = false;
            sealing.run();
            assertThat(sealing.halted()).isEmpty();

            server.objects.clear();
            later = Duration.ofMinutes(3);
            sealing.run();
            assertThat(sealing.halted().orElseThrow().because())
                    .contains("checkpoint bucket s3://checkpoints/sixgate/ has no checkpoint of " + origin);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void aLogThatIsUnlikeTheCheckpointInTheBucketIsNoLongerSealed() throws Exception {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        try (BucketServer server = new BucketServer()) {
            somethingHappens();
            sealingInto(server).run();
            Checkpoint known = new Checkpoint(origin, sealedSize() + 3, Hash.EMPTY_ROOT);
            String kept = SignedNote.sign(known.text(), List.of(signer)).toString();
            server.objects.replaceAll((key, note) -> kept);

            Sealing after = sealingInto(server);
            after.run();

            assertThat(after.halted().orElseThrow().because()).contains("outside of it", "the last 3 are gone");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void whatIsNoBucketIsSaid() {
        var wrong = new InBucket(Optional.of(URI.create("https://checkpoints")), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> CheckpointBucket.of(wrong)).hasMessageContaining("https://checkpoints is no bucket");
    }

    @Test
    void whatKeepsItFromSealingIsSaidUntilItIsOver() throws Exception {
        Path file = Files.writeString(outside.resolve("no-directory"), "");
        Sealing sealing = sealing(new Named(
                Optional.empty(), Optional.of(List.of(signer.secret())), false, Optional.of(file.resolve("below"))));
        somethingHappens();

        assertThatThrownBy(sealing::run).isInstanceOf(IOException.class);

        assertThat(sealing.halted().orElseThrow().because())
                .startsWith("It fails: ")
                .contains("no-directory");
        assertThat(sealing.halted().orElseThrow().isForked()).isFalse();

        Files.delete(file);
        sealing.run();
        assertThat(sealing.halted()).isEmpty();
    }

    @Test
    void keysChangeWhereBothSignForAWhile() throws Exception {
        sealing(signer).run();
        NoteSigner next = NoteSigner.generate(origin);
        somethingHappens();

        Sealing hasty = sealing(next);
        hasty.run();
        assertThat(hasty.halted().orElseThrow().because()).contains("none of the keys that are configured");

        sealing(next, signer).run();
        assertThat(newest().isSignedBy(next.key())).isTrue();
        assertThat(newest().isSignedBy(signer.key())).isTrue();
        assertThat(events("audit.key-added", next.key().toString())).hasSize(1);
        long added = Checkpoint.of(newest()).size();

        somethingHappens();
        sealing(next).run();
        assertThat(Checkpoint.of(newest()).size()).isGreaterThan(added);
        assertThat(newest().isSignedBy(signer.key())).isFalse();
        assertThat(events("audit.key-retired", signer.key().toString())).hasSize(1);
        assertThat(ledger.verifierKeys(origin))
                .containsExactly(next.key().toString(), signer.key().toString());
    }

    @Test
    void aLogThatBeginsAgainUnderAnotherNameCitesTheOneBefore() throws Exception {
        sealing(signer).run();
        Checkpoint lost = new Checkpoint(origin, sealedSize() + 7, Hash.EMPTY_ROOT);
        SignedNote note = SignedNote.sign(lost.text(), List.of(signer));
        keptOutside(note.toString());

        NoteSigner second = NoteSigner.generate(origin + "/2");
        Sealing again = sealing(second);
        again.run();
        again.run();

        assertThat(again.halted()).isEmpty();
        assertThat(events("audit.epoch-opened", second.key().name()))
                .hasSize(1)
                .first()
                .asString()
                .contains(note.text().replace("\n", "\\n"), "\"previousSize\":" + lost.size());
        assertThat(stored.newest(second.key().name())).isPresent();
        sealing(second).run();
        assertThat(events("audit.epoch-opened", second.key().name())).hasSize(1);
    }

    @Test
    void aKeyIsMadeOnlyWhereItIsWishedAndNothingWasSignedYet() throws Exception {
        Path missing = outside.resolve("keys/key");
        var wished = new Named(Optional.of(origin), Optional.of(List.of(missing.toString())), true, Optional.empty());
        var notWished =
                new Named(Optional.of(origin), Optional.of(List.of(missing.toString())), false, Optional.empty());

        assertThatThrownBy(() -> sealing(notWished))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
        sealing(signer).run();
        assertThatThrownBy(() -> sealing(wished))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is gone, and it has signed the log");
        assertThat(missing).doesNotExist();
    }

    @Test
    void keysOfAnotherLogAndWhatIsNoKeyAreRefusedAtTheStart() {
        assertThatThrownBy(() -> sealing(signer, NoteSigner.generate("example.com/other")))
                .hasMessageContaining("a log's keys have its name");
        assertThatThrownBy(() -> sealing(
                        new Named(Optional.of("b"), Optional.of(List.of(signer.secret())), false, Optional.empty())))
                .hasMessageContaining("the log is called b");
        String broken = signer.secret().substring(0, signer.secret().length() - 4) + "!!!!";
        assertThatThrownBy(() ->
                        sealing(new Named(Optional.empty(), Optional.of(List.of(broken)), false, Optional.empty())))
                .hasMessageContaining("not in base64")
                .hasMessageNotContaining(broken);
    }
}
