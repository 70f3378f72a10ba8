package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.policy.Approver;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The people that were seen, with the roles and groups that their identity last claimed. Approvals are counted with these,
 * not with what was claimed when they were given: who has lost a group no longer counts.
 */
@ApplicationScoped
public class People {
    private final DataSource dataSource;

    People(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Notes who somebody is by now. */
    @Transactional(Transactional.TxType.REQUIRED)
    public void seen(Actor actor, Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement upsert = connection.prepareStatement("""
                        INSERT INTO person (subject, name, is_service, roles, groups, seen_at) VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (subject) DO UPDATE SET name = excluded.name, is_service = excluded.is_service,
                            roles = excluded.roles, groups = excluded.groups, seen_at = excluded.seen_at
                        """)) {
            upsert.setString(1, actor.subject());
            upsert.setString(2, actor.name());
            upsert.setBoolean(3, !actor.isPerson());
            upsert.setArray(
                    4,
                    textArray(connection, actor.roles().stream().map(Role::name).toList()));
            upsert.setArray(5, textArray(connection, actor.groups()));
            upsert.setObject(6, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            upsert.executeUpdate();
        }
    }

    /** These people, by what is known of them now. A service account is nobody's approver, whatever roles it has. */
    public List<Approver> known(Collection<String> subjects) {
        if (subjects.isEmpty()) {
            return List.of();
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT subject, roles, groups, is_service FROM person WHERE subject = ANY (?)")) {
            select.setArray(1, textArray(connection, subjects));
            List<Approver> known = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    boolean approver = texts(rows, 2).contains(Role.APPROVER.name()) && !rows.getBoolean(4);
                    known.add(new Approver(rows.getString(1), texts(rows, 3), approver));
                }
            }
            return known;
        } catch (SQLException e) {
            throw new IllegalStateException("the people cannot be read", e);
        }
    }

    /** The groups that somebody last claimed; none of a stranger. */
    public Set<String> groupsOf(String subject) {
        return known(List.of(subject)).stream()
                .findFirst()
                .map(Approver::groups)
                .orElse(Set.of());
    }

    private static Array textArray(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static Set<String> texts(ResultSet row, int column) throws SQLException {
        return Set.of((String[]) row.getArray(column).getArray());
    }
}
