package dev.sixgate.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.Retention;
import dev.sixgate.audit.seal.LogVerification.Finding;
import dev.sixgate.audit.seal.LogVerification.Report;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.tlog.TileAddress;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The owner takes the triggers away and rewrites; nobody else sees it, because it is never committed. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class LogVerificationTest {
    @Inject
    AuditLog log;

    @Inject
    Sealing sealing;

    @Inject
    SigningKeys keys;

    @Inject
    LogVerification verification;

    @Inject
    Retention retention;

    @Inject
    StoredCheckpoints stored;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private Owner owner;
    private long size;
    private SignedNote kept;

    @BeforeEach
    void aSealedLogAndSomebodyWhoOwnsIt() throws Exception {
        for (int i = 0; i < TileAddress.FULL + 2; i++) {
            log.appendAlone(AuditEvent.of("test.verified", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH)
                    .with("number", i));
        }
        sealing.run();
        owner = new Owner(url, ownerPassword);
        size = Sealer.sizeOf(owner.connection());
        kept = stored.newest(keys.origin().orElseThrow()).orElseThrow();
    }

    @AfterEach
    void nothingHappened() throws SQLException {
        owner.close();
    }

    private Report report() throws SQLException {
        String origin = keys.origin().orElseThrow();
        List<NoteKey> known = keys.signers().stream().map(NoteSigner::key).toList();
        return LogVerification.over(owner.connection(), origin, List.of(kept), known, retention.removed());
    }

    /** In the last full tile, and not its first leaf. */
    private long inATile() {
        return size / TileAddress.FULL * TileAddress.FULL - 7;
    }

    private void deleteFrom(long leaf, String leaves) throws SQLException {
        owner.sql(
                "DELETE FROM audit_event WHERE event_id IN (SELECT event_id FROM audit_index WHERE leaf_index " + leaves
                        + " ?)",
                leaf);
        owner.sql("DELETE FROM audit_index WHERE leaf_index " + leaves + " ?", leaf);
    }

    @Test
    void anUntouchedLogHolds() throws Exception {
        assertThat(report().findings()).isEmpty();
        Report report = verification.verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report.events()).isEqualTo(size);
        assertThat(report.root()).isEqualTo(Checkpoint.of(kept).root());
        assertThat(report.checkpoints()).isPositive();
    }

    @Test
    void aRewrittenBodyIsNamedByItsLeaf() throws Exception {
        owner.rewriteBody(inATile());

        assertThat(report().findings()).anySatisfy(finding -> {
            assertThat(finding.leaf()).isEqualTo(inATile());
            assertThat(finding.what()).contains("not the one that was numbered");
        });
    }

    @Test
    void aBodyThatWasRewrittenWithItsHashIsNamedByTheTile() throws Exception {
        owner.rewriteHash(inATile(), owner.rewriteBody(inATile()));

        assertThat(report().findings()).anySatisfy(finding -> {
            assertThat(finding.leaf()).isEqualTo(inATile());
            assertThat(finding.what()).contains("Tile 0/");
        });
    }

    @Test
    void aBodyThatIsGoneIsNamedAndTheTreeStillHolds() throws Exception {
        owner.sql(
                "DELETE FROM audit_event WHERE event_id = (SELECT event_id FROM audit_index WHERE leaf_index = ?)",
                inATile());

        assertThat(report().findings()).extracting(Finding::leaf).containsExactly(inATile(), null);
    }

    @Test
    void anEventThatWasTakenOutOfTheMiddleIsNamed() throws Exception {
        deleteFrom(inATile(), "=");

        assertThat(report().findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.leaf()).isEqualTo(inATile());
            assertThat(finding.what()).contains("is missing");
        });
    }

    @Test
    void aTailThatWasTakenOffIsSeenByTheSealedTreeAndByTheCheckpoints() throws Exception {
        deleteFrom(size - 2, ">=");
        List<Finding> inside = report().findings();
        assertThat(inside).extracting(Finding::leaf).containsOnly(size - 2);
        assertThat(inside).extracting(Finding::what).anyMatch(what -> what.contains("outside of the database"));

        owner.sql("DELETE FROM audit_checkpoint WHERE size > ?", size - 2);
        owner.rebuildEdge(Long.MAX_VALUE);

        assertThat(report().findings())
                .as("the database alone says nothing any more")
                .hasSize(1)
                .first()
                .satisfies(finding -> {
                    assertThat(finding.leaf()).isEqualTo(size - 2);
                    assertThat(finding.what()).contains("outside of the database", "covers more than is there");
                });
    }

    @Test
    void aHistoryThatWasRewrittenWithAllThatIsDerivedOfItIsSeenByTheCheckpointOutside() throws Exception {
        owner.rewriteHash(size - 1, owner.rewriteBody(size - 1));
        owner.rebuildEdge(Long.MAX_VALUE);
        assertThat(report().findings()).extracting(Finding::what).anyMatch(what -> what.contains("another root"));

        owner.sql("DELETE FROM audit_checkpoint WHERE size = ?", size);

        assertThat(report().findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.leaf()).isLessThan(size);
            assertThat(finding.what()).contains("outside of the database has another root");
        });
    }

    @Test
    void anEventThatIsIndexedAsSomethingElseIsNamed() throws Exception {
        List<String> columns = List.of("change_id", "action", "outcome", "actor", "target", "domain");
        for (int i = 0; i < columns.size(); i++) {
            String other = i == 0 ? "gen_random_uuid()" : "'REFUSED'";
            owner.sql(
                    "UPDATE audit_index SET " + columns.get(i) + " = " + other + " WHERE leaf_index = ?",
                    inATile() + i - columns.size());
        }

        assertThat(report().findings())
                .allSatisfy(finding -> assertThat(finding.what()).contains("The index calls event"))
                .extracting(Finding::leaf)
                .containsExactly(
                        inATile() - 6, inATile() - 5, inATile() - 4, inATile() - 3, inATile() - 2, inATile() - 1);
    }

    @Test
    void theLastCheckpointOfEveryDayOutsideIsHeldAgainstIt() throws Exception {
        Path file;
        try (Stream<Path> files = Files.list(TestWorld.CHECKPOINTS)) {
            file = files.filter(each -> each.getFileName().toString().matches(".+\\.\\d{4}-\\d{2}-\\d{2}\\.checkpoint"))
                    .findFirst()
                    .orElseThrow();
        }
        Path yesterday =
                file.resolveSibling(file.getFileName().toString().replaceFirst("\\d{4}-\\d{2}-\\d{2}", "2001-01-01"));
        Checkpoint another = new Checkpoint(keys.origin().orElseThrow(), inATile(), Hash.ofLeaf(new byte[] {1}));
        Files.writeString(
                yesterday, SignedNote.sign(another.text(), keys.signers()).toString());
        try {
            assertThat(verification.verify().findings())
                    .extracting(Finding::what)
                    .anyMatch(what -> what.startsWith(
                            "The checkpoint of " + inATile() + " events outside of the database has another root"));
        } finally {
            Files.delete(yesterday);
        }
        assertThat(verification.verify().findings()).isEmpty();
    }

    @Test
    void aFileThatIsNoCheckpointIsAFinding() throws Exception {
        String origin = Outside.fileName(keys.origin().orElseThrow(), "2001-01-02");
        Path junk = TestWorld.CHECKPOINTS.resolve(origin);
        Files.write(junk, new byte[] {-1, 7});
        try {
            assertThat(verification.verify().findings())
                    .extracting(Finding::what)
                    .singleElement()
                    .asString()
                    .startsWith(junk + " is no checkpoint");
        } finally {
            Files.delete(junk);
        }
    }

    @Test
    void aKeyThatTheLogDoesNotTellOfProvesNothing() throws Exception {
        NoteSigner stranger = NoteSigner.generate(keys.origin().orElseThrow());
        owner.sql("ALTER TABLE audit_key DISABLE TRIGGER USER");
        owner.sql(
                "INSERT INTO audit_key (verifier_key) VALUES (?)",
                stranger.key().toString());
        owner.commit();
        try {
            assertThat(verification.verify().findings())
                    .extracting(Finding::what)
                    .containsExactly("The log does not say that the key " + stranger.key() + " was added to it.");
        } finally {
            owner.sql("ALTER TABLE audit_key DISABLE TRIGGER USER");
            owner.sql(
                    "DELETE FROM audit_key WHERE verifier_key = ?",
                    stranger.key().toString());
            owner.commit();
        }
        assertThat(verification.verify().findings()).isEmpty();
    }

    @Test
    void howLongTheOldestEventHasWaitedForASignatureIsSeenWhereverItWaits() throws Exception {
        String origin = keys.origin().orElseThrow();
        assertThat(SealLag.measured(owner.connection(), origin)).isZero();

        owner.sql(
                "UPDATE audit_index SET recorded_at = recorded_at - interval '7 minutes' WHERE leaf_index >= ?",
                size - 300);
        assertThat(SealLag.measured(owner.connection(), origin))
                .as("all are signed")
                .isZero();
        owner.sql("DELETE FROM audit_checkpoint WHERE size > ?", size - 2);
        assertThat(SealLag.measured(owner.connection(), origin)).as("numbered").isGreaterThan(Duration.ofMinutes(6));
        assertThat(SealLag.measured(owner.connection(), ""))
                .as("sealed, and that is all")
                .isZero();
        Duration since = SealLag.measured(owner.connection(), origin);
        assertThat(SealLag.measured(owner.connection(), "new.example.com/audit"))
                .as("a new epoch waits for what the one before had not signed, and for no more")
                .isBetween(since, since.plusMinutes(1));

        owner.sql("INSERT INTO audit_pending (recorded_at, event_id, action, outcome, actor)"
                + " VALUES (now() - interval '9 minutes', gen_random_uuid(), 'a.b', 'SUCCESS', 'nobody')");
        assertThat(SealLag.measured(owner.connection(), "")).as("not numbered").isGreaterThan(Duration.ofMinutes(8));
    }

    @Test
    void aTileThatWasRewrittenOrTakenAwayIsNamed() throws Exception {
        long tile = size / TileAddress.FULL - 1;
        owner.sql(
                "UPDATE audit_tile SET hashes = overlay(hashes placing ? from 33) WHERE level = 0 AND tile = ?",
                new byte[32],
                tile);
        assertThat(report().findings()).extracting(Finding::leaf).containsExactly(tile * TileAddress.FULL + 1);

        owner.sql("DELETE FROM audit_tile WHERE level = 0 AND tile = ?", tile);
        assertThat(report().findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.leaf()).isEqualTo(tile * TileAddress.FULL);
            assertThat(finding.what()).contains("is gone");
        });
    }

    @Test
    void anEventThatNobodyNumbersAndACheckpointOfAnotherKeyAreSeen() throws Exception {
        owner.sql("INSERT INTO audit_event (event_id, schema_ver, body) VALUES (gen_random_uuid(), 1, '{}')");
        Checkpoint checkpoint = Checkpoint.of(kept);
        NoteSigner other = NoteSigner.generate(checkpoint.origin());
        owner.sql(
                "UPDATE audit_checkpoint SET note = ? WHERE size = ?",
                SignedNote.sign(checkpoint.text(), List.of(other)).toString(),
                checkpoint.size());

        assertThat(report().findings())
                .extracting(Finding::what)
                .anyMatch(what -> what.contains("signed by no key of this log"))
                .anyMatch(what -> what.contains("1 more events"))
                .hasSize(2);
    }
}
