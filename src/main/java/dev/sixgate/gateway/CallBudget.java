package dev.sixgate.gateway;

import dev.sixgate.gateway.GatewayFailure.Kind;
import dev.sixgate.gateway.TargetsConfig.PaceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * The calls of all kinds that an account may make (AWS: 10 a second, 40 at once), over all replicas. Every call to API Gateway
 * goes through here, and none within a transaction: a row that is locked while AWS takes its time blocks everybody.
 *
 * <p>It is the generic cell rate algorithm: one moment per account, which each call moves on by one interval, and which may be
 * ahead of the clock by a burst.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">API Gateway quotas</a>
 * @see <a href="https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm">Generic cell rate algorithm</a>
 */
@ApplicationScoped
class CallBudget {
    /** A call that would have to wait longer is refused. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final double NANOS = 1e9;

    /** No replica's clock is this far from another's: a moment further ahead was written before the clock was put back. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    private static final String SPEND = """
            INSERT INTO %s AS budget (account, spent_until) VALUES (?, ?)
            ON CONFLICT (account) DO UPDATE
               SET spent_until = CASE WHEN budget.spent_until > ? THEN ? ELSE greatest(budget.spent_until, ?) END
                                 + ? * interval '1 microsecond'
             WHERE budget.spent_until <= ? OR budget.spent_until > ?
            RETURNING spent_until
            """;

    private final DataSource database;
    private final Targets targets;
    private final InstantSource clock;
    private final TransactionManager transactions;
    private final Pause pause;

    /** How to wait; a test does it without losing time. */
    @FunctionalInterface
    interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    @Inject
    CallBudget(DataSource database, Targets targets, InstantSource clock, TransactionManager transactions) {
        this(database, targets, clock, transactions, time -> Thread.sleep(time.toMillis() + 1));
    }

    CallBudget(
            DataSource database, Targets targets, InstantSource clock, TransactionManager transactions, Pause pause) {
        this.database = database;
        this.targets = targets;
        this.clock = clock;
        this.transactions = transactions;
        this.pause = pause;
    }

    /**
     * Spends one call of the account, and waits until it is due.
     *
     * @throws IllegalStateException if a transaction is active
     * @throws GatewayFailure {@code THROTTLED} if it would be due only after {@link #LONGEST_WAIT}; nothing is spent then
     */
    void spendOne(String account) {
        PaceConfig pace = targets.pace(account);
        spend("aws_call_budget", account, pace.callsPerSecond(), pace.burst());
    }

    /**
     * The same for what nobody waits for: of that there is never more than its share, so that changes, and the account's other
     * tools, find the rest.
     */
    void spendInBackground(String account) {
        PaceConfig pace = targets.pace(account);
        double share = pace.backgroundShare();
        spend("aws_background_budget", account, pace.callsPerSecond() * share, pace.burst() * share);
        spendOne(account);
    }

    private void spend(String budget, String account, double perSecond, double atOnce) {
        requireNoTransaction();
        Instant now = clock.instant();
        Duration interval = Duration.ofNanos(Math.round(NANOS / perSecond));
        Duration burst = Duration.ofNanos(Math.round(NANOS / perSecond * Math.max(1, atOnce)));
        Duration wait = Duration.between(now, due(budget, account, interval, burst, now));
        if (wait.isNegative() || wait.isZero()) {
            return;
        }
        try {
            pause.pause(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsErrors.own(Kind.UNREACHABLE, "Interrupted", "Interrupted while waiting for the call budget.");
        }
    }

    /** When the call is due. */
    private Instant due(String budget, String account, Duration interval, Duration burst, Instant now) {
        Instant latest = now.plus(burst).plus(LONGEST_WAIT).minus(interval);
        Instant absurd = latest.plus(CLOCKS_APART);
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(SPEND.formatted(budget))) {
            statement.setString(1, account);
            statement.setObject(2, timestamptz(now.plus(interval)));
            statement.setObject(3, timestamptz(absurd));
            statement.setObject(4, timestamptz(now.plus(burst)));
            statement.setObject(5, timestamptz(now));
            statement.setLong(6, interval.toNanos() / 1_000);
            statement.setObject(7, timestamptz(latest));
            statement.setObject(8, timestamptz(absurd));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw AwsErrors.budgetSpent(account, LONGEST_WAIT);
                }
                return row.getObject(1, OffsetDateTime.class).toInstant().minus(burst);
            }
        } catch (SQLException e) {
            throw AwsErrors.own(
                    Kind.UNREACHABLE,
                    "CallBudgetUnreachable",
                    "The call budget could not be asked: " + e.getSQLState());
        }
    }

    private void requireNoTransaction() {
        try {
            if (transactions.getStatus() != Status.STATUS_NO_TRANSACTION) {
                throw new IllegalStateException("AWS is never called within a transaction: commit it first.");
            }
        } catch (SystemException e) {
            throw new IllegalStateException("Whether a transaction is active cannot be told.", e);
        }
    }

    private static OffsetDateTime timestamptz(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
