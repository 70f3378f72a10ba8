package dev.sixgate.audit.seal;

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
     * Which keys, of whichever log, the log itself does not say were added to it.
     *
     * @param unannounced those of which no event that is still there says so
     * @param gone how many events of keys that were added have no body any more: each of them told of one key at most
     */
    record Told(List<String> unannounced, long gone) {
        /** Whether the log tells of each key, as far as can be told. */
        boolean ofAll() {
            return unannounced.size() <= gone;
        }

        /** Whether a key was never added, for sure. */
        boolean isStranger(String key) {
            return gone == 0 && unannounced.contains(key);
        }
    }

    Told told() throws SQLException {
        List<String> announced = new ArrayList<>();
        long gone = 0;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(ADDED);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                byte[] body = rows.getBytes(1);
                if (body == null) {
                    gone++;
                    continue;
                }
                try {
                    announced.add(json.readTree(body).path("verifierKey").asText());
                } catch (IOException e) {
                    Log.errorf("an event of a key that was added is no JSON: %s", e.getMessage());
                }
            }
        }
        List<String> unannounced =
                keys("SELECT verifier_key FROM audit_key WHERE ? = '' ORDER BY added_at, verifier_key", "");
        unannounced.removeAll(announced);
        return new Told(unannounced, gone);
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
        Told told = told();
        for (String key : present) {
            if (told.isStranger(key)) {
                // Somebody else had put it there before.
                record(KEY_ADDED, key);
            }
        }
        List<String> known = keys(
                "SELECT verifier_key FROM audit_key WHERE split_part(verifier_key, '+', 1) = ? AND retired_at IS NULL",
                origin);
        for (String key : known) {
            if (present.contains(key)) {
                continue;
            }
            if (told.unannounced().contains(key) && !told.ofAll()) {
                // To say that it ceased to sign would be to say that it had signed.
                Log.errorf("the key %s is not retired: the log does not say that it was added to it", key);
            } else if (update(
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
