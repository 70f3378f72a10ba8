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

    private final AgroalDataSource dataSource;

    AuditNumbering(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Numbers every event that is committed by now. Cheap where there is none. */
    @Transactional(Transactional.TxType.NEVER)
    public void numberAll() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            while (hasPending(connection) && numberBatch(connection) >= BATCH) {
                // A full batch: there may be more.
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

    /** The owner's function does it, in a transaction of its own. */
    private static int numberBatch(Connection connection) throws SQLException {
        try (PreparedStatement number = connection.prepareStatement("SELECT audit_number_events(?)")) {
            number.setInt(1, BATCH);
            try (var numbered = number.executeQuery()) {
                return numbered.next() ? numbered.getInt(1) : 0;
            }
        }
    }
}
