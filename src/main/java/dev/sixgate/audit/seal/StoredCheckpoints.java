package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The checkpoints that the database keeps, by the log's name. */
@ApplicationScoped
public class StoredCheckpoints {
    /** As published: signed by the log, and below that by whoever has cosigned it. */
    private static final String NOTE = """
            SELECT note, (SELECT string_agg(line || E'\\n', '' ORDER BY received_at, witness, key_id)
                          FROM audit_cosignature c WHERE c.origin = p.origin AND c.size = p.size)
            FROM audit_checkpoint p WHERE origin = ?""";

    private final DataSource dataSource;

    StoredCheckpoints(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The newest one of a log. */
    public Optional<SignedNote> newest(String origin) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return newest(connection, origin);
        }
    }

    static Optional<SignedNote> newest(Connection connection, String origin) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NOTE + " ORDER BY size DESC LIMIT 1")) {
            select.setString(1, origin);
            return one(select);
        }
    }

    /** The one of that size. */
    public Optional<SignedNote> of(String origin, long size) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(NOTE + " AND size = ?")) {
            select.setString(1, origin);
            select.setLong(2, size);
            return one(select);
        }
    }

    /** The newest one of any log but this one. */
    Optional<SignedNote> newestOfAnother(String origin) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT note, NULL FROM audit_checkpoint WHERE origin <> ? ORDER BY signed_at DESC, size DESC LIMIT 1")) {
            select.setString(1, origin);
            return one(select);
        }
    }

    /** Whether anything was ever signed. */
    boolean hasAny() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT EXISTS (SELECT FROM audit_checkpoint)");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the audit trail's checkpoints cannot be read", e);
        }
    }

    /** Keeps one, unless there is one of that size: another replica's of the same tree is as good. */
    boolean store(SignedNote note) throws SQLException {
        Checkpoint checkpoint = Checkpoint.of(note);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO audit_checkpoint (origin, size, root, note) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, checkpoint.origin());
            insert.setLong(2, checkpoint.size());
            insert.setBytes(3, checkpoint.root().bytes());
            insert.setString(4, note.toString());
            return insert.executeUpdate() == 1;
        }
    }

    private static Optional<SignedNote> one(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(note(row.getString(1), row.getString(2)));
        }
    }

    private static SignedNote note(String stored, @Nullable String cosigned) throws SQLException {
        try {
            SignedNote note = SignedNote.parse(stored);
            Checkpoint.of(note);
            return cosigned == null
                    ? note
                    : note.with(SignedNote.parse(note.text() + "\n" + cosigned).signatures());
        } catch (IllegalArgumentException e) {
            throw new SQLException("a stored checkpoint is none: " + e.getMessage(), e);
        }
    }
}
