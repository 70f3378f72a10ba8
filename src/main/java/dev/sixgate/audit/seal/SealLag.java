package dev.sixgate.audit.seal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * For how long the oldest event that no checkpoint covers has waited. Whatever keeps the log from going on, also without an
 * error, such as somebody who holds a lock, is seen here.
 */
@ApplicationScoped
public class SealLag {
    /** Sealing happens every second; who waits for so long waits in vain. */
    static final Duration TOO_LONG = Duration.ofMinutes(1);

    // The first numbered event beyond what is signed (under a new name, by the name before), or where all of them are,
    // the first
    // in the queue.
    private static final String OLDEST = """
            SELECT coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0) FROM (
                (SELECT recorded_at FROM audit_index
                 WHERE leaf_index >= coalesce((SELECT max(size) FROM audit_checkpoint WHERE origin = ?),
                                              (SELECT max(size) FROM audit_checkpoint), 0)
                   AND (? <> '' OR leaf_index >= (SELECT size FROM audit_sealed))
                 ORDER BY leaf_index LIMIT 1)
                UNION ALL
                (SELECT recorded_at FROM audit_pending ORDER BY seq LIMIT 1)) waiting
            """;

    private final DataSource dataSource;
    private final SigningKeys keys;
    private volatile Duration lag = Duration.ZERO;

    SealLag(DataSource dataSource, SigningKeys keys, MeterRegistry metrics) {
        this.dataSource = dataSource;
        this.keys = keys;
        Gauge.builder("sixgate.audit.seal.lag", this, it -> it.lag.toMillis() / 1000.0)
                .description("For how long the oldest event that no checkpoint covers has waited")
                .baseUnit("seconds")
                .register(metrics);
    }

    /**
     * Looks.
     *
     * @throws SQLException where the database is away
     */
    public Duration measure() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Duration now = measured(connection, keys.origin().orElse(""));
            if (isTooLong(now) && !isTooLong(lag)) {
                Log.errorf("the audit trail is not signed: an event has waited for %d s", now.toSeconds());
            }
            lag = now;
            return now;
        }
    }

    static Duration measured(Connection connection, String origin) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OLDEST)) {
            select.setString(1, origin);
            select.setString(2, origin);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Duration.ofMillis((long) (row.getDouble(1) * 1000));
            }
        }
    }

    /** By the last look. */
    Duration last() {
        return lag;
    }

    /** Whether this is more than a busy second. */
    static boolean isTooLong(Duration lag) {
        return lag.compareTo(TOO_LONG) > 0;
    }
}
