package dev.sixgate.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Refusal;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.audit.reconcile.Reconciliation;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.seal.LogVerification;
import dev.sixgate.audit.seal.Owner;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.tlog.TileAddress;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Events of a month long ago, in a partition of their own, are removed as an owner of the tables would. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class RetentionTest {
    @Inject
    AuditReader reader;

    @Inject
    AuditLog trail;

    @Inject
    Retention retention;

    @Inject
    Sealing sealing;

    @Inject
    LogReader log;

    @Inject
    LogVerification verification;

    @Inject
    Reconciliation reconciliation;

    @Inject
    DataSource dataSource;

    @Inject
    ObjectMapper json;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private final UUID id = UUID.randomUUID();

    private void owner(String sql) throws SQLException {
        try (Connection owner = DriverManager.getConnection(url, EmbeddedPostgres.OWNER, ownerPassword);
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What the function that makes partitions would have made then. */
    private void anEventOf(String month, String next) throws SQLException {
        String part = "audit_event_" + month.substring(0, 7).replace('-', '_');
        owner("CREATE TABLE IF NOT EXISTS " + part + " PARTITION OF audit_event FOR VALUES FROM ('" + month
                + " 00:00:00+00') TO ('" + next + " 00:00:00+00')");
        owner("CREATE OR REPLACE TRIGGER " + part + "_no_truncate BEFORE TRUNCATE ON " + part
                + " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite()");
        owner("ALTER TABLE " + part + " ENABLE ALWAYS TRIGGER " + part + "_no_truncate");
        String body = "{\"action\":\"test.old\",\"actor\":{\"subject\":\"long-gone\"},\"id\":\"" + id
                + "\",\"outcome\":\"SUCCESS\",\"schema\":1}";
        owner("INSERT INTO audit_event (event_id, recorded_at, schema_ver, body) VALUES ('" + id + "', '" + month
                + " 10:00:00+00', 1, convert_to('" + body + "', 'UTF8'))");
        owner("INSERT INTO audit_pending (recorded_at, event_id, action, outcome, actor) VALUES ('" + month
                + " 10:00:00+00', '" + id + "', 'test.old', 'SUCCESS', 'long-gone')");
    }

    private static Response ada(String path) {
        return given().auth().preemptive().basic("ada", "demo").get(path);
    }

    @Test
    void aRemovalThatCannotBeReadExcusesNothingAndStopsNoVerification() throws Exception {
        Instant before = retention.removed().before();
        try {
            removed("junk");
            sealing.run();

            assertThat(retention.removed().before()).isEqualTo(Instant.MIN);
            assertThat(verification.verify().events()).isPositive();
        } finally {
            removed(before.equals(Instant.MIN) ? "1970-01-01T00:00:00Z" : before.toString());
        }
    }

    private void removed(String recordedBefore) throws SQLException {
        owner("SELECT audit_append_any(" + aRemoval(recordedBefore) + ", true)");
    }

    private static String aRemoval(String recordedBefore) {
        return "convert_to('{\"action\":\"audit.bodies-removed\",\"actor\":{\"subject\":\"test\"},\"events\":0,\"id\":\""
                + UUID.randomUUID() + "\",\"kept\":[],\"lastLeaf\":999999,\"outcome\":\"SUCCESS\",\"recordedBefore\":\""
                + recordedBefore
                + "\",\"schema\":1}', 'UTF8')";
    }

    @Test
    void theServiceCannotExcuseWhatIsMissing() {
        for (String call : List.of(
                "audit_append(" + aRemoval("2100-01-01T00:00:00Z") + ")",
                "audit_append(convert_to(replace(convert_from(" + aRemoval("2100-01-01T00:00:00Z")
                        + ", 'UTF8'), 'audit.', 'audit\\u002e'), 'UTF8'))",
                "audit_append_any(" + aRemoval("2100-01-01T00:00:00Z") + ", true)")) {
            assertThatThrownBy(() -> service("SELECT " + call))
                    .as(call)
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(only the owner may add|permission denied).*");
        }
        assertThatThrownBy(() -> trail.appendAlone(
                        AuditEvent.of("audit.bodies-removed", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH)))
                .isInstanceOf(Refusal.class);
    }

    private void service(String sql) throws SQLException {
        try (Connection service = dataSource.getConnection();
                Statement statement = service.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void whatIsRemovedIsOnRecordAndEverythingElseStillHolds() throws Exception {
        anEventOf("2001-03-01", "2001-04-01");
        assertThatThrownBy(() -> owner("SELECT audit_remove_bodies('2001-04-15')"))
                .hasMessageContaining("not signed yet");
        sealing.run();
        RecordedEvent before = reader.byId(id).orElseThrow();
        assertThat(before.isThere()).isTrue();
        assertThat(verification.verify().findings()).isEmpty();

        owner("SELECT audit_remove_bodies('2001-04-15')");

        RecordedEvent after = reader.byId(id).orElseThrow();
        assertThat(after.state()).isEqualTo(RecordedEvent.State.REMOVED);
        JsonNode left = json.readTree(after.body());
        assertThat(left.path("bodyRemoved").asBoolean()).isTrue();
        assertThat(left.path("action").asText()).isEqualTo("test.old");
        assertThat(left.at("/actor/subject").asText()).isEqualTo("long-gone");
        assertThat(retention.removed().before()).isEqualTo("2001-04-01T00:00:00Z");
        Filter removals = new Filter(null, null, null, "audit.bodies-removed", null, null, null, null);
        List<RecordedEvent> told = reader.page(removals, after.leafIndex(), 10);
        JsonNode event = json.readTree(told.get(told.size() - 1).body());
        assertThat(event.path("events").asInt()).isPositive();
        assertThat(event.path("lastLeaf").asLong()).isEqualTo(after.leafIndex());
        assertThat(event.at("/actor/subject").asText()).isEqualTo("database:" + EmbeddedPostgres.OWNER);
        assertThat(dev.sixgate.CanonicalJson.bytes(event))
                .as("as canonical as any other")
                .isEqualTo(told.get(told.size() - 1).body());

        sealing.run();
        assertThat(verification.verify().findings()).isEmpty();
        assertThat(reconciliation.look()).isEmpty();
        assertThat(log.proof(id)).as("its hash is still proven").isPresent();
        long bundle = after.leafIndex() / TileAddress.FULL;
        assertThat(log.entries(new TileAddress(0, bundle, (int) (after.leafIndex() % TileAddress.FULL) + 1))
                        .orElse(new byte[2]))
                .as("as long as nothing, if others of its bundle are there")
                .endsWith(0, 0);
        assertThat(ada("/audit/events?action=test.old")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<Boolean>path("items[-1].event.bodyRemoved"))
                .isTrue();
        assertThat(ada("/audit/export?action=test.old").asString()).doesNotContain(id.toString());

        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql(
                    "DELETE FROM audit_event WHERE event_id = ?",
                    UUID.fromString(event.path("id").asText()));
            owner.commit();
            assertThat(verification.verify().findings())
                    .as("without the event that says so, they are simply gone")
                    .isNotEmpty();
            owner.sql(
                    "INSERT INTO audit_event (event_id, recorded_at, schema_ver, body) SELECT event_id, recorded_at, 1, ?"
                            + " FROM audit_index WHERE leaf_index = ?",
                    told.get(told.size() - 1).body(),
                    told.get(told.size() - 1).leafIndex());
            owner.commit();
        }
        assertThat(verification.verify().findings()).isEmpty();
    }

    @Test
    void neitherTheServiceNorAMonthThatIsNotOver() {
        LocalDate next = LocalDate.now(ZoneOffset.UTC).plusMonths(1);
        assertThatThrownBy(() -> owner("SELECT audit_remove_bodies('" + next + "')"))
                .hasMessageContaining("only months that are over");
        assertThatThrownBy(() -> service("SELECT audit_remove_bodies('2001-01-01')"))
                .hasMessageContaining("permission denied");
    }
}
