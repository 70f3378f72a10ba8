package dev.sixgate.audit;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Gives events their leaf indices: without gaps, one numberer at a time over all replicas, the earliest visible event
 * first. An event whose author had read another's effect therefore always comes after it.
 */
@ApplicationScoped
public class AuditNumbering {
    private static final int BATCH = 1_000;
    private static final long LOCK = 0x5157_6761_7465L;

    // The numberer's lock is taken by a statement of its own: the next statement's snapshot then sees all that the
    // numberer before us did.
    private static final String NUMBER = """
            WITH taken AS (
                DELETE FROM audit_pending
                WHERE seq IN (SELECT seq FROM audit_pending ORDER BY seq LIMIT %d)
                RETURNING *),
            numbered AS (
                SELECT t.*, tree.size + row_number() OVER (ORDER BY t.seq) - 1 AS leaf_index
                FROM taken t, audit_tree tree),
            grown AS (
                UPDATE audit_tree SET size = size + (SELECT count(*) FROM taken)
                WHERE EXISTS (SELECT FROM taken))
            INSERT INTO audit_index (leaf_index, event_id, recorded_at, sealed_at, leaf_hash, action, outcome, actor,
                                     target, domain, change_id)
            SELECT n.leaf_index, n.event_id, n.recorded_at, clock_timestamp(), sha256('\\x00'::bytea || e.body), n.action,
                   n.outcome, n.actor, n.target, n.domain, n.change_id
            FROM numbered n JOIN audit_event e ON e.recorded_at = n.recorded_at AND e.event_id = n.event_id
            """.formatted(BATCH);

    private final AgroalDataSource dataSource;

    AuditNumbering(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Numbers every event that is committed by now. Cheap where there is none. */
    @Transactional(Transactional.TxType.NEVER)
    public void numberAll() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            while (hasPending(connection)) {
                numberBatch(connection);
            }
        }
    }

    /** Makes the partitions that the coming year's events, and the next leaves, need. */
    @Transactional(Transactional.TxType.NEVER)
    public void preparePartitions() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement prepare = connection.createStatement()) {
            prepare.execute("SELECT audit_prepare_partitions()");
        }
    }

    private static boolean hasPending(Connection connection) throws SQLException {
        try (PreparedStatement any = connection.prepareStatement("SELECT EXISTS (SELECT FROM audit_pending)");
                var found = any.executeQuery()) {
            return found.next() && found.getBoolean(1);
        }
    }

    private static void numberBatch(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.executeUpdate(NUMBER);
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
