package dev.sixgate.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** How each webhook does, over all replicas. */
@ApplicationScoped
public class Tallies {
    private static final String COUNT = """
            SELECT webhook, count(*) FILTER (WHERE state = 'WAITING') AS waiting, count(*) FILTER (WHERE state = 'DEAD') AS dead,
                   min(created_at) FILTER (WHERE state = 'WAITING') AS oldest, max(delivered_at) AS delivered_at,
                   max(failed_at) AS failed_at
            FROM notice GROUP BY webhook
            """;

    /**
     * How one webhook does.
     *
     * @param oldest when the event happened that has been waiting longest
     * @param deliveredAt when something was delivered last, of what is still kept
     */
    public record Tally(
            long waiting,
            long dead,
            @Nullable Instant oldest,
            @Nullable Instant deliveredAt,
            @Nullable Instant failedAt) {
        static final Tally NONE = new Tally(0, 0, null, null, null);
    }

    private final DataSource dataSource;

    Tallies(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** By the webhook's name. */
    public Map<String, Tally> all() {
        Map<String, Tally> tallies = new TreeMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement count = connection.prepareStatement(COUNT);
                ResultSet rows = count.executeQuery()) {
            while (rows.next()) {
                tallies.put(
                        rows.getString("webhook"),
                        new Tally(
                                rows.getLong("waiting"),
                                rows.getLong("dead"),
                                at(rows, "oldest"),
                                at(rows, "delivered_at"),
                                at(rows, "failed_at")));
            }
            return tallies;
        } catch (SQLException e) {
            throw new IllegalStateException("what is to be told cannot be counted", e);
        }
    }

    /** Of one webhook; nothing where nothing was put in yet. */
    public static Tally of(Map<String, Tally> all, String webhook) {
        return Optional.ofNullable(all.get(webhook)).orElse(Tally.NONE);
    }

    private static @Nullable Instant at(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
