package dev.sixgate.api.http;

import dev.sixgate.CanonicalJson;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request once. The first answer is stored in the transaction of its effect, so that there is never the one
 * without the other; a repetition gets the stored answer. Refusals are not stored: they have no effect, and may be otherwise
 * the next time.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">The Idempotency-Key HTTP Header
 *     Field</a>
 */
@ApplicationScoped
public class Idempotency {
    /** How long an answer is kept. */
    public static final Duration KEPT_FOR = Duration.ofHours(24);

    /** What a key looks like, anchored as JSON Schema wants it: 1 to 255 visible ASCII characters. */
    public static final String KEY_FORM = "^[!-~]{1,255}$";

    private static final Pattern KEY = Pattern.compile(KEY_FORM);

    private final DataSource dataSource;

    Idempotency(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** An answer as it was given. */
    public record Answer(
            int status, @Nullable String location, @Nullable String etag, String body) {}

    /** Which request it was: the key, who sent it, and the digest of what was asked. */
    public record Key(String value, String caller, String digest) {
        /**
         * @param header as it was sent
         * @throws Refusal {@code malformed-request} for a key that is not 1 to 255 visible ASCII characters
         */
        public static Key of(String header, String caller, Object request) {
            if (!isKey(header)) {
                throw new Refusal(
                        Reason.MALFORMED_REQUEST, "Idempotency-Key must be 1 to 255 visible ASCII characters.");
            }
            return new Key(header, caller, CanonicalJson.digest(request));
        }

        static boolean isKey(String header) {
            return KEY.matcher(header).matches();
        }
    }

    /**
     * The answer that was given before, if there is one.
     *
     * @throws Refusal {@code idempotency-key-reused} if it was another request
     */
    public Optional<Answer> stored(Key key, Instant now) {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, key, now);
        } catch (SQLException e) {
            throw new IllegalStateException("the stored answer cannot be read", e);
        }
    }

    /**
     * Gives the stored answer, or makes it and stores it.
     *
     * @throws Refusal {@code idempotency-in-flight} while the first request is running, {@code idempotency-key-reused} if it
     *     was another one
     */
    @Transactional
    public Answer once(Key key, Instant now, Supplier<Answer> answer) {
        try (Connection connection = dataSource.getConnection()) {
            lock(connection, key);
            Optional<Answer> stored = find(connection, key, now);
            if (stored.isPresent()) {
                return stored.get();
            }
            Answer first = answer.get();
            store(connection, key, first, now);
            return first;
        } catch (SQLException e) {
            throw new IllegalStateException("the answer cannot be stored", e);
        }
    }

    private static void lock(Connection connection, Key key) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, key.caller() + "\n" + key.value());
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next() || !row.getBoolean(1)) {
                    throw new Refusal(
                            Reason.IDEMPOTENCY_IN_FLIGHT, "A request with that Idempotency-Key is still running.");
                }
            }
        }
    }

    private static Optional<Answer> find(Connection connection, Key key, Instant now) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT request_digest, status, location, etag, body FROM idempotency_key"
                        + " WHERE caller = ? AND key = ? AND answered_at > ?")) {
            select.setString(1, key.caller());
            select.setString(2, key.value());
            select.setObject(3, at(now.minus(KEPT_FOR)));
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                if (!row.getString(1).equals(key.digest())) {
                    throw new Refusal(
                            Reason.IDEMPOTENCY_KEY_REUSED, "That Idempotency-Key came with another request before.");
                }
                return Optional.of(new Answer(row.getInt(2), row.getString(3), row.getString(4), row.getString(5)));
            }
        }
    }

    /** Stores it, and forgets what is too old to matter. */
    private static void store(Connection connection, Key key, Answer answer, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH forgotten AS (
                    DELETE FROM idempotency_key WHERE answered_at <= ? AND NOT (caller = ? AND key = ?))
                INSERT INTO idempotency_key (caller, key, request_digest, status, location, etag, body, answered_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (caller, key) DO UPDATE SET request_digest = excluded.request_digest,
                    status = excluded.status, location = excluded.location, etag = excluded.etag, body = excluded.body,
                    answered_at = excluded.answered_at
                """)) {
            insert.setObject(1, at(now.minus(KEPT_FOR)));
            insert.setString(2, key.caller());
            insert.setString(3, key.value());
            insert.setString(4, key.caller());
            insert.setString(5, key.value());
            insert.setString(6, key.digest());
            insert.setInt(7, answer.status());
            insert.setString(8, answer.location());
            insert.setString(9, answer.etag());
            insert.setString(10, answer.body());
            insert.setObject(11, at(now));
            insert.executeUpdate();
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
