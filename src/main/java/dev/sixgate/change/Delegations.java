package dev.sixgate.change;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The delegations. None is ever deleted: who stood in for whom can be told afterwards. */
@ApplicationScoped
public class Delegations {
    private static final String SELECT = "SELECT id, giver, giver_name, receiver, receiver_name, groups, reason,"
            + " created_at, starts_at, until_at, ended_at, ended_by FROM delegation ";

    private final DataSource dataSource;

    Delegations(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Keeps a new delegation. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void add(Delegation delegation) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO delegation (id, giver, giver_name, receiver, receiver_name, groups, reason,"
                                + " created_at, starts_at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setObject(1, delegation.id());
            insert.setString(2, delegation.giver());
            insert.setString(3, delegation.giverName());
            insert.setString(4, delegation.receiver());
            insert.setString(5, delegation.receiverName());
            insert.setArray(
                    6, connection.createArrayOf("text", delegation.groups().toArray()));
            insert.setString(7, delegation.reason());
            insert.setObject(8, at(delegation.createdAt()));
            insert.setObject(9, at(delegation.from()));
            insert.setObject(10, at(delegation.until()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the delegation cannot be kept", e);
        }
    }

    /** Takes a delegation for an action; whoever else wants it waits for the end of the transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<Delegation> take(UUID id) {
        return select("WHERE id = ? FOR UPDATE", select -> select.setObject(1, id)).stream()
                .findFirst();
    }

    /** Stores who ended it and when. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void end(Delegation ended) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE delegation SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL")) {
            Instant end = ended.endedAt();
            update.setObject(1, end == null ? null : at(end));
            update.setString(2, ended.endedBy());
            update.setObject(3, ended.id());
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the delegation cannot be ended", e);
        }
    }

    /** What has begun by now and was in force at some moment since. */
    List<Delegation> inForceSince(Instant since, Instant now) {
        return select(
                "WHERE until_at >= ? AND starts_at <= ? AND (ended_at IS NULL OR ended_at >= ?) ORDER BY id",
                select -> {
                    select.setObject(1, at(since));
                    select.setObject(2, at(now));
                    select.setObject(3, at(since));
                });
    }

    /**
     * The next delegations after an id in descending order, which is newest first.
     *
     * @param of only what this person gave or was given
     */
    public List<Delegation> page(@Nullable String of, @Nullable UUID before, int limit) {
        return select(
                "WHERE (?::text IS NULL OR giver = ? OR receiver = ?) AND (?::uuid IS NULL OR id < ?)"
                        + " ORDER BY id DESC LIMIT ?",
                select -> {
                    select.setString(1, of);
                    select.setString(2, of);
                    select.setString(3, of);
                    select.setObject(4, before);
                    select.setObject(5, before);
                    select.setInt(6, limit);
                });
    }

    /** Puts the values into a statement. */
    private interface Values {
        void set(PreparedStatement select) throws SQLException;
    }

    private List<Delegation> select(String where, Values values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT + where)) {
            values.set(select);
            List<Delegation> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(read(row));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("the delegations cannot be read", e);
        }
    }

    private static Delegation read(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject(11, OffsetDateTime.class);
        return new Delegation(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                List.of((String[]) row.getArray(6).getArray()),
                row.getString(7),
                row.getObject(8, OffsetDateTime.class).toInstant(),
                row.getObject(9, OffsetDateTime.class).toInstant(),
                row.getObject(10, OffsetDateTime.class).toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getString(12));
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
