package dev.sixgate.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.audit.RecordedEvent.State;
import dev.sixgate.audit.Retention;
import dev.sixgate.audit.export.AuditExport;
import dev.sixgate.audit.export.ExportFormat;
import dev.sixgate.audit.reconcile.Reconciliation;
import dev.sixgate.audit.seal.LogVerification.Finding;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.cli.Verify;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a log whose first months were removed: the same month as in the other test of removals, as they share the log. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class KeyRetentionTest {
    private static final String PART = "audit_event_2001_03";

    @Inject
    KeyLedger ledger;

    @Inject
    SigningKeys keys;

    @Inject
    Retention retention;

    @Inject
    Sealing sealing;

    @Inject
    AuditReader reader;

    @Inject
    AuditExport export;

    @TempDir
    Path directory;

    @Inject
    LogVerification verification;

    @Inject
    Reconciliation reconciliation;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private final UUID event = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final String old =
            NoteSigner.generate("old.example.com/audit").key().toString();
    private String stranger = "";

    @BeforeEach
    void aKeyOfLongAgo() throws Exception {
        sealing.run();
        stranger = NoteSigner.generate(keys.origin().orElseThrow()).key().toString();
        owner("CREATE TABLE IF NOT EXISTS " + PART + " PARTITION OF audit_event"
                + " FOR VALUES FROM ('2001-03-01 00:00:00+00') TO ('2001-04-01 00:00:00+00')");
        owner("CREATE OR REPLACE TRIGGER " + PART + "_no_truncate BEFORE TRUNCATE ON " + PART
                + " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_rewrite()");
        owner("ALTER TABLE " + PART + " ENABLE ALWAYS TRIGGER " + PART + "_no_truncate");
        recordedLongAgo(event, "audit.key-added", ",\"verifierKey\":\"" + old + "\"");
        recordedLongAgo(other, "test.old", "");
        service("INSERT INTO audit_key (verifier_key) VALUES ('" + old + "')");
        sealing.run();
    }

    @AfterEach
    void theStrangerIsGone() throws Exception {
        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql("ALTER TABLE audit_key DISABLE TRIGGER USER");
            owner.sql("DELETE FROM audit_key WHERE verifier_key = ?", stranger);
            owner.commit();
        }
        sealing.run();
    }

    private void said(Owner owner, String more) throws SQLException {
        owner.sql(
                "DO $do$ BEGIN PERFORM audit_append_any(convert_to('{\"action\":\"audit.bodies-removed\","
                        + "\"actor\":{\"subject\":\"test\"},\"events\":2,\"id\":\"" + UUID.randomUUID() + "\"" + more
                        + ",\"lastLeaf\":' || (SELECT max(leaf_index) FROM audit_index WHERE recorded_at < '2001-04-01 00:00:00+00')"
                        + " || ',\"outcome\":\"SUCCESS\",\"recordedBefore\":\"2001-04-01T00:00:00Z\",\"schema\":1}', 'UTF8'), true); END $do$");
    }

    private static void putBack(Owner owner, UUID event, byte[] body) throws SQLException {
        owner.sql(
                "INSERT INTO audit_event (event_id, recorded_at, schema_ver, body) VALUES (?, '2001-03-07 10:00:00+00', 1, ?)",
                event,
                body);
    }

    private void recordedLongAgo(UUID id, String action, String more) throws SQLException {
        String body = "{\"action\":\"" + action + "\",\"actor\":{\"subject\":\"long-gone\"},\"id\":\"" + id
                + "\",\"outcome\":\"SUCCESS\",\"schema\":1" + more + "}";
        owner("INSERT INTO audit_event (event_id, recorded_at, schema_ver, body) VALUES ('" + id
                + "', '2001-03-07 10:00:00+00', 1, convert_to('" + body + "', 'UTF8'))");
        owner("INSERT INTO audit_pending (recorded_at, event_id, action, outcome, actor) VALUES"
                + " ('2001-03-07 10:00:00+00', '" + id + "', '" + action + "', 'SUCCESS', 'long-gone')");
    }

    private void owner(String sql) throws SQLException {
        try (Connection owner = DriverManager.getConnection(url, EmbeddedPostgres.OWNER, ownerPassword);
                Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private void service(String sql) throws SQLException {
        try (Connection service = dataSource.getConnection();
                Statement statement = service.createStatement()) {
            statement.execute(sql);
        }
    }

    private void removed() throws Exception {
        owner("SELECT audit_remove_bodies('2001-04-15')");
        sealing.run();
    }

    /** As it was before key events were kept: the key's event went with the others, and the removal does not say that any stayed. */
    private void removedAsItOnceWas() throws Exception {
        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql("DELETE FROM audit_event WHERE event_id IN (?, ?)", event, other);
            said(owner, "");
            owner.commit();
        }
        sealing.run();
    }

    private List<String> findings() throws Exception {
        return verification.verify().findings().stream().map(Finding::what).toList();
    }

    private boolean isRetired(String key) throws SQLException {
        try (Connection service = dataSource.getConnection();
                PreparedStatement select = service.prepareStatement(
                        "SELECT retired_at IS NOT NULL FROM audit_key WHERE verifier_key = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getBoolean(1);
            }
        }
    }

    private long retirementsOnRecord(String key) {
        return reader.page(Filter.ofAction("audit.key-retired"), -1, 10_000).stream()
                .filter(each -> each.json().contains(key))
                .count();
    }

    @Test
    void whatTellsOfKeysStaysWhenBodiesAreRemoved() throws Exception {
        removed();

        assertThat(reader.byId(other).orElseThrow().state()).isEqualTo(State.REMOVED);
        assertThat(reader.byId(event).orElseThrow().isThere()).isTrue();
        assertThat(findings()).isEmpty();
        assertThat(reconciliation.look()).isEmpty();
        owner("DO $$ BEGIN IF audit_remove_bodies('2001-04-15') <> 0 THEN RAISE 'removed once more'; END IF; END $$");
    }

    @Test
    void anExportHasTheHashesOfWhatWasRemovedAmongWhatWasKept() throws Exception {
        removed();
        var file = new ByteArrayOutputStream();
        var said = new ByteArrayOutputStream();

        export.write(Filter.ALL, ExportFormat.NDJSON, true, file);

        assertThat(file.toString(StandardCharsets.UTF_8)).contains("\"bodyRemoved\":true,\"leafHash\":");
        Path path = Files.write(directory.resolve("export.ndjson"), file.toByteArray());
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        String key = keys.signers().get(0).key().toString();
        assertThat(Verify.run(List.of(path.toString(), "--key", key), out, out))
                .as(said.toString(StandardCharsets.UTF_8))
                .isEqualTo(3);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("unproved: bodies: ", "since their time was over", "holds: tree:")
                .doesNotContain("filtered");
    }

    @Test
    void aKeyWithoutItsEventIsFoundAlsoAfterBodiesWereRemoved() throws Exception {
        removed();
        service("INSERT INTO audit_key (verifier_key) VALUES ('" + stranger + "')");

        assertThat(findings()).containsExactly("The log does not say that the key " + stranger + " was added to it.");
    }

    @Test
    void noRetirementIsRecordedOfAKeyThatWasNeverAdded() throws Exception {
        removed();
        service("INSERT INTO audit_key (verifier_key) VALUES ('" + stranger + "')");

        ledger.inUse(keys.signers());

        assertThat(retirementsOnRecord(stranger)).isZero();
        assertThat(isRetired(stranger)).isFalse();
        assertThat(findings()).hasSize(1);
    }

    @Test
    void aKeyThatSomebodyElsePutThereBeforeItSignedIsOnRecordAllTheSame() throws Exception {
        NoteSigner next = NoteSigner.generate(keys.origin().orElseThrow());
        stranger = next.key().toString();
        service("INSERT INTO audit_key (verifier_key) VALUES ('" + stranger + "')");

        ledger.inUse(List.of(keys.signers().get(0), next));
        ledger.inUse(List.of(keys.signers().get(0), next));

        assertThat(reader.page(Filter.ofAction("audit.key-added"), -1, 10_000))
                .filteredOn(each -> each.json().contains(stranger))
                .hasSize(1);
        assertThat(findings()).isEmpty();
    }

    @Test
    void whereAKeysEventHasGoneAlreadyOneKeyTooManyIsStillCounted() throws Exception {
        byte[] body = reader.byId(event).orElseThrow().body();
        removedAsItOnceWas();
        assertThat(findings()).isEmpty();
        service("INSERT INTO audit_key (verifier_key) VALUES ('" + stranger + "')");

        ledger.inUse(keys.signers());

        assertThat(retirementsOnRecord(stranger)).isZero();
        assertThat(findings())
                .singleElement()
                .asString()
                .contains("which of them were, can no longer be told", stranger, old);
        try (Owner owner = new Owner(url, ownerPassword)) {
            putBack(owner, event, body);
            said(owner, ",\"kept\":[]");
            owner.commit();
        }
    }

    @Test
    void whatWasTakenAwayAndDatedBackIsNotExcusedByARemoval() throws Exception {
        removed();
        try (Owner owner = new Owner(url, ownerPassword)) {
            long last = Sealer.sizeOf(owner.connection()) - 1;
            owner.sql(
                    "DELETE FROM audit_event WHERE event_id = (SELECT event_id FROM audit_index WHERE leaf_index = ?)",
                    last);
            owner.sql("UPDATE audit_index SET recorded_at = '2001-03-07 10:00:00+00' WHERE leaf_index = ?", last);

            assertThat(LogVerification.over(
                                    owner.connection(),
                                    keys.origin().orElseThrow(),
                                    List.of(),
                                    keys.signers().stream().map(NoteSigner::key).toList(),
                                    retention.removed())
                            .findings())
                    .extracting(Finding::leaf)
                    .contains(last);
        }
    }

    @Test
    void aKeysEventThatSomebodyTookAwayIsNotExcusedByARemoval() throws Exception {
        removed();
        byte[] body = reader.byId(event).orElseThrow().body();
        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql("DELETE FROM audit_event WHERE event_id = ?", event);
            owner.commit();
            assertThat(findings()).anyMatch(what -> what.equals("The body of event " + event + " is gone."));

            putBack(owner, event, body);
            owner.commit();
        }
        assertThat(findings()).isEmpty();
    }
}
