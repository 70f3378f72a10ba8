package dev.sixgate.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sixgate.CanonicalJson;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The newest event of a kind, numbered or not, for those who add one only where it is news. */
@ApplicationScoped
public class LastEvent {
    // One statement, so that an event which is just being numbered is seen in one of both places.
    private static final String NEWEST = """
            SELECT e.body FROM audit_event e JOIN (
                (SELECT 1 AS place, seq AS position, recorded_at, event_id FROM audit_pending
                 WHERE action = ANY (?) ORDER BY seq DESC LIMIT 1)
                UNION ALL
                (SELECT 0, leaf_index, recorded_at, event_id FROM audit_index
                 WHERE action = ANY (?) ORDER BY leaf_index DESC LIMIT 1)
                ORDER BY place DESC LIMIT 1) newest
            ON e.recorded_at = newest.recorded_at AND e.event_id = newest.event_id
            """;

    private static final ObjectMapper JSON = new ObjectMapper(CanonicalJson.READING);

    private final DataSource dataSource;

    LastEvent(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The newest event with one of these actions; missing where there is none, or it says nothing that can be read, as whoever
     * has the service's own database user can write one. It is the newest for sure only where whoever adds such
     * events holds a lock until the transaction ends.
     */
    public JsonNode of(List<String> actions) {
        Optional<String> body = body(actions);
        if (body.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(body.get());
        } catch (JsonProcessingException e) {
            Log.errorf("the newest %s of the log cannot be read: %s", actions, e.getOriginalMessage());
            return MissingNode.getInstance();
        }
    }

    private Optional<String> body(List<String> actions) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(NEWEST)) {
            select.setArray(1, connection.createArrayOf("text", actions.toArray()));
            select.setArray(2, connection.createArrayOf("text", actions.toArray()));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new String(row.getBytes(1), StandardCharsets.UTF_8)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the audit trail cannot be read", e);
        }
    }
}
