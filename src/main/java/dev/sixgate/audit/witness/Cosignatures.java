package dev.sixgate.audit.witness;

import dev.sixgate.audit.seal.SigningKeys;
import dev.sixgate.audit.seal.StoredCheckpoints;
import dev.sixgate.audit.tlog.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import javax.sql.DataSource;

/** The checkpoints that the log has signed, and what witnesses have signed below them. */
@ApplicationScoped
class Cosignatures {
    // The larger sizes first, and no further than the first that enough of them have signed.
    private static final String WITNESSED = """
            SELECT size FROM audit_cosignature WHERE origin = ? AND witness || '+' || key_id = ANY (?)
            GROUP BY size HAVING count(*) >= ? ORDER BY size DESC LIMIT 1
            """;

    private final DataSource dataSource;
    private final StoredCheckpoints checkpoints;
    private final SigningKeys keys;

    Cosignatures(DataSource dataSource, StoredCheckpoints checkpoints, SigningKeys keys) {
        this.dataSource = dataSource;
        this.checkpoints = checkpoints;
        this.keys = keys;
    }

    /** The log's name; a log that is not signed has no checkpoints either. */
    private String origin() {
        return keys.origin().orElse("");
    }

    /** The newest checkpoint. */
    Optional<SignedNote> newestCheckpoint() throws SQLException {
        return checkpoints.newest(origin());
    }

    /** The size of the largest checkpoint that a witness has cosigned; 0 for none. */
    long last(Witness witness) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT coalesce(max(size), 0) FROM audit_cosignature WHERE origin = ? AND witness = ? AND key_id = ?")) {
            select.setString(1, origin());
            select.setString(2, witness.key().name());
            select.setString(3, witness.keyId());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Keeps a cosignature; where the witness has cosigned that checkpoint before, the first one stays. */
    void keep(long size, Witness witness, SignedNote.Line line) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO audit_cosignature (size, witness, key_id, line, origin) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT DO NOTHING")) {
            insert.setLong(1, size);
            insert.setString(2, witness.key().name());
            insert.setString(3, witness.keyId());
            insert.setString(4, line.toString().stripTrailing());
            insert.setString(5, origin());
            insert.executeUpdate();
        }
    }

    /** The size of the largest checkpoint that enough of these have cosigned; empty where there is none. */
    Optional<Long> newestWitnessed(Collection<Witness> witnesses, int quorum) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(WITNESSED)) {
            select.setString(1, origin());
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            witnesses.stream()
                                    .map(each -> each.key().name() + "+" + each.keyId())
                                    .toArray()));
            select.setInt(3, quorum);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    /** How many checkpoints are larger than that. */
    long after(long size) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT count(*) FROM audit_checkpoint WHERE size > ? AND origin = ?")) {
            select.setLong(1, size);
            select.setString(2, origin());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
