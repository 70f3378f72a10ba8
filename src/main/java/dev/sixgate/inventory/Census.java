package dev.sixgate.inventory;

import dev.sixgate.gateway.Target;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** How many domains of each type there were, day by day (UTC). Whichever replica counts a day again writes the same. */
@ApplicationScoped
public class Census {
    private static final String NOTE = """
            INSERT INTO domain_census (target, day, account, ipv4, dualstack)
            SELECT ?, ?, ?, count(*) FILTER (WHERE ip_address_type = 'ipv4'),
                   count(*) FILTER (WHERE ip_address_type = 'dualstack')
            FROM domain WHERE target = ?
            ON CONFLICT (target, day) DO UPDATE
                SET account = excluded.account, ipv4 = excluded.ipv4, dualstack = excluded.dualstack
            """;
    private static final String READ = """
            SELECT day, target, account, ipv4, dualstack FROM domain_census WHERE day BETWEEN ? AND ? AND day < ?
            UNION ALL
            SELECT t.day, c.target, c.account, d.ipv4, d.dualstack
            FROM (SELECT ?::date AS day) t
                CROSS JOIN (SELECT DISTINCT ON (target) target, account FROM domain_census ORDER BY target, day DESC) c
                CROSS JOIN LATERAL (
                    SELECT count(*) FILTER (WHERE ip_address_type = 'ipv4') AS ipv4,
                           count(*) FILTER (WHERE ip_address_type = 'dualstack') AS dualstack
                    FROM domain WHERE target = c.target) d
            WHERE t.day BETWEEN ? AND ?
            ORDER BY 1, 2
            """;

    private final DataSource dataSource;

    Census(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What there was in one target on one day. */
    public record Count(LocalDate day, String target, String account, long ipv4, long dualstack) {}

    /** The day that it is. */
    public static LocalDate dayOf(Instant now) {
        return now.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Counts what is known of a target, which was read just now, for the day that it is. */
    @Transactional
    void note(Target target, Instant now) {
        String name = target.name().value();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement note = connection.prepareStatement(NOTE)) {
            set(note, name, dayOf(now), target.account(), name);
            note.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the census cannot be written", e);
        }
    }

    /** By day and target, both days included; of the day that it is, what is known now. */
    @Transactional(Transactional.TxType.SUPPORTS)
    public List<Count> between(LocalDate from, LocalDate to, Instant now) {
        LocalDate today = dayOf(now);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement read = connection.prepareStatement(READ)) {
            set(read, from, to, today, today, from, to);
            List<Count> counts = new ArrayList<>();
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    counts.add(new Count(
                            rows.getObject(1, LocalDate.class),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getLong(4),
                            rows.getLong(5)));
                }
            }
            return counts;
        } catch (SQLException e) {
            throw new IllegalStateException("the census cannot be read", e);
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
