package dev.sixgate.notice;

import dev.sixgate.notice.Notice.State;
import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Answer.Failure;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is to be told, and was, over all replicas. */
@ApplicationScoped
public class Notices {
    /** How long one replica may be busy with a notice before another tries: much longer than sending may take. */
    static final Duration CLAIM = Duration.ofMinutes(1);

    private static final String COLUMNS =
            "id, webhook, event_id, change_id, state, created_at, due_at, claim, attempts, status,"
                    + " failure, failed_at, delivered_at, EXISTS (SELECT FROM rollout WHERE rollout.id = change_id) AS of_rollout";
    private static final String TAKE = """
            UPDATE notice SET due_at = ?, claim = claim + 1 WHERE id = (
                SELECT id FROM notice WHERE webhook = ? AND due_at <= ? ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING\s""" + COLUMNS;
    private static final String TAKEN = """
            UPDATE notice SET state = 'DELIVERED', due_at = NULL, delivered_at = ?, status = ?, attempts = attempts + 1
            WHERE id = ? AND claim = ? AND state = 'WAITING'
            """;
    private static final String NOT_TAKEN = """
            UPDATE notice SET state = CASE WHEN ?::timestamptz IS NULL THEN 'DEAD' ELSE 'WAITING' END, due_at = ?, failed_at = ?,
                failure = ?, status = ?, attempts = attempts + 1
            WHERE id = ? AND claim = ? AND state = 'WAITING'
            """;
    private static final String AGAIN = """
            UPDATE notice SET state = 'WAITING', due_at = ?, attempts = 0, claim = claim + 1
            WHERE id = ? AND webhook = ? AND state <> 'WAITING'
            """;
    private static final String FIND = "SELECT " + COLUMNS + " FROM notice WHERE id = ? AND webhook = ?";
    private static final String PAGE = "SELECT " + COLUMNS
            + " FROM notice WHERE webhook = ? AND (?::text IS NULL OR state = ?) AND (?::uuid IS NULL OR id < ?)"
            + " ORDER BY id DESC LIMIT ?";
    private static final String FORGET =
            "DELETE FROM notice WHERE created_at < ? AND (state = 'DELIVERED' OR created_at < ?)";

    private final DataSource dataSource;

    Notices(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The notice of a webhook that has been due longest; nobody else gets it before the claim is over. */
    @Transactional
    Optional<Notice> claim(String webhook, Instant now) {
        return rows(TAKE, now.plus(CLAIM), webhook, now).stream().findFirst();
    }

    /** The receiver has it. What a claim that is over writes counts for nothing. */
    @Transactional
    boolean taken(Notice notice, Answer answer, Instant now) {
        return update(TAKEN, now, answer.status(), notice.id(), notice.claim()) > 0;
    }

    /** The receiver does not have it. @param again null: nobody tries any more */
    @Transactional
    boolean notTaken(Notice notice, Answer answer, @Nullable Instant again, Instant now) {
        return update(
                        NOT_TAKEN,
                        again,
                        again,
                        now,
                        String.valueOf(answer.failure()),
                        answer.status(),
                        notice.id(),
                        notice.claim())
                > 0;
    }

    /** It is to be sent again, from the first attempt on; false for one that is waiting as it is. */
    @Transactional(TxType.MANDATORY)
    boolean again(UUID id, String webhook, Instant now) {
        return update(AGAIN, now, id, webhook) > 0;
    }

    public Optional<Notice> find(UUID id, String webhook) {
        return rows(FIND, id, webhook).stream().findFirst();
    }

    /**
     * A webhook's notices, the newest first.
     *
     * @param state null for any
     * @param before the last one of the page before; null for the first page
     */
    public List<Notice> page(String webhook, @Nullable State state, @Nullable UUID before, int limit) {
        @Nullable String named = state == null ? null : state.name();
        return rows(PAGE, webhook, named, named, before, before, limit);
    }

    /** Forgets what was delivered before a time, and, whatever became of it, what is older than another. */
    @Transactional
    int forget(Instant delivered, Instant any) {
        return update(FORGET, delivered, any);
    }

    private int update(String sql, @Nullable Object... arguments) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, arguments);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("what is to be told cannot be kept", e);
        }
    }

    private List<Notice> rows(String sql, @Nullable Object... arguments) {
        List<Notice> notices = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    notices.add(notice(rows));
                }
            }
            return notices;
        } catch (SQLException e) {
            throw new IllegalStateException("what is to be told cannot be read", e);
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
    }

    private static Notice notice(ResultSet row) throws SQLException {
        @Nullable String failure = row.getString("failure");
        return new Notice(
                row.getObject("id", UUID.class),
                row.getString("webhook"),
                row.getObject("event_id", UUID.class),
                row.getObject("change_id", UUID.class),
                row.getBoolean("of_rollout"),
                State.valueOf(row.getString("state")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                at(row, "due_at"),
                row.getLong("claim"),
                row.getInt("attempts"),
                row.getObject("status", Integer.class),
                failure == null ? null : Failure.valueOf(failure),
                at(row, "failed_at"),
                at(row, "delivered_at"));
    }

    private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
