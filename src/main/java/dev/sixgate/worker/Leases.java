package dev.sixgate.worker;

import dev.sixgate.IdSource;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Traceparent;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.worker.watch.Subject;
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
import java.util.UUID;
import javax.sql.DataSource;

/** Hands out leases on due changes; two workers never get the same. */
@ApplicationScoped
class Leases {
    private static final String CLAIM = """
            UPDATE change_request SET lease_owner = ?, lease_token = lease_token + 1, lease_until = ?
            WHERE id = coalesce((
                SELECT id FROM change_request
                WHERE emergency_in_force AND status = 'APPROVED'
                    AND due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
                ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED), (
                SELECT id FROM change_request
                WHERE due_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
                ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED))
            RETURNING id, status, lease_token, domain, target, traceparent
            """;

    private static final String WAITING_FOR_TURN = """
            SELECT id, waiting_until FROM change_request
            WHERE account = ? AND status = 'APPROVED' AND waiting_kind = 'QUOTA'
            ORDER BY emergency_in_force DESC, id FOR UPDATE SKIP LOCKED
            """;

    private static final String WAKE = "UPDATE change_request SET due_at = ?, waiting_until = ? WHERE id = ?";

    private final DataSource dataSource;
    private final WorkerConfig config;
    private final String owner;

    Leases(DataSource dataSource, WorkerConfig config, IdSource ids) {
        this.dataSource = dataSource;
        this.config = config;
        this.owner = ids.next().toString();
    }

    /** The change that has been due longest and that nobody holds; an emergency that may run comes before all others. */
    @Transactional(Transactional.TxType.NEVER)
    Optional<Lease> claim(Instant now) throws SQLException {
        Instant until = now.plus(config.lease());
        try (Connection connection = dataSource.getConnection();
                PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, owner);
            claim.setObject(2, at(until));
            for (int i = 3; i <= 6; i++) {
                claim.setObject(i, at(now));
            }
            try (ResultSet row = claim.executeQuery()) {
                return row.next()
                        ? Optional.of(new Lease(
                                new Subject(
                                        new ChangeId(row.getObject(1, UUID.class)),
                                        new DomainName(row.getString(4)),
                                        new TargetName(row.getString(5)),
                                        Optional.ofNullable(row.getString(6))
                                                .map(Traceparent::new)
                                                .orElse(null)),
                                ChangeStatus.valueOf(row.getString(2)),
                                row.getLong(3),
                                until))
                        : Optional.empty();
            }
        }
    }

    /** Gives a lease back, if it is still ours. */
    @Transactional(Transactional.TxType.NEVER)
    void release(Lease lease) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement release = connection.prepareStatement(
                        "UPDATE change_request SET lease_until = NULL WHERE id = ? AND lease_token = ?")) {
            release.setObject(1, lease.change().value());
            release.setLong(2, lease.token());
            release.executeUpdate();
        }
    }

    /** When the next change will be due, as far as it is known now. */
    @Transactional(Transactional.TxType.NEVER)
    Optional<Instant> nextDue() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement next =
                        connection.prepareStatement("SELECT min(due_at) FROM change_request WHERE due_at IS NOT NULL"
                                + " AND (lease_until IS NULL OR lease_until <= due_at)");
                ResultSet row = next.executeQuery()) {
            return row.next()
                    ? Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                            .map(OffsetDateTime::toInstant)
                    : Optional.empty();
        }
    }

    /** Puts the changes that wait for an account's turn in line: emergencies first, then who asked first. */
    @Transactional
    void wake(String account, Line line, Instant now) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement waiting = connection.prepareStatement(WAITING_FOR_TURN);
                PreparedStatement wake = connection.prepareStatement(WAKE)) {
            waiting.setString(1, account);
            try (ResultSet row = waiting.executeQuery()) {
                for (int place = 0; row.next(); place++) {
                    OffsetDateTime told = row.getObject(2, OffsetDateTime.class);
                    if (place >= Line.WOKEN && told != null && isNear(told.toInstant(), line, place)) {
                        continue;
                    }
                    Instant waking = line.wakingOf(place);
                    wake.setObject(1, at(waking.isAfter(now) ? waking : now));
                    wake.setObject(2, at(line.turnOf(place)));
                    wake.setObject(3, row.getObject(1, UUID.class));
                    wake.addBatch();
                }
            }
            wake.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException("changes that wait for their turn cannot be woken", e);
        }
    }

    private static boolean isNear(Instant told, Line line, int place) {
        return Duration.between(told, line.turnOf(place))
                        .abs()
                        .compareTo(line.interval().dividedBy(2))
                < 0;
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
