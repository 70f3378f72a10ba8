package dev.sixgate.gateway;

import dev.sixgate.gateway.AwsClients.Timeouts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;

/** The pace in PostgreSQL: one row per account, whose lock decides who of many takes the turn. */
@ApplicationScoped
class PostgresPace implements Pace {
    /** From the turn to the beginning of its call: the time to store the intent and to look at the domain once more. */
    static final Duration TO_BEGIN = Duration.ofSeconds(20);

    /** From the beginning of the call to the end of the turn. */
    static final Duration TO_END = Timeouts.DEFAULT.longestWrite();

    private static final String TAKE = """
            INSERT INTO aws_turn AS turn (account, number, next_turn_at) VALUES (?, 1, ?)
            ON CONFLICT (account) DO UPDATE
               SET number = turn.number + 1, next_turn_at = excluded.next_turn_at
             WHERE greatest(turn.next_turn_at, turn.postponed_until) <= ?
            RETURNING number
            """;

    private static final String NEXT = "SELECT greatest(next_turn_at, postponed_until) FROM aws_turn WHERE account = ?";
    private static final String NEXT_LOCKED = NEXT + " FOR UPDATE";

    /** The number tells this turn from one that was taken after it lapsed. */
    private static final String GIVE_BACK = "UPDATE aws_turn SET next_turn_at = ? WHERE account = ? AND number = ?";

    private static final String POSTPONE = """
            INSERT INTO aws_turn AS turn (account, number, next_turn_at, postponed_until) VALUES (?, 0, ?, ?)
            ON CONFLICT (account) DO UPDATE
               SET postponed_until = greatest(turn.postponed_until, excluded.postponed_until)
            """;

    private final DataSource database;
    private final Targets targets;

    PostgresPace(DataSource database, Targets targets) {
        this.database = database;
        this.targets = targets;
    }

    @Override
    public Duration interval(String account) {
        return targets.pace(account).updateInterval();
    }

    @Override
    public Instant nextTurn(String account, Instant now) {
        return next(NEXT, account, now);
    }

    private Instant next(String sql, String account, Instant now) {
        return execute(sql, statement -> {
            statement.setString(1, account);
            return first(statement, row -> instant(row)).orElse(now);
        });
    }

    @Override
    @Transactional(TxType.MANDATORY)
    public Turn takeTurn(String account, Instant now) {
        Instant next = next(NEXT_LOCKED, account, now);
        Instant from = next.isAfter(now) ? next : now;
        Instant until = from.plus(TO_BEGIN);
        Instant held = until.plus(TO_END).plus(interval(account));
        if (from.isAfter(now.plus(AHEAD))) {
            return new Turn(account, false, from, from, 0);
        }
        Optional<Long> number = execute(TAKE, statement -> {
            statement.setString(1, account);
            statement.setObject(2, timestamptz(held));
            statement.setObject(3, timestamptz(from));
            return first(statement, row -> row.getLong(1));
        });
        return number.map(n -> new Turn(account, true, from, until, n)).orElseGet(() -> {
            // Somebody took the account's first turn of all meanwhile.
            Instant taken = nextTurn(account, now);
            return new Turn(account, false, taken, taken, 0);
        });
    }

    @Override
    public void turnEnded(Turn turn, Instant endedAt) {
        giveBack(turn, endedAt.plus(interval(turn.account())));
    }

    @Override
    public void turnUnused(Turn turn, Instant now) {
        giveBack(turn, now.isBefore(turn.from()) ? turn.from() : now);
    }

    @Override
    public void postpone(String account, Instant until) {
        execute(POSTPONE, statement -> {
            statement.setString(1, account);
            statement.setObject(2, timestamptz(until));
            statement.setObject(3, timestamptz(until));
            return statement.executeUpdate();
        });
    }

    private void giveBack(Turn turn, Instant nextTurnAt) {
        if (!turn.granted()) {
            throw new IllegalArgumentException("The turn was not granted, so it cannot be given back.");
        }
        execute(GIVE_BACK, statement -> {
            statement.setObject(1, timestamptz(nextTurnAt));
            statement.setString(2, turn.account());
            statement.setLong(3, turn.number());
            return statement.executeUpdate();
        });
    }

    @FunctionalInterface
    private interface Sql<A, R> {
        R apply(A argument) throws SQLException;
    }

    private <R> R execute(String sql, Sql<PreparedStatement, R> work) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.apply(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("The pace could not be kept in the database.", e);
        }
    }

    private static <R> Optional<R> first(PreparedStatement statement, Sql<ResultSet, R> read) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(read.apply(rows)) : Optional.empty();
        }
    }

    private static Instant instant(ResultSet row) throws SQLException {
        return row.getObject(1, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime timestamptz(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
