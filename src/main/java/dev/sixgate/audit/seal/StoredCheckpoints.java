package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.SignedNote;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** The checkpoints that the database keeps, by the log's name. */
@ApplicationScoped
public class StoredCheckpoints {
    private static final String NOTE = "SELECT note FROM audit_checkpoint WHERE origin = ?";

    private static final String LINES = """
            SELECT line FROM audit_cosignature WHERE origin = ? AND size = ? AND witness = ? AND key_id = ?
            """;

    private final DataSource dataSource;
    private final Cosigners cosigners;

    /** @param cosigners whose cosignatures are published */
    public StoredCheckpoints(DataSource dataSource, Cosigners cosigners) {
        this.dataSource = dataSource;
        this.cosigners = cosigners;
    }

    /** The newest one of a log, as published: signed by the log, and below that by the witnesses that have cosigned it. */
    public Optional<SignedNote> newest(String origin) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return newest(connection, origin);
        }
    }

    Optional<SignedNote> newest(Connection connection, String origin) throws SQLException {
        Optional<SignedNote> newest = newestAsSigned(connection, origin);
        return newest.isPresent() ? Optional.of(cosigned(connection, newest.get())) : newest;
    }

    /** The newest one as the log signed it. */
    static Optional<SignedNote> newestAsSigned(Connection connection, String origin) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NOTE + " ORDER BY size DESC LIMIT 1")) {
            select.setString(1, origin);
            return one(select);
        }
    }

    /** The one of that size, as published. */
    public Optional<SignedNote> of(String origin, long size) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(NOTE + " AND size = ?")) {
            select.setString(1, origin);
            select.setLong(2, size);
            Optional<SignedNote> note = one(select);
            return note.isPresent() ? Optional.of(cosigned(connection, note.get())) : note;
        }
    }

    /** With the cosignatures of those who are asked, where they are right: whoever can write into the table can write others. */
    private SignedNote cosigned(Connection connection, SignedNote note) throws SQLException {
        Checkpoint checkpoint = Checkpoint.of(note);
        SignedNote cosigned = note;
        for (NoteKey key : cosigners.keys()) {
            try (PreparedStatement select = connection.prepareStatement(LINES)) {
                select.setString(1, checkpoint.origin());
                select.setLong(2, checkpoint.size());
                select.setString(3, key.name());
                select.setString(4, key.idText());
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        cosigned = with(cosigned, row.getString(1), key);
                    }
                }
            }
        }
        return cosigned;
    }

    private static SignedNote with(SignedNote note, String line, NoteKey key) {
        try {
            SignedNote alone = SignedNote.parse(note.text() + "\n" + line + "\n");
            return alone.isSignedBy(key) ? note.with(alone.signatures()) : note;
        } catch (IllegalArgumentException e) {
            Log.errorf("the cosignature by %s in the database is none: %s", key.name(), e.getMessage());
            return note;
        }
    }

    /** The newest one of any log but this one. */
    Optional<SignedNote> newestOfAnother(String origin) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT note FROM audit_checkpoint WHERE origin <> ? ORDER BY signed_at DESC, size DESC LIMIT 1")) {
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
            return Optional.of(note(row.getString(1)));
        }
    }

    private static SignedNote note(String stored) throws SQLException {
        try {
            SignedNote note = SignedNote.parse(stored);
            Checkpoint.of(note);
            return note;
        } catch (IllegalArgumentException e) {
            throw new SQLException("a stored checkpoint is none: " + e.getMessage(), e);
        }
    }
}
