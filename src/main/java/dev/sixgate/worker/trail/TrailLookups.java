package dev.sixgate.worker.trail;

import dev.sixgate.IdSource;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeId;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.Targets;
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
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What CloudTrail is still to be asked, over all replicas. */
@ApplicationScoped
public class TrailLookups {
    /** Our clock and AWS's, and CloudTrail's whole seconds; more would take in what was done, and seen, before. */
    private static final Duration SLACK = Duration.ofSeconds(30);

    /** How long one replica may be busy with a look before another tries. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private static final String ADD = """
            INSERT INTO trail_lookup (id, target, domain, account, region, drift, gone, change_id, attempt, aws_request_id,
                                      not_before, not_after, asked_at, due_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """;
    private static final String TAKE = """
            UPDATE trail_lookup SET due_at = ?, claim = claim + 1 WHERE id = (
                SELECT id FROM trail_lookup WHERE due_at <= ? ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, target, domain, account, region, drift, gone, change_id, attempt, aws_request_id, not_before,
                      not_after, asked_at, looks, claim
            """;
    private static final String AGAIN = "UPDATE trail_lookup SET due_at = ?, looks = ? WHERE id = ? AND claim = ?";
    private static final String END = "DELETE FROM trail_lookup WHERE id = ? AND claim = ?";

    private final DataSource dataSource;
    private final Targets targets;
    private final IdSource ids;

    TrailLookups(DataSource dataSource, Targets targets, IdSource ids) {
        this.dataSource = dataSource;
        this.targets = targets;
        this.ids = ids;
    }

    /**
     * CloudTrail is to be asked who did that, where it may be.
     *
     * @param before as it was when it was last seen
     * @param drift the event that tells of it
     */
    @Transactional(TxType.MANDATORY)
    public void ofDrift(ObservedDomain before, boolean gone, UUID drift, Instant seenAt) {
        if (targets.asksTrail(before.target())) {
            Instant from = before.observedAt().isBefore(seenAt) ? before.observedAt() : seenAt;
            add(
                    before.target(),
                    before.name(),
                    before.account(),
                    before.region(),
                    drift,
                    gone,
                    null,
                    null,
                    null,
                    from.minus(SLACK),
                    seenAt.plus(SLACK),
                    seenAt,
                    seenAt.plus(TrailLookup.LOOKS.get(0)));
        }
    }

    /** CloudTrail is to be asked for its record of a call of ours that AWS took, where it may be. */
    @Transactional(TxType.MANDATORY)
    public void ofAttempt(ChangeId change, Ask ask, int attempt, String requestId, Instant startedAt, Instant now) {
        if (targets.asksTrail(ask.target())) {
            add(
                    ask.target(),
                    ask.domain(),
                    ask.account(),
                    ask.region(),
                    null,
                    false,
                    change.value(),
                    attempt,
                    requestId,
                    startedAt.minus(SLACK),
                    now.plus(SLACK),
                    now,
                    now.plus(TrailLookup.LOOKS.get(0)));
        }
    }

    private void add(TargetName target, DomainName domain, @Nullable Object... more) {
        execute(ADD, insert -> {
            insert.setObject(1, ids.next());
            insert.setString(2, target.value());
            insert.setString(3, domain.value());
            for (int i = 0; i < more.length; i++) {
                set(insert, i + 4, more[i]);
            }
            return insert.executeUpdate();
        });
    }

    /** What has been due longest; nobody else gets it before the claim is over. */
    @Transactional
    Optional<TrailLookup> claim(Instant now) {
        return execute(TAKE, take -> {
            set(take, 1, now.plus(CLAIM));
            set(take, 2, now);
            try (ResultSet row = take.executeQuery()) {
                return row.next() ? Optional.of(lookup(row)) : Optional.empty();
            }
        });
    }

    /** It is to be looked for again. */
    @Transactional
    void again(TrailLookup lookup, Instant due, int looks) {
        execute(AGAIN, update -> {
            set(update, 1, due);
            update.setInt(2, looks);
            update.setObject(3, lookup.id());
            update.setLong(4, lookup.claim());
            return update.executeUpdate();
        });
    }

    /** Whether the answer is this caller's to record: nobody else has the row by now, and nobody gets it any more. */
    @Transactional(TxType.MANDATORY)
    boolean end(TrailLookup lookup) {
        return execute(END, delete -> {
                    delete.setObject(1, lookup.id());
                    delete.setLong(2, lookup.claim());
                    return delete.executeUpdate();
                })
                > 0;
    }

    private static TrailLookup lookup(ResultSet row) throws SQLException {
        UUID change = row.getObject("change_id", UUID.class);
        return new TrailLookup(
                row.getObject("id", UUID.class),
                new TargetName(row.getString("target")),
                new DomainName(row.getString("domain")),
                row.getString("account"),
                row.getString("region"),
                row.getObject("drift", UUID.class),
                row.getBoolean("gone"),
                change == null
                        ? null
                        : new TrailLookup.Call(change, row.getInt("attempt"), row.getString("aws_request_id")),
                at(row, "not_before"),
                at(row, "not_after"),
                at(row, "asked_at"),
                row.getInt("looks"),
                row.getLong("claim"));
    }

    @FunctionalInterface
    private interface Sql<R> {
        R apply(PreparedStatement statement) throws SQLException;
    }

    private <R> R execute(String sql, Sql<R> work) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.apply(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("what CloudTrail is to be asked cannot be kept", e);
        }
    }

    private static void set(PreparedStatement statement, int place, @Nullable Object value) throws SQLException {
        statement.setObject(place, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
    }

    private static Instant at(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
