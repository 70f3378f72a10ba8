package dev.sixgate.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.CanonicalJson;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.Refusal;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.narayana.jta.QuarkusTransaction;
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
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AuditLogTest {
    private static final int WRITERS = 8;
    private static final int EVENTS = 60;

    @Inject
    AuditLog log;

    @Inject
    AuditReader reader;

    @Inject
    DataSource dataSource;

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    ChangeRequests changes;

    @Inject
    ChangeJournal journal;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    @Test
    void aReaderWhoPagesWhileOthersWriteMissesNothing() throws Exception {
        String action = "test.race";
        ExecutorService people = Executors.newFixedThreadPool(WRITERS + 1);
        List<String> read;
        try {
            List<Callable<@Nullable Void>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> (Callable<@Nullable Void>) () -> write(action, writer))
                    .toList();
            Future<List<String>> reading = people.submit(() -> readAll(action, WRITERS * EVENTS));
            for (Future<@Nullable Void> written : people.invokeAll(writers)) {
                written.get();
            }
            read = reading.get();
        } finally {
            people.shutdownNow();
        }

        assertThat(read).doesNotHaveDuplicates().hasSize(WRITERS * EVENTS);
        for (int writer = 0; writer < WRITERS; writer++) {
            String prefix = writer + ":";
            assertThat(read.stream().filter(event -> event.startsWith(prefix)))
                    .as("the events of one writer, in the order of writing")
                    .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                            .mapToObj(event -> prefix + event)
                            .toList());
        }
        assertThat(query("SELECT count(*) = max(leaf_index) + 1 AND min(leaf_index) = 0"
                        + " AND count(*) = (SELECT size FROM audit_tree) FROM audit_index"))
                .as("leaf indices are without gaps")
                .isEqualTo("t");
    }

    @Test
    void aLeafIsTheHashOfItsBody() {
        UUID id = log.appendAlone(event("test.hashed"));

        RecordedEvent recorded = reader.byId(id).orElseThrow();

        byte[] leaf = new byte[recorded.body().length + 1];
        System.arraycopy(recorded.body(), 0, leaf, 1, recorded.body().length);
        assertThat("sha256:" + query("SELECT encode(leaf_hash, 'hex') FROM audit_index WHERE event_id = '" + id + "'"))
                .isEqualTo(CanonicalJson.sha256(leaf));
        assertThat(CanonicalJson.bytes(world.json(recorded.json()))).isEqualTo(recorded.body());
    }

    @Test
    void waitingEventsAreNumberedByTheirIndexesThoughTheStatisticsSayThatNoneWait() throws SQLException {
        try (Connection owner = DriverManager.getConnection(url, EmbeddedPostgres.OWNER, ownerPassword);
                Statement sql = owner.createStatement()) {
            reader.page(AuditReader.Filter.ALL, -1, 1);
            sql.execute("VACUUM ANALYZE audit_pending");
            log.appendAlone(event("test.by-index"));
            log.appendAlone(event("test.by-index"));
            owner.setAutoCommit(false);

            sql.execute("SELECT audit_number_events(1000)");

            try (ResultSet scans = sql.executeQuery("SELECT relname, seq_scan, idx_scan FROM pg_stat_xact_user_tables"
                    + " WHERE relname = 'audit_pending' OR relname LIKE 'audit\\_event%' AND idx_scan > 0")) {
                int tables = 0;
                for (; scans.next(); tables++) {
                    assertThat(scans.getLong("seq_scan"))
                            .as(scans.getString("relname"))
                            .isZero();
                    assertThat(scans.getLong("idx_scan"))
                            .as(scans.getString("relname"))
                            .isPositive();
                }
                assertThat(tables).as("pending events and a month's").isEqualTo(2);
            }
            owner.commit();
        }
    }

    @Test
    void whatCannotBeRecordedDoesNotHappen() {
        world.freshWorld();
        Change change = world.aChangeInReview();
        String tooLong = "x".repeat(65_536);

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> cancel(change, tooLong)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.NOT_READY));

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(folding.events(change)).hasSize(1);
        folding.requireThatEventsTellTheRows(List.of(change));
    }

    @Test
    void anEventGoesWithTheTransactionThatItBelongsTo() {
        String action = "test.rolled-back";

        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    log.append(event(action));
                    throw new IllegalStateException("the deed fails after all");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(reader.page(of(action), -1, 10)).isEmpty();
        assertThatThrownBy(() -> log.append(event(action)))
                .as("an event outside of a transaction")
                .isInstanceOf(RuntimeException.class);
    }

    private void cancel(Change told, String reason) {
        Instant now = world.now();
        ChangeRequest change = changes.take(ChangeId.parse(told.id()));
        Map<String, Object> before = change.facts();
        change.cancel(now);
        journal.done(
                change,
                before,
                "change.cancelled",
                Outcome.SUCCESS,
                Actor.system("test"),
                now,
                event -> event.with("reason", reason));
    }

    private @Nullable Void write(String action, int writer) {
        for (int i = 0; i < EVENTS; i++) {
            log.appendAlone(event(action).with("n", writer + ":" + i));
        }
        return null;
    }

    private List<String> readAll(String action, int expected) {
        List<String> read = new ArrayList<>();
        long after = -1;
        Instant giveUp = Instant.now().plusSeconds(60);
        while (read.size() < expected && Instant.now().isBefore(giveUp)) {
            for (RecordedEvent event : reader.page(of(action), after, 7)) {
                after = event.leafIndex();
                read.add(world.json(event.json()).path("n").asText());
            }
        }
        return read;
    }

    private static AuditEvent event(String action) {
        return AuditEvent.of(action, Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH);
    }

    private static AuditReader.Filter of(String action) {
        return new AuditReader.Filter(null, null, null, action, null, null, null, null);
    }

    private String query(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
