package dev.sixgate.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Somebody who owns the tables and has taken the triggers away, in one transaction that only they can commit. */
public final class Owner implements AutoCloseable {
    private static final List<String> TABLES =
            List.of("audit_event", "audit_index", "audit_tile", "audit_sealed", "audit_checkpoint");

    private final Connection connection;

    public Owner(String url, String password) throws SQLException {
        connection = DriverManager.getConnection(url, EmbeddedPostgres.OWNER, password);
        connection.setAutoCommit(false);
        for (String table : TABLES) {
            sql("ALTER TABLE " + table + " DISABLE TRIGGER USER");
        }
    }

    public Connection connection() {
        return connection;
    }

    public int sql(String statement, Object... values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            return prepared.executeUpdate();
        }
    }

    /** Another body, that is found by the same as before. */
    public byte[] rewriteBody(long leaf) throws SQLException {
        String before = new String(body(leaf), StandardCharsets.UTF_8);
        assertThat(before).contains("\"schema\":1");
        byte[] body = before.replace("\"schema\":1", "\"schema\":7").getBytes(StandardCharsets.UTF_8);
        rewriteBody(leaf, body);
        return body;
    }

    public void rewriteBody(long leaf, byte[] body) throws SQLException {
        assertThat(sql(
                        "UPDATE audit_event e SET body = ? FROM audit_index i WHERE i.leaf_index = ? AND e.event_id = i.event_id"
                                + " AND e.recorded_at = i.recorded_at",
                        body,
                        leaf))
                .isEqualTo(1);
    }

    public byte[] body(long leaf) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT body FROM audit_index JOIN audit_event USING (recorded_at, event_id) WHERE leaf_index = ?")) {
            select.setLong(1, leaf);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getBytes(1);
            }
        }
    }

    public void rewriteHash(long leaf, byte[] body) throws SQLException {
        sql(
                "UPDATE audit_index SET leaf_hash = ? WHERE leaf_index = ?",
                Hash.ofLeaf(body).bytes(),
                leaf);
    }

    /** Of the first leaves, as their hashes are by now. */
    public void rebuildEdge(long size) throws SQLException {
        RightEdge edge = RightEdge.empty();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT leaf_hash FROM audit_index WHERE leaf_index < ? ORDER BY leaf_index")) {
            select.setLong(1, size);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    edge.add(Hash.of(rows.getBytes(1)));
                }
            }
        }
        sql("UPDATE audit_sealed SET size = ?, edge = ?", edge.size(), Hashes.joined(edge.roots()));
    }

    /** What was done is so from now on, and the triggers are back. */
    public void commit() throws SQLException {
        for (String table : TABLES) {
            sql("ALTER TABLE " + table + " ENABLE TRIGGER USER");
        }
        sql("DO $$ DECLARE t record; BEGIN FOR t IN SELECT tgrelid::regclass AS of, tgname FROM pg_trigger"
                + " WHERE tgrelid::regclass::text LIKE 'audit\\_%' AND NOT tgisinternal LOOP"
                + " EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.of, t.tgname); END LOOP; END $$");
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
