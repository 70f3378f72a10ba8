package dev.sixgate.inventory;

import dev.sixgate.gateway.Target;
import jakarta.enterprise.context.ApplicationScoped;
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
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Which target is read next. An account's targets share its call budget, so that two of them at once take as long as one after
 * the other: those of other accounts come first.
 */
@ApplicationScoped
class ReadingTurns {
    /** How long one replica may be busy with one target before another tries. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private static final String KNOW =
            "INSERT INTO inventory_refresh (target, due_at) SELECT unnest(?::text[]), ? ON CONFLICT (target) DO NOTHING";

    private static final String TAKE = """
            WITH due AS MATERIALIZED (
                SELECT target FROM inventory_refresh WHERE due_at <= ? AND target = ANY (?)
                ORDER BY target = ANY (?), due_at, target LIMIT 1 FOR UPDATE SKIP LOCKED)
            UPDATE inventory_refresh SET due_at = ? FROM due WHERE inventory_refresh.target = due.target
            RETURNING inventory_refresh.target
            """;

    private final DataSource dataSource;

    /** The accounts of the targets that this replica is reading, one for each. */
    private final List<String> accounts = new ArrayList<>();

    ReadingTurns(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The target to read now, which is no other replica's until the claim is over; empty where none is due. */
    synchronized Optional<Target> take(Collection<Target> targets, Instant now) {
        try (Connection connection = dataSource.getConnection()) {
            know(connection, targets, now);
            Optional<Target> taken = take(connection, targets, now);
            taken.ifPresent(target -> accounts.add(target.account()));
            return taken;
        } catch (SQLException e) {
            throw new IllegalStateException("the inventory cannot be written", e);
        }
    }

    /** It was read, or could not be. */
    synchronized void ended(Target target) {
        accounts.remove(target.account());
    }

    private static void know(Connection connection, Collection<Target> targets, Instant now) throws SQLException {
        try (PreparedStatement know = connection.prepareStatement(KNOW)) {
            know.setArray(1, names(connection, targets.stream()));
            know.setObject(2, at(now));
            know.executeUpdate();
        }
    }

    private Optional<Target> take(Connection connection, Collection<Target> targets, Instant now) throws SQLException {
        try (PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setObject(1, at(now));
            take.setArray(2, names(connection, targets.stream()));
            take.setArray(3, names(connection, targets.stream().filter(it -> accounts.contains(it.account()))));
            take.setObject(4, at(now.plus(CLAIM)));
            try (ResultSet row = take.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                String name = row.getString(1);
                return targets.stream()
                        .filter(target -> target.name().value().equals(name))
                        .findFirst();
            }
        }
    }

    private static Array names(Connection connection, Stream<Target> targets) throws SQLException {
        return connection.createArrayOf(
                "text", targets.map(target -> target.name().value()).toArray());
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
