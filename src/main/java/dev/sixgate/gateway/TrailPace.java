package dev.sixgate.gateway;

import dev.sixgate.domainname.TargetName;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * When CloudTrail may be asked about a target (an account and Region), over all replicas: twice a second, as AWS has it, and after a
 * refusal once a day.
 *
 * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html">LookupEvents</a>
 */
@ApplicationScoped
class TrailPace {
    /** A little more than half a second. */
    static final Duration BETWEEN = Duration.ofMillis(550);

    static final Duration AFTER_DENIAL = Duration.ofDays(1);

    /** No replica's clock is this far from another's: a moment further ahead was written before the clock was put back. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private static final String TAKE = """
            INSERT INTO trail_access AS access (target, next_call_at) VALUES (?, ?)
            ON CONFLICT (target) DO UPDATE
               SET next_call_at = CASE WHEN access.next_call_at > ? THEN excluded.next_call_at
                                       ELSE greatest(access.next_call_at + interval '550 milliseconds', excluded.next_call_at) END
            RETURNING next_call_at
            """;
    private static final String DENIED = """
            INSERT INTO trail_access (target, next_call_at, denied_at) VALUES (?, ?, ?)
            ON CONFLICT (target) DO UPDATE SET denied_at = excluded.denied_at
            """;
    private static final String ALLOWED =
            "UPDATE trail_access SET denied_at = NULL WHERE target = ? AND denied_at IS NOT NULL";
    private static final String SINCE = "SELECT denied_at FROM trail_access WHERE target = ? AND denied_at > ?";

    private static final String ALL_DENIED = "SELECT target FROM trail_access WHERE denied_at > ?";

    private final DataSource database;

    TrailPace(DataSource database) {
        this.database = database;
    }

    /** How long to wait for the next call, which is this caller's; it is at least {@link #BETWEEN} after the one before. */
    Duration take(TargetName target, Instant now) {
        return execute(TAKE, statement -> {
            statement.setString(1, target.value());
            statement.setObject(2, at(now.plus(BETWEEN)));
            statement.setObject(3, at(now.plus(CLOCKS_APART)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Instant begin =
                        row.getObject(1, OffsetDateTime.class).toInstant().minus(BETWEEN);
                return begin.isAfter(now) ? Duration.between(now, begin) : Duration.ZERO;
            }
        });
    }

    void denied(TargetName target, Instant now) {
        execute(DENIED, statement -> {
            statement.setString(1, target.value());
            statement.setObject(2, at(now));
            statement.setObject(3, at(now));
            return statement.executeUpdate();
        });
    }

    void allowed(TargetName target) {
        execute(ALLOWED, statement -> {
            statement.setString(1, target.value());
            return statement.executeUpdate();
        });
    }

    Optional<Instant> deniedSince(TargetName target, Instant now) {
        return execute(SINCE, statement -> {
            statement.setString(1, target.value());
            statement.setObject(2, at(now.minus(AFTER_DENIAL)));
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        });
    }

    Set<TargetName> denied(Instant now) {
        return execute(ALL_DENIED, statement -> {
            statement.setObject(1, at(now.minus(AFTER_DENIAL)));
            Set<TargetName> denied = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    denied.add(new TargetName(rows.getString(1)));
                }
            }
            return denied;
        });
    }

    @FunctionalInterface
    private interface Sql<R> {
        R apply(PreparedStatement statement) throws SQLException;
    }

    private <R> R execute(String sql, Sql<R> work) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.apply(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("the pace of CloudTrail cannot be kept in the database", e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
