package dev.sixgate.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.seal.LogVerification.Finding;
import dev.sixgate.audit.seal.LogVerification.Report;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.tlog.TileAddress;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
    StoredCheckpoints stored;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private Connection owner;
    private long size;
    private SignedNote kept;

    @BeforeEach
    void aSealedLogAndSomebodyWhoOwnsIt() throws Exception {
        for (int i = 0; i < TileAddress.FULL + 2; i++) {
            log.appendAlone(AuditEvent.of("test.verified", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH)
                    .with("number", i));
        }
        sealing.run();
        owner = DriverManager.getConnection(url, EmbeddedPostgres.OWNER, ownerPassword);
        owner.setAutoCommit(false);
        for (String table : List.of("audit_event", "audit_index", "audit_tile", "audit_sealed", "audit_checkpoint")) {
            sql("ALTER TABLE " + table + " DISABLE TRIGGER USER");
        }
        size = Sealer.sizeOf(owner);
        kept = stored.newest(keys.origin().orElseThrow()).orElseThrow();
    }

    @AfterEach
    void nothingHappened() throws SQLException {
        owner.rollback();
        owner.close();
    }

    private int sql(String statement, Object... values) throws SQLException {
        try (PreparedStatement prepared = owner.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            return prepared.executeUpdate();
        }
    }

    private Report report() throws SQLException {
        String origin = keys.origin().orElseThrow();
        List<NoteKey> known = keys.signers().stream().map(NoteSigner::key).toList();
        return LogVerification.over(owner, origin, Optional.of(kept), known);
    }

    /** In the last full tile, and not its first leaf. */
    private long inATile() {
        return size / TileAddress.FULL * TileAddress.FULL - 7;
    }

    private byte[] rewriteBody(long leaf) throws SQLException {
        byte[] body = "{\"action\":\"nothing.happened\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(sql(
                        "UPDATE audit_event e SET body = ? FROM audit_index i WHERE i.leaf_index = ? AND e.event_id = i.event_id"
                                + " AND e.recorded_at = i.recorded_at",
                        body,
                        leaf))
                .isEqualTo(1);
        return body;
    }

    private void rewriteHash(long leaf, byte[] body) throws SQLException {
        sql(
                "UPDATE audit_index SET leaf_hash = ? WHERE leaf_index = ?",
                Hash.ofLeaf(body).bytes(),
                leaf);
    }

    private void rebuildEdge() throws SQLException {
        RightEdge edge = RightEdge.empty();
        try (PreparedStatement select =
                        owner.prepareStatement("SELECT leaf_hash FROM audit_index ORDER BY leaf_index");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                edge.add(Hash.of(rows.getBytes(1)));
            }
        }
        sql("UPDATE audit_sealed SET size = ?, edge = ?", edge.size(), Hashes.joined(edge.roots()));
    }

    private void deleteFrom(long leaf, String leaves) throws SQLException {
        sql(
                "DELETE FROM audit_event WHERE event_id IN (SELECT event_id FROM audit_index WHERE leaf_index " + leaves
                        + " ?)",
                leaf);
        sql("DELETE FROM audit_index WHERE leaf_index " + leaves + " ?", leaf);
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
        rewriteBody(inATile());

        assertThat(report().findings()).anySatisfy(finding -> {
            assertThat(finding.leaf()).isEqualTo(inATile());
            assertThat(finding.what()).contains("not the one that was numbered");
        });
    }

    @Test
    void aBodyThatWasRewrittenWithItsHashIsNamedByTheTile() throws Exception {
        rewriteHash(inATile(), rewriteBody(inATile()));

        assertThat(report().findings()).anySatisfy(finding -> {
            assertThat(finding.leaf()).isEqualTo(inATile());
            assertThat(finding.what()).contains("Tile 0/");
        });
    }

    @Test
    void aBodyThatIsGoneIsNamedAndTheTreeStillHolds() throws Exception {
        sql(
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

        sql("DELETE FROM audit_checkpoint WHERE size > ?", size - 2);
        rebuildEdge();

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
        rewriteHash(size - 1, rewriteBody(size - 1));
        rebuildEdge();
        assertThat(report().findings()).extracting(Finding::what).anyMatch(what -> what.contains("another root"));

        sql("DELETE FROM audit_checkpoint WHERE size = ?", size);

        assertThat(report().findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.leaf()).isLessThan(size);
            assertThat(finding.what()).contains("outside of the database has another root");
        });
    }

    @Test
    void aTileThatWasRewrittenOrTakenAwayIsNamed() throws Exception {
        long tile = size / TileAddress.FULL - 1;
        sql(
                "UPDATE audit_tile SET hashes = overlay(hashes placing ? from 33) WHERE level = 0 AND tile = ?",
                new byte[32],
                tile);
        assertThat(report().findings()).extracting(Finding::leaf).containsExactly(tile * TileAddress.FULL + 1);

        sql("DELETE FROM audit_tile WHERE level = 0 AND tile = ?", tile);
        assertThat(report().findings()).hasSize(1).first().satisfies(finding -> {
            assertThat(finding.leaf()).isEqualTo(tile * TileAddress.FULL);
            assertThat(finding.what()).contains("is gone");
        });
    }

    @Test
    void anEventThatNobodyNumbersAndACheckpointOfAnotherKeyAreSeen() throws Exception {
        sql("INSERT INTO audit_event (event_id, schema_ver, body) VALUES (gen_random_uuid(), 1, '{}')");
        Checkpoint checkpoint = Checkpoint.of(kept);
        NoteSigner other = NoteSigner.generate(checkpoint.origin());
        sql(
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
