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
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
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
    StoredCheckpoints stored;

    @Inject
    InstantSource clock;

    @Inject
    DataSource dataSource;

    @TempDir
    Path outside;

    private final String origin = "example.com/" + UUID.randomUUID();
    private final NoteSigner signer = NoteSigner.generate(origin);

    private record Named(
            Optional<String> origin,
            Optional<List<String>> signingKey,
            boolean generateSigningKey,
            Optional<Path> checkpointDirectory)
            implements AuditConfig {}

    private Sealing sealing(NoteSigner... signers) {
        List<String> secrets = Stream.of(signers).map(NoteSigner::secret).toList();
        return sealing(new Named(Optional.empty(), Optional.of(secrets), false, Optional.of(outside)));
    }

    private Sealing sealing(AuditConfig config) {
        var keys = new SigningKeys(config, stored);
        keys.read(new StartupEvent());
        return new Sealing(numbering, sealer, keys, ledger, new ForkGuard(dataSource), stored, config, log, clock);
    }

    private void somethingHappens() {
        log.appendAlone(AuditEvent.of("test.sealed", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
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
