package dev.sixgate.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.tlog.NoteSigner;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The keys that have signed the log: each stands in the log itself before it signs, and once more when it ceases to. */
@ApplicationScoped
public class KeyLedger {
    private static final Actor SEALER = Actor.system("sealer");

    private static final byte[] NOTHING = {'{', '}'};
    private static final String KEY_ADDED = "audit.key-added";

    private static final String ADDED = """
            SELECT e.body FROM (
                SELECT recorded_at, event_id FROM audit_index WHERE action = 'audit.key-added'
                UNION ALL SELECT recorded_at, event_id FROM audit_pending WHERE action = 'audit.key-added') added
            LEFT JOIN audit_event e USING (recorded_at, event_id)
            """;

    private final DataSource dataSource;
    private final AuditLog log;
    private final ObjectMapper json;
    private final InstantSource clock;

    KeyLedger(DataSource dataSource, AuditLog log, ObjectMapper json, InstantSource clock) {
        this.dataSource = dataSource;
        this.log = log;
        this.json = json;
        this.clock = clock;
    }

    /** The verifier keys of a log that are or were in use, the newest first. */
    @Transactional(Transactional.TxType.SUPPORTS)
    public List<String> verifierKeys(String origin) throws SQLException {
        return keys(
                "SELECT verifier_key FROM audit_key WHERE split_part(verifier_key, '+', 1) = ?"
                        + " ORDER BY added_at DESC, verifier_key",
                origin);
    }

    /**
     * The verifier keys that the log itself says were added to it, whichever log's.
     *
     * @param areAll whether no event that says so was removed
     */
    record Recorded(List<String> keys, boolean areAll) {}

    Recorded recorded() throws SQLException {
        List<String> recorded = new ArrayList<>();
        boolean areAll = true;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(ADDED);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                byte[] body = rows.getBytes(1);
                areAll &= body != null;
                try {
                    JsonNode key = json.readTree(body == null ? NOTHING : body).path("verifierKey");
                    recorded.add(key.asText());
                } catch (IOException e) {
                    Log.errorf("an event of a key that was added is no JSON: %s", e.getMessage());
                }
            }
        }
        return new Recorded(recorded, areAll);
    }

    /** Puts on record which keys sign from now on, and which no longer do. */
    @Transactional(Transactional.TxType.REQUIRED)
    void inUse(List<NoteSigner> signers) throws SQLException {
        String origin = signers.get(0).key().name();
        List<String> present =
                signers.stream().map(signer -> signer.key().toString()).toList();
        for (String key : present) {
            // The others wait here for the first replica that adds it.
            if (update("INSERT INTO audit_key (verifier_key) VALUES (?) ON CONFLICT DO NOTHING", key)) {
                record(KEY_ADDED, key);
            }
        }
        List<String> known = keys(
                "SELECT verifier_key FROM audit_key WHERE split_part(verifier_key, '+', 1) = ? AND retired_at IS NULL",
                origin);
        for (String key : known) {
            if (!present.contains(key)
                    && update(
                            "UPDATE audit_key SET retired_at = clock_timestamp() WHERE verifier_key = ? AND retired_at IS NULL",
                            key)) {
                record("audit.key-retired", key);
            }
        }
    }

    private void record(String action, String key) {
        log.append(
                AuditEvent.of(action, Outcome.SUCCESS, SEALER, clock.instant()).with("verifierKey", key));
    }

    private boolean update(String sql, String key) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, key);
            return update.executeUpdate() == 1;
        }
    }

    private List<String> keys(String sql, String origin) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, origin);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
        }
        return keys;
    }
}
