package dev.sixgate.change;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The people that were seen, with the roles and groups that their identity last claimed. Approvals are counted with these,
 * not with what was claimed when they were given: who has lost a group no longer counts.
 */
@ApplicationScoped
public class People {
    private static final String SELECT =
            "SELECT subject, name, is_service, roles, groups, seen_at, removed_at FROM person ";

    /** A deadlock, or a lock that was waited for in vain. */
    private static final Set<String> BUSY = Set.of("40P01", "55P03");

    /** Whoever was not seen for so long may have ceased to count meanwhile. */
    private static final Duration NEWS_AFTER = Duration.ofDays(1);

    private final DataSource dataSource;

    People(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Notes who somebody is by now; whoever was removed is back. Where a service acts for a person, nobody has seen the
     * person, and the token may say less than they are: then they are noted only if they were not known at all.
     *
     * @return whether they are back, or somebody else than before: their approvals, and what they lent, may count again
     */
    @Transactional(Transactional.TxType.REQUIRED)
    public boolean seen(Actor actor, Instant now) throws SQLException {
        boolean asBefore = find(actor.subject())
                .map(before -> actor.via() != null || isAsBefore(before, actor, now))
                .orElse(true);
        String known = actor.via() == null
                ? "UPDATE SET name = excluded.name, is_service = excluded.is_service, roles = excluded.roles,"
                        + " groups = excluded.groups, seen_at = excluded.seen_at, removed_at = NULL"
                : "NOTHING";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement upsert = connection.prepareStatement(
                        "INSERT INTO person (subject, name, is_service, roles, groups, seen_at) VALUES (?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (subject) DO " + known)) {
            upsert.setString(1, actor.subject());
            upsert.setString(2, actor.name());
            upsert.setBoolean(3, !actor.isPerson());
            upsert.setArray(
                    4,
                    textArray(connection, actor.roles().stream().map(Role::name).toList()));
            upsert.setArray(5, textArray(connection, actor.groups()));
            upsert.setObject(6, at(now));
            upsert.executeUpdate();
        }
        return !asBefore;
    }

    private static boolean isAsBefore(Person before, Actor actor, Instant now) {
        return before.removedAt() == null
                && before.roles().equals(actor.roles())
                && before.groups().equals(actor.groups())
                && before.seenAt().plus(NEWS_AFTER).isAfter(now);
    }

    /** Marks somebody as gone; false where they were marked already, or nobody knows them. */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean remove(String subject, Instant now) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE person SET removed_at = ? WHERE subject = ? AND removed_at IS NULL")) {
            update.setObject(1, at(now));
            update.setString(2, subject);
            return update.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("the person cannot be removed", e);
        }
    }

    /** Whether somebody was seen, or has a key by which what the audit trail says of them is sealed. */
    public boolean areOnRecord(String subject) {
        if (subject.indexOf(0) >= 0) {
            return false;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT EXISTS (SELECT FROM person WHERE subject = ?)"
                                + " OR EXISTS (SELECT FROM personal_key WHERE subject = ?)")) {
            select.setString(1, subject);
            select.setString(2, subject);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the people cannot be read", e);
        }
    }

    /** Destroys somebody's key, and takes what they are called and wrote out of every table. */
    @Transactional(Transactional.TxType.MANDATORY)
    public int erase(String subject) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement erase = connection.prepareStatement("SELECT erase_person(?)")) {
            erase.setString(1, subject);
            try (ResultSet row = erase.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            if (BUSY.contains(String.valueOf(e.getSQLState()))) {
                throw new Refusal(Reason.NOT_READY, "The person is being written about. Try again shortly.");
            }
            throw new IllegalStateException("the person cannot be erased", e);
        }
    }

    /** These people, as far as they are known. */
    public List<Person> known(Collection<String> subjects) {
        // PostgreSQL knows no text with a zero character in it, and nobody is called that.
        List<String> possible =
                subjects.stream().filter(subject -> subject.indexOf(0) < 0).toList();
        return possible.isEmpty()
                ? List.of()
                : select(
                        "WHERE subject = ANY (?)",
                        (connection, select) -> select.setArray(1, textArray(connection, possible)));
    }

    /** Everybody with the approver role who was seen since, and has not left. */
    List<Person> approversSeenSince(Instant since) {
        return select(
                "WHERE 'APPROVER' = ANY (roles) AND NOT is_service AND removed_at IS NULL AND seen_at >= ?"
                        + " ORDER BY subject",
                (connection, select) -> select.setObject(1, at(since)));
    }

    /** The next people after a subject, in the order of their subjects. */
    public List<Person> page(@Nullable String after, int limit) {
        return select("WHERE subject > ? ORDER BY subject LIMIT ?", (connection, select) -> {
            select.setString(1, after == null ? "" : after);
            select.setInt(2, limit);
        });
    }

    /** One person; nobody where they were never seen. */
    public Optional<Person> find(String subject) {
        return known(List.of(subject)).stream().findFirst();
    }

    /** The groups that somebody last claimed; none of a stranger. */
    public Set<String> groupsOf(String subject) {
        return find(subject).map(Person::groups).orElse(Set.of());
    }

    /** Puts the values into a statement. */
    private interface Values {
        void set(Connection connection, PreparedStatement select) throws SQLException;
    }

    private List<Person> select(String where, Values values) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(SELECT + where)) {
            values.set(connection, select);
            List<Person> people = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    OffsetDateTime removed = rows.getObject(7, OffsetDateTime.class);
                    people.add(new Person(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getBoolean(3),
                            texts(rows, 4).stream().map(Role::valueOf).collect(Collectors.toSet()),
                            texts(rows, 5),
                            rows.getObject(6, OffsetDateTime.class).toInstant(),
                            removed == null ? null : removed.toInstant()));
                }
            }
            return people;
        } catch (SQLException e) {
            throw new IllegalStateException("the people cannot be read", e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Array textArray(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static Set<String> texts(ResultSet row, int column) throws SQLException {
        return Set.of((String[]) row.getArray(column).getArray());
    }
}
