package dev.sixgate.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditNumbering;
import dev.sixgate.audit.seal.Sealer.Guard;
import dev.sixgate.audit.seal.Sealer.Sealed;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.Proofs;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.TileAddress;
import dev.sixgate.audit.tlog.Tree;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class SealerTest {
    @Inject
    AuditLog log;

    @Inject
    AuditNumbering numbering;

    @Inject
    Sealer sealer;

    @Inject
    DataSource dataSource;

    private void write(int events) {
        for (int i = 0; i < events; i++) {
            log.appendAlone(AuditEvent.of("test.sealed", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH)
                    .with("number", i));
        }
    }

    private Sealed sealAll() throws SQLException, LogForked {
        numbering.numberAll();
        return sealer.seal(Guard.NOTHING_KNOWN).orElseThrow();
    }

    /** Hashed anew from the stored bodies, in the order of the log. */
    private List<Hash> leaves() throws Exception {
        List<Hash> leaves = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT e.body, i.leaf_hash FROM audit_index i LEFT JOIN audit_event e USING (recorded_at, event_id)"
                                + " ORDER BY leaf_index")) {
            while (rows.next()) {
                if (rows.getBytes(1) == null) {
                    // Removed since its time was over: another test's.
                    leaves.add(Hash.of(rows.getBytes(2)));
                    continue;
                }
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update((byte) 0);
                leaves.add(Hash.of(digest.digest(rows.getBytes(1))));
            }
        }
        return leaves;
    }

    private static Hash root(List<Hash> leaves) {
        RightEdge edge = RightEdge.empty();
        leaves.forEach(edge::add);
        return edge.root();
    }

    private long count(String from) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void theTreeIsThatOfTheStoredBodiesHoweverManyAreSealedAtOnce() throws Exception {
        for (int events : new int[] {0, 1, 1, 254, 256, 300}) {
            write(events);

            Sealed sealed = sealAll();

            List<Hash> leaves = leaves();
            assertThat(sealed.size()).isEqualTo(leaves.size());
            assertThat(sealed.root()).isEqualTo(root(leaves));
        }
        assertThat(count("audit_tile WHERE level = 0")).isEqualTo(leaves().size() / TileAddress.FULL);
        assertThat(sealer.seal(Guard.NOTHING_KNOWN))
                .hasValueSatisfying(again -> assertThat(again.size()).isPositive());
    }

    @Test
    void everyLeafIsProvenByWhatIsStored() throws Exception {
        write(300);
        Sealed sealed = sealAll();
        List<Hash> leaves = leaves();

        try (Connection connection = dataSource.getConnection()) {
            Tree tree = new StoredTree(connection, sealed.size()).tree();
            assertThat(tree.root()).isEqualTo(sealed.root());
            for (int leaf = 0; leaf < leaves.size(); leaf += 1 + leaves.size() / 97) {
                assertThat(Proofs.includes(
                                sealed.size(), sealed.root(), leaf, leaves.get(leaf), tree.inclusionProof(leaf)))
                        .as("leaf %d", leaf)
                        .isTrue();
            }
            for (int smaller = 1; smaller <= leaves.size(); smaller += 1 + leaves.size() / 97) {
                assertThat(Proofs.isConsistent(
                                smaller,
                                root(leaves.subList(0, smaller)),
                                sealed.size(),
                                sealed.root(),
                                tree.consistencyProof(smaller)))
                        .as("from %d", smaller)
                        .isTrue();
                assertThat(new StoredTree(connection, smaller).tree().root())
                        .isEqualTo(root(leaves.subList(0, smaller)));
            }
        }
    }

    @Test
    void whileAnotherSealsThereIsNothingToDo() throws Exception {
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM audit_sealed FOR UPDATE");
            write(1);
            numbering.numberAll();

            assertThat(sealer.seal(Guard.NOTHING_KNOWN)).isEmpty();

            other.rollback();
            other.setAutoCommit(true);
        }
        assertThat(sealer.seal(Guard.NOTHING_KNOWN)).isPresent();
    }

    @Test
    void aTransactionThatEndsBeforeItsCommitLeavesTheTreeAsItWas() throws Exception {
        Sealed before = sealAll();
        write(300);
        numbering.numberAll();
        try (Connection dying = dataSource.getConnection()) {
            dying.setAutoCommit(false);
            Sealer.growOnce(dying, Guard.NOTHING_KNOWN);
            dying.rollback();
            dying.setAutoCommit(true);
        }

        Sealed after = sealer.seal(Guard.NOTHING_KNOWN).orElseThrow();

        assertThat(after.size()).isGreaterThanOrEqualTo(before.size() + 300);
        assertThat(after.root()).isEqualTo(root(leaves()));
    }

    @Test
    void aSealerThatWasThoughtDeadWritesNothingOverItsSuccessor() throws Exception {
        sealAll();
        write(300);
        numbering.numberAll();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection successor = dataSource.getConnection();
                Connection dead = dataSource.getConnection()) {
            successor.setAutoCommit(false);
            dead.setAutoCommit(false);
            Sealer.growOnce(successor, Guard.NOTHING_KNOWN);
            Future<?> late = thread.submit(() -> Sealer.growOnce(dead, Guard.NOTHING_KNOWN));
            Instant patience = Instant.now().plusSeconds(30);
            while (count("pg_locks WHERE NOT granted") == 0 && Instant.now().isBefore(patience)) {
                Thread.onSpinWait();
            }
            successor.commit();

            assertThatThrownBy(late::get).cause().isInstanceOf(SQLException.class);

            dead.rollback();
            dead.setAutoCommit(true);
            successor.setAutoCommit(true);
        } finally {
            thread.shutdownNow();
        }
        assertThat(sealAll().root()).isEqualTo(root(leaves()));
    }

    @Test
    void writersNumberersAndSealersAtOnceMakeOneTree() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                tasks.add(() -> {
                    write(100);
                    return null;
                });
                tasks.add(() -> {
                    for (int times = 0; times < 50; times++) {
                        numbering.numberAll();
                        sealer.seal(Guard.NOTHING_KNOWN);
                    }
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(tasks)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(sealAll().root()).isEqualTo(root(leaves()));
    }
}
