package dev.sixgate.change.reach;

import dev.sixgate.change.ChangeId;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What was seen of each applied change, and when DNS is to be asked again. */
@ApplicationScoped
public class Reachabilities {
    private static final String BEGIN = "INSERT INTO reachability (change_id, due_at) VALUES (?, ?)";
    private static final String TAKE = """
            UPDATE reachability SET due_at = ? WHERE change_id = (
                SELECT change_id FROM reachability WHERE due_at <= ?
                ORDER BY due_at, change_id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING change_id, looks
            """;
    private static final String FIND = """
            SELECT change_id, checked_at, ipv4, ipv6, gateway_ipv4, gateway_ipv6, effective, detail, fix
            FROM reachability WHERE checked_at IS NOT NULL AND change_id = ANY (?)
            """;
    private static final String LOOKED =
            "UPDATE reachability SET looks = looks + 1, due_at = ? WHERE change_id = ? AND looks = ?";
    private static final String SAW = """
            UPDATE reachability SET checked_at = ?, ipv4 = ?, ipv6 = ?, gateway_ipv4 = ?, gateway_ipv6 = ?, effective = ?,
                detail = ?, fix = ? WHERE change_id = ?
            """;

    private final DataSource dataSource;

    Reachabilities(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * A change of which DNS is to be asked now.
     *
     * @param looks how often that was done before
     */
    public record Due(ChangeId change, int looks) {}

    /** Lets DNS be asked of a change that is being applied. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void begin(ChangeId change, Instant now) {
        update(BEGIN, change.value(), at(now));
    }

    /** The change that has been due longest; nobody else gets it for that time. */
    @Transactional
    public Optional<Due> take(Instant now, Duration claim) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement take = connection.prepareStatement(TAKE)) {
            take.setObject(1, at(now.plus(claim)));
            take.setObject(2, at(now));
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? Optional.of(new Due(new ChangeId(row.getObject(1, UUID.class)), row.getInt(2)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /**
     * Counts a look.
     *
     * @param next when to look again; null for not at all
     * @return false if somebody else has looked meanwhile: then nothing is to be written
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean looked(Due due, @Nullable Instant next) {
        return update(LOOKED, next == null ? null : at(next), due.change().value(), due.looks()) == 1;
    }

    /** Keeps what was seen. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void saw(ChangeId change, Reachability seen) {
        update(
                SAW,
                at(seen.checkedAt()),
                seen.ipv4(),
                seen.ipv6(),
                seen.gatewayIpv4(),
                seen.gatewayIpv6(),
                seen.effective(),
                seen.detail(),
                seen.fix(),
                change.value());
    }

    /** What was seen of each of these changes; of those that nobody has looked at yet, nothing. */
    @Transactional(Transactional.TxType.SUPPORTS)
    public Map<UUID, Reachability> of(Collection<UUID> changes) {
        Map<UUID, Reachability> found = new HashMap<>();
        if (changes.isEmpty()) {
            return found;
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setArray(1, connection.createArrayOf("uuid", changes.toArray()));
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getObject(1, UUID.class), reachability(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private static Reachability reachability(ResultSet row) throws SQLException {
        return new Reachability(
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getObject(3, Boolean.class),
                row.getObject(4, Boolean.class),
                row.getObject(5, Boolean.class),
                row.getObject(6, Boolean.class),
                row.getObject(7, Boolean.class),
                row.getString(8),
                row.getString(9));
    }

    private int update(String sql, @Nullable Object... arguments) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                update.setObject(i + 1, arguments[i]);
            }
            return update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("what clients see cannot be written", e);
        }
    }

    private static IllegalStateException unreadable(SQLException e) {
        return new IllegalStateException("what clients see cannot be read", e);
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
