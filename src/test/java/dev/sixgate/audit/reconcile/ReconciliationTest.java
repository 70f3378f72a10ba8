package dev.sixgate.audit.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.seal.Owner;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ReconciliationTest {
    private static final Path SHIPPED = Path.of("src/main/resources/dev/sixgate/audit/reconcile/protection.txt");

    @Inject
    Reconciliation reconciliation;

    @Inject
    DailyVerification daily;

    @Inject
    MutableClock clock;

    @Inject
    Protection protection;

    @Inject
    Sample sample;

    @Inject
    AuditLog log;

    @Inject
    AuditReader reader;

    @Inject
    LogReader signed;

    @Inject
    Sealing sealing;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    @BeforeEach
    void somethingIsSealed() throws Exception {
        for (int i = 0; i < 3; i++) {
            log.appendAlone(AuditEvent.of("test.reconciled", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        }
        sealing.run();
    }

    private void owner(String sql) throws SQLException {
        try (Connection owner = DriverManager.getConnection(url, EmbeddedPostgres.OWNER, ownerPassword);
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> drift() throws SQLException {
        try (Connection service = dataSource.getConnection()) {
            return protection.drift(service);
        }
    }

    private List<String> recorded(String action) {
        return reader.page(new AuditReader.Filter(null, null, null, action, null, null, null, null), -1, 1_000).stream()
                .map(RecordedEvent::json)
                .toList();
    }

    /** Whoever changes what protects the trail says so: {@code -Dprotection.update=true} writes it. */
    @Test
    void theTrailIsProtectedAsItIsShipped() throws Exception {
        try (Connection service = dataSource.getConnection()) {
            List<String> facts = protection.asItIs(service);
            if (Boolean.getBoolean("protection.update")) {
                Files.writeString(SHIPPED, String.join("\n", facts) + "\n");
            }
            assertThat(Files.readAllLines(SHIPPED)).isEqualTo(facts);
            assertThat(facts)
                    .noneMatch(fact -> fact.contains("owned by the service"))
                    .noneMatch(fact -> fact.startsWith("the service may"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GRANT DELETE ON audit_event TO sixgate_service | REVOKE DELETE ON audit_event FROM sixgate_service
            GRANT INSERT ON audit_pending TO sixgate_service | REVOKE INSERT ON audit_pending FROM sixgate_service
            GRANT UPDATE (body) ON audit_event TO sixgate_service | REVOKE UPDATE (body) ON audit_event FROM sixgate_service
            GRANT DELETE ON audit_index_0 TO PUBLIC | REVOKE DELETE ON audit_index_0 FROM PUBLIC
            ALTER TABLE audit_tile DISABLE TRIGGER USER | ALTER TABLE audit_tile ENABLE ALWAYS TRIGGER audit_tile_append_only; ALTER TABLE audit_tile ENABLE ALWAYS TRIGGER audit_tile_no_truncate; ALTER TABLE audit_tile ENABLE ALWAYS TRIGGER audit_tile_is_of_the_leaves
            ALTER TABLE audit_index_0 DISABLE TRIGGER audit_index_0_no_truncate | ALTER TABLE audit_index_0 ENABLE ALWAYS TRIGGER audit_index_0_no_truncate
            ALTER TABLE audit_checkpoint ENABLE TRIGGER audit_checkpoint_append_only | ALTER TABLE audit_checkpoint ENABLE ALWAYS TRIGGER audit_checkpoint_append_only
            CREATE FUNCTION audit_backdoor() RETURNS void LANGUAGE sql AS 'SELECT' | DROP FUNCTION audit_backdoor()
            CREATE FUNCTION helpful() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT' | DROP FUNCTION helpful()
            DROP TRIGGER audit_event_append_only ON audit_event; CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW WHEN (false) EXECUTE FUNCTION audit_refuse_rewrite(); ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_append_only | DROP TRIGGER audit_event_append_only ON audit_event; CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_refuse_rewrite(); ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_append_only
            ALTER TABLE audit_pending DROP CONSTRAINT audit_pending_can_be_indexed | ALTER TABLE audit_pending ADD CONSTRAINT audit_pending_can_be_indexed CHECK (octet_length(action) <= 200 AND octet_length(actor) <= 2000 AND octet_length(target) <= 2000 AND octet_length(domain) <= 2000)
            ALTER TABLE audit_pending ALTER COLUMN actor DROP NOT NULL | ALTER TABLE audit_pending ALTER COLUMN actor SET NOT NULL
            ALTER TABLE audit_event ALTER COLUMN recorded_at SET DEFAULT '2001-01-01' | ALTER TABLE audit_event ALTER COLUMN recorded_at SET DEFAULT clock_timestamp()
            CREATE RULE quiet AS ON DELETE TO audit_index DO INSTEAD NOTHING | DROP RULE quiet ON audit_index
            ALTER TABLE audit_index ENABLE ROW LEVEL SECURITY | ALTER TABLE audit_index DISABLE ROW LEVEL SECURITY
            CREATE VIEW trail AS SELECT * FROM audit_event; GRANT INSERT ON trail TO sixgate_service | DROP VIEW trail
            ALTER FUNCTION audit_append(bytea) SET search_path = pg_temp | ALTER FUNCTION audit_append(bytea) SET search_path = public, pg_temp
            """)
    void whatWeakensTheProtectionIsFound(String weaken, String mend) throws Exception {
        assertThat(drift()).isEmpty();
        owner(weaken);
        try {
            assertThat(drift()).isNotEmpty();
        } finally {
            owner(mend);
        }
        assertThat(drift()).isEmpty();
    }

    @Test
    void anEventThatWasRewrittenOrIsIndexedAsAnotherIsFoundInTheSample() throws Exception {
        SignedNote newest = signed.checkpoint().orElseThrow();
        long leaf = Checkpoint.of(newest).size() - 1;
        try (Owner owner = new Owner(url, ownerPassword)) {
            assertThat(sample.check(owner.connection(), newest, Integer.MAX_VALUE))
                    .isEmpty();
            assertThat(sample.check(owner.connection(), newest, 2)).isEmpty();

            owner.rewriteBody(leaf);
            owner.sql("UPDATE audit_index SET actor = 'somebody' WHERE leaf_index = ?", leaf - 1);
            owner.sql(
                    "DELETE FROM audit_event WHERE event_id = (SELECT event_id FROM audit_index WHERE leaf_index = ?)",
                    leaf - 2);

            assertThat(sample.check(owner.connection(), newest, Integer.MAX_VALUE))
                    .containsExactly(
                            "Leaf " + (leaf - 2) + ": the event's body is not there.",
                            "Leaf " + (leaf - 1) + ": the index calls the event something else than its body.",
                            "Leaf " + leaf + ": the event is not the one that the newest checkpoint was signed of.");
        }
    }

    @Test
    void whatIsFoundIsRecordedOnceAndSoIsThatItIsOver() throws Exception {
        assertThat(reconciliation.look()).isEmpty();
        reconciliation.record(List.of());
        int found = recorded("audit.drift-found").size();
        int over = recorded("audit.drift-over").size();
        owner("GRANT TRUNCATE ON audit_event TO sixgate_service");
        try {
            for (int i = 0; i < 3; i++) {
                reconciliation.record(reconciliation.look());
            }
        } finally {
            owner("REVOKE TRUNCATE ON audit_event FROM sixgate_service");
        }
        assertThat(reconciliation.findings()).hasSize(2);
        assertThat(recorded("audit.drift-found"))
                .hasSize(found + 1)
                .last()
                .asString()
                .contains("Instead: table audit_event service:SELECT,TRUNCATE");

        for (int i = 0; i < 3; i++) {
            reconciliation.record(reconciliation.look());
        }

        assertThat(recorded("audit.drift-over")).hasSize(over + 1);
        assertThat(reconciliation.findings()).isEmpty();
    }

    @Test
    void anEventThatNobodyCountedIsFound() throws Exception {
        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql("INSERT INTO audit_event (event_id, schema_ver, body)"
                    + " VALUES ('00000000-0000-0000-0000-000000000001', 1, '{}')");
            owner.commit();
            assertThat(reconciliation.look()).hasSize(1).first().asString().contains("events, but");
        } finally {
            try (Owner owner = new Owner(url, ownerPassword)) {
                owner.sql("DELETE FROM audit_event WHERE event_id = '00000000-0000-0000-0000-000000000001'");
                owner.commit();
            }
        }
        assertThat(reconciliation.look()).isEmpty();
    }

    @Test
    void theWholeLogIsVerifiedOnceADayWhoeverDoesIt() throws Exception {
        clock.advance(Duration.ofDays(2));
        int before = recorded("audit.verified").size();

        assertThat(daily.runIfDue()).isTrue();
        assertThat(daily.runIfDue()).isFalse();
        clock.advance(Duration.ofHours(23));
        assertThat(daily.runIfDue()).isFalse();
        assertThat(recorded("audit.verified"))
                .hasSize(before + 1)
                .last()
                .asString()
                .contains("\"holds\":true", "system:verifier");

        clock.advance(Duration.ofHours(2));
        try (Owner owner = new Owner(url, ownerPassword)) {
            byte[] body = owner.body(0);
            owner.rewriteBody(0);
            owner.commit();
            try {
                assertThat(daily.runIfDue()).isTrue();
            } finally {
                owner.sql("ALTER TABLE audit_event DISABLE TRIGGER USER");
                owner.rewriteBody(0, body);
                owner.commit();
            }
        }
        assertThat(recorded("audit.verified")).last().asString().contains("\"outcome\":\"FAILED\"", "\"holds\":false");
        clock.advance(Duration.ofDays(2));
        assertThat(daily.runIfDue()).isTrue();
    }
}
