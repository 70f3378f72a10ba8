package dev.sixgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody rewrites the trail: the service lacks the right, and the owner is stopped. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AppendOnlyTest {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String CHECK_VIOLATION = "23514";

    /** One column of each kind of table. */
    private static final Map<String, String> COLUMNS = Map.of(
            "audit_event",
            "schema_ver",
            "audit_index",
            "action",
            "audit_tile",
            "hashes",
            "audit_checkpoint",
            "note",
            "audit_cosignature",
            "line",
            "audit_witness_finding",
            "kind");

    @Inject
    AuditLog log;

    @Inject
    AuditReader reader;

    @Inject
    Sealing sealing;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    @BeforeEach
    void anEventIsOnRecord() {
        log.appendAlone(AuditEvent.of("test.written", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        assertThat(reader.page(AuditReader.Filter.ALL, -1, 1)).hasSize(1);
    }

    @Test
    void theServiceMayNotRewriteTheTrail() throws SQLException {
        try (Connection service = dataSource.getConnection()) {
            for (String table : tables(service)) {
                for (String rewrite : rewrites(table)) {
                    assertRefused(service, rewrite, "permission denied");
                }
            }
            assertRefused(service, "DELETE FROM audit_tree", "permission denied");
            assertRefused(service, "UPDATE audit_tree SET size = size + 1", "permission denied");
            assertRefused(service, "DELETE FROM audit_sealed", "permission denied");
            // Triggers fire by name: whichever is first says no.
            assertThatThrownBy(() -> execute(service, "UPDATE audit_sealed SET size = size - 1"))
                    .isInstanceOf(SQLException.class);
            assertRefused(service, "SELECT FROM audit_tree FOR SHARE", "permission denied");
            assertRefused(service, "DELETE FROM audit_pending", "permission denied");
            assertRefused(
                    service,
                    "INSERT INTO audit_index SELECT leaf_index + 1000000, event_id, recorded_at, sealed_at, leaf_hash, action,"
                            + " outcome, 'somebody else', target, domain, change_id FROM audit_index LIMIT 1",
                    "permission denied");
            assertRefused(service, "ALTER TABLE audit_event DISABLE TRIGGER ALL", "must be owner");
            assertRefused(service, "SET session_replication_role = replica", "permission denied");
        }
    }

    @Test
    void theServiceCanAddNothingThatTheLogCannotHold() throws Exception {
        sealing.run();
        try (Connection service = dataSource.getConnection()) {
            assertRefused(
                    service,
                    "INSERT INTO audit_event (event_id, schema_ver, body) VALUES (gen_random_uuid(), 1, '{}')",
                    "permission denied");
            assertRefused(
                    service,
                    "INSERT INTO audit_pending (recorded_at, event_id, action, outcome, actor)"
                            + " VALUES (now(), gen_random_uuid(), 'a.b', 'SUCCESS', 'nobody')",
                    "permission denied");
            String zeros = "decode(repeat('00', 8192), 'hex')";
            assertDoesNotFit(service, "INSERT INTO audit_tile VALUES (0, 0, " + zeros + ")", "not that of the leaves");
            assertDoesNotFit(service, "INSERT INTO audit_tile VALUES (1, 0, " + zeros + ")", "not that of the leaves");
            assertDoesNotFit(
                    service, "INSERT INTO audit_tile VALUES (0, 99999, " + zeros + ")", "not that of the leaves");
            String sealed =
                    "UPDATE audit_sealed SET size = size + %s, edge = decode(repeat('07', 32 * bit_count((size + %s)::bit(64))::int), 'hex')";
            assertDoesNotFit(service, sealed.formatted("0", "0"), "not that of the leaves");
            assertDoesNotFit(service, sealed.formatted("1000000", "1000000"), "not that of the leaves");
            String key = "INSERT INTO audit_key (verifier_key) SELECT %s FROM audit_key LIMIT 1";
            for (String junk : List.of(
                    "'junk'",
                    "replace(verifier_key, '+A', '+')",
                    "'x' || verifier_key",
                    "verifier_key || 'A'",
                    "verifier_key || E'\\n'")) {
                assertDoesNotFit(service, key.formatted(junk), "audit_key_is_a_verifier_key");
            }
            String checkpoint = "INSERT INTO audit_checkpoint (origin, size, root, note) SELECT 'junk', %s, root, '%s'"
                    + " FROM audit_checkpoint LIMIT 1";
            assertDoesNotFit(service, checkpoint.formatted("9999999", "junk"), "more than is sealed");
            assertDoesNotFit(service, checkpoint.formatted("1", "junk"), "audit_checkpoint_note_says_the_same");
            String cosignature = "INSERT INTO audit_cosignature (origin, size, witness, key_id, line)"
                    + " SELECT origin, size, 'w', '00000000', U&'%s' FROM audit_checkpoint LIMIT 1";
            for (String line : List.of(
                    "\\2014 junk",
                    "\\2014 w AAAAAA==",
                    "\\2014 v " + "A".repeat(102) + "==",
                    "\\2014 w f" + "A".repeat(101) + "==")) {
                assertDoesNotFit(service, cosignature.formatted(line), "audit_cosignature_is_of_the_witness");
            }
        }
    }

    @Test
    void anEventThatCannotBeReadOrFoundIsNotAdded() throws Exception {
        String event = "SELECT audit_append(convert_to('{\"schema\":1,\"id\":\"' || gen_random_uuid() ||"
                + " '\",\"action\":\"a.b\",\"outcome\":\"SUCCESS\",\"actor\":{\"subject\":\"' || %s || '\"}}', 'UTF8'))";
        try (Connection service = dataSource.getConnection()) {
            execute(service, event.formatted("repeat('a', 2000)"));
            assertDoesNotFit(service, event.formatted("repeat('a', 2001)"), "audit_pending_can_be_indexed");
            for (String otherwise :
                    List.of("upper(gen_random_uuid()::text)", "replace(gen_random_uuid()::text, '-', '')")) {
                assertDoesNotFit(
                        service, event.formatted("'a'").replace("gen_random_uuid()", otherwise), "written otherwise");
            }
            for (String junk : List.of("'\\xff'", "'x'", "'{}'", "'{\"id\":7}'", "'[]'", "'\"\"'")) {
                assertThatThrownBy(() -> execute(service, "SELECT audit_append(" + junk + ")"))
                        .as(junk)
                        .isInstanceOf(SQLException.class);
            }
        }
        assertThat(reader.page(
                        new AuditReader.Filter(null, null, "a".repeat(2000), null, null, null, null, null), -1, 9))
                .as("numbered, and what it says is what it is found by")
                .isNotEmpty();
    }

    @Test
    void theOwnerIsStoppedToo() throws SQLException {
        try (Connection owner = owner()) {
            // The partitions of months to come have no rows that a row's trigger could protect.
            for (String table : filled(owner)) {
                for (String rewrite : rewrites(table)) {
                    assertRefused(owner, rewrite, "append-only");
                }
            }
            for (String table : tables(owner)) {
                assertRefused(owner, "TRUNCATE " + table + " CASCADE", "append-only");
            }
            assertRefused(owner, "DELETE FROM audit_tree", "only grows");
        }
    }

    @Test
    void aKeyOfTheLogCanBeRetiredOnceAndNothingElse() throws Exception {
        sealing.run();
        try (Connection service = dataSource.getConnection();
                Connection owner = owner()) {
            assertRefused(service, "UPDATE audit_key SET verifier_key = 'another'", "permission denied");
            assertRefused(service, "DELETE FROM audit_key", "permission denied");
            assertRefused(service, "TRUNCATE audit_key", "permission denied");
            assertRefused(service, "UPDATE audit_key SET retired_at = NULL", "can only be retired");
            assertRefused(owner, "UPDATE audit_key SET verifier_key = 'another'", "can only be retired");
            assertRefused(owner, "DELETE FROM audit_key", "can only be retired");
            assertRefused(owner, "TRUNCATE audit_key", "append-only");
        }
    }

    @Test
    void theTriggersHoldForReplicationToo() throws SQLException {
        try (Connection owner = owner()) {
            assertThat(strings(owner, """
                            SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                            WHERE c.relname LIKE 'audit\\_%' AND NOT t.tgisinternal AND t.tgenabled <> 'A'
                            """)).isEmpty();
            for (String table : tables(owner)) {
                assertThat(strings(
                                owner,
                                "SELECT tgname FROM pg_trigger WHERE tgfoid = 'audit_refuse_rewrite'::regproc"
                                        + " AND tgrelid = '" + table + "'::regclass"))
                        .as("rows' trigger and TRUNCATE's of " + table)
                        .hasSize(2);
            }
        }
    }

    private static List<String> rewrites(String table) {
        String column = COLUMNS.entrySet().stream()
                .filter(each -> table.startsWith(each.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
        return List.of(
                "UPDATE " + table + " SET " + column + " = " + column,
                "DELETE FROM " + table,
                "TRUNCATE " + table + " CASCADE");
    }

    private Connection owner() throws SQLException {
        return DriverManager.getConnection(url, EmbeddedPostgres.OWNER, ownerPassword);
    }

    private static List<String> tables(Connection connection) throws SQLException {
        return strings(
                connection,
                "SELECT relid::regclass::text FROM pg_partition_tree('audit_event')"
                        + " UNION ALL SELECT relid::regclass::text FROM pg_partition_tree('audit_index')"
                        + " UNION ALL VALUES ('audit_tile'), ('audit_checkpoint'), ('audit_cosignature'), ('audit_witness_finding')");
    }

    private static List<String> filled(Connection connection) throws SQLException {
        return Stream.concat(
                        strings(connection, "SELECT DISTINCT tableoid::regclass::text FROM audit_event").stream(),
                        strings(connection, "SELECT DISTINCT tableoid::regclass::text FROM audit_index").stream())
                .flatMap(partition -> Stream.of(partition, partition.replaceFirst("_[0-9_]+$", "")))
                .toList();
    }

    private static void assertRefused(Connection connection, String sql, String message) {
        assertThatThrownBy(() -> execute(connection, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE))
                .hasMessageContaining(message);
    }

    private static void assertDoesNotFit(Connection connection, String sql, String message) {
        assertThatThrownBy(() -> execute(connection, sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo(CHECK_VIOLATION))
                .hasMessageContaining(message);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> strings(Connection connection, String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }
}
