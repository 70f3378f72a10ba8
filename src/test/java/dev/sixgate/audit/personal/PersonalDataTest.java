package dev.sixgate.audit.personal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.CanonicalJson;
import dev.sixgate.IdSource;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.Indexed;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.audit.seal.LogVerification;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.change.People;
import dev.sixgate.sandbox.postgres.EmbeddedPostgres;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PersonalDataTest {
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

    @Inject
    AuditLog log;

    @Inject
    AuditReader reader;

    @Inject
    PersonalData personal;

    @Inject
    People people;

    @Inject
    Sealing sealing;

    @Inject
    LogVerification verification;

    @Inject
    IdSource ids;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private final String subject = "person-" + UUID.randomUUID();

    private Actor actor(Actor.Type type, String of) {
        var origin = new Actor.Origin("basic", null, "r-1", "192.0.2.77", "Netscape/4.0");
        return type == Actor.Type.ANONYMOUS
                ? Actor.anonymous(origin)
                : new Actor(type, of, "Nora Network", null, Set.of(), Set.of(), origin);
    }

    private RecordedEvent recorded(AuditEvent event) {
        return reader.byId(log.appendAlone(event)).orElseThrow();
    }

    private AuditEvent ofThePerson() {
        return AuditEvent.of("test.said", Outcome.SUCCESS, actor(Actor.Type.USER, subject), NOW)
                .with("reason", "because I say so")
                .with("comment", "and so do I")
                .with("after", Map.of("retrospective", Map.of("name", "Nora Network", "by", subject), "hold", true))
                .with("source", Map.of("type", "SUBJECT", "id", subject));
    }

    private Opened opened(RecordedEvent event) {
        return reader.open(List.of(event)).get(0);
    }

    private int erase(String who) {
        return QuarkusTransaction.requiringNew().call(() -> people.erase(who));
    }

    @Test
    void whatAnEventSaysOfItsPersonIsSealedAndOpensForWhoeverMayReadIt() {
        RecordedEvent event = recorded(ofThePerson());

        assertThat(event.json())
                .contains("\"subject\":\"" + subject + "\"", "\"hold\":true", "\"id\":\"" + subject + "\"")
                .doesNotContain("Nora", "192.0.2.77", "Netscape", "because", "so do I");
        Opened opened = opened(event);
        assertThat(opened.values())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "/actor/name", "Nora Network",
                        "/actor/ip", "192.0.2.77",
                        "/actor/userAgent", "Netscape/4.0",
                        "/reason", "because I say so",
                        "/comment", "and so do I",
                        "/after/retrospective/name", "Nora Network"));
        assertThat(opened.body().at("/after/retrospective/name").asText()).isEqualTo("Nora Network");
        assertThat(opened.body().path("reason").asText()).isEqualTo("because I say so");
        assertThat(recorded(ofThePerson()).json())
                .as("the same words are other bytes")
                .isNotEqualTo(event.json());
    }

    @Test
    void anAddressOfNobodyIsSealedByTheKeyOfTheDay() {
        RecordedEvent event =
                recorded(AuditEvent.of("test.refused", Outcome.REFUSED, actor(Actor.Type.ANONYMOUS, ""), NOW)
                        .with("source", Map.of("type", "IP", "id", "192.0.2.77")));

        assertThat(event.json()).doesNotContain("192.0.2.77", "Netscape");
        assertThat(opened(event).values()).containsKeys("/actor/ip", "/source/id");
        assertThat(people.areOnRecord("anonymous:2026-02-03")).isTrue();
        assertThat(people.areOnRecord("anonymous:2026-02-04")).isFalse();
    }

    @Test
    void whatSomebodyTypedIsSealedToo() {
        RecordedEvent event =
                recorded(AuditEvent.of("test.refused", Outcome.REFUSED, actor(Actor.Type.ANONYMOUS, ""), NOW)
                        .with("claimed", List.of("nora.network", "n.network"))
                        .with("request", "GET /people/nora.network")
                        .with("requests", List.of("GET /people/nora.network"))
                        .with("filter", Map.of("actor", "nora.network", "from", "2026-01-01T00:00:00Z")));

        assertThat(event.json()).doesNotContain("nora.network", "2026-01-01");
        assertThat(opened(event).body().at("/claimed/1").asText()).isEqualTo("n.network");
        assertThat(opened(event).values())
                .containsKeys("/claimed/0", "/claimed/1", "/request", "/requests/0", "/filter/actor", "/filter/from");
        RecordedEvent single =
                recorded(AuditEvent.of("test.refused", Outcome.REFUSED, actor(Actor.Type.ANONYMOUS, ""), NOW)
                        .with("claimed", "nora.network"));
        assertThat(single.json()).doesNotContain("nora.network");
        assertThat(opened(single).values()).containsEntry("/claimed", "nora.network");
        assertThat(personal.leaveSealed(List.of(event.body())).get(0).values()).isEmpty();
    }

    @Test
    void anEventThatIsCommittedToAnotherKeyIsNotShownAsOpened() throws Exception {
        UUID id = UUID.randomUUID();
        ObjectNode body = CanonicalJson.tree(Map.of("id", id, "reason", "mine"));
        personal.seal(body, id, subject);
        ((ObjectNode) body.path("personal"))
                .put("commitment", EventKey.of(new byte[32], id).commitment());

        Opened opened = personal.open(List.of(CanonicalJson.bytes(body))).get(0);

        assertThat(opened.body().path("reason").asText()).isEqualTo("(unreadable)");
        assertThat(opened.key()).isNull();
        assertThat(opened.values()).isEmpty();
    }

    private byte[] anEvent(UUID id, String member) {
        return ("{\"action\":\"test.odd\",\"actor\":{\"subject\":\"" + subject + "\"}," + member + ",\"id\":\"" + id
                        + "\",\"outcome\":\"SUCCESS\",\"schema\":1}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void appendAsTheService(byte[] event) throws SQLException {
        try (Connection service = dataSource.getConnection();
                PreparedStatement append = service.prepareStatement("SELECT audit_append(?)")) {
            append.setBytes(1, event);
            append.execute();
        }
    }

    private static String nested(int depth) {
        return "\"deep\":" + "[".repeat(depth) + "]".repeat(depth);
    }

    @Test
    void anEventThatNoReaderTakesIsNotRecorded() throws Exception {
        for (String deep :
                List.of(nested(101), nested(5_000), "\"deep\":" + "{\"[\":".repeat(150) + "1" + "}".repeat(150))) {
            assertThatThrownBy(() -> appendAsTheService(anEvent(UUID.randomUUID(), deep)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("nested more than 100 times");
        }
        for (String around : List.of(" %s", "%s ", "\n%s", "%s\n")) {
            byte[] event = around.formatted(new String(anEvent(UUID.randomUUID(), "\"x\":1"), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> appendAsTheService(event)).hasMessageContaining("not one line");
        }
        assertThatThrownBy(() -> appendAsTheService(anEvent(UUID.randomUUID(), "\n\"x\":1")))
                .hasMessageContaining("not one line");
        for (String ambiguous : List.of(
                "\"x\":1,\"x\":2",
                "\"actor\":{\"subject\":\"another\"}",
                "\"domain\":{\"domain\":\"x\"}",
                "\"target\":[1]",
                "\"changeId\":7")) {
            assertThatThrownBy(() -> appendAsTheService(anEvent(UUID.randomUUID(), ambiguous)))
                    .as(ambiguous)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("not one text each");
        }
        for (String actor :
                List.of("\"x\"", "[]", "{}", "{\"subject\":{\"a\":1}}", "{\"subject\":\"a\",\"subject\":\"b\"}")) {
            byte[] event = new String(anEvent(UUID.randomUUID(), "\"x\":1"), StandardCharsets.UTF_8)
                    .replace("{\"subject\":\"" + subject + "\"}", actor)
                    .getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> appendAsTheService(event)).as(actor).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void anOddEventStandsInNobodysWay() throws Exception {
        for (String odd : List.of(
                nested(98),
                "\"occurredAt\":\"once upon a time\"",
                "\"occurredAt\":\"+999999999-12-31T23:59:59.999999999Z\"",
                "\"claimed\":{\"a/b~c\":\"x\"}",
                "\"number\":" + "1".repeat(20_000),
                "\"number\":1e99999",
                "\"" + "n".repeat(60_000) + "\":1",
                "\"text\":\"" + "[{\\\"".repeat(5_000) + "\"",
                "\"list\":[" + "[],".repeat(1_000) + "{}]")) {
            appendAsTheService(anEvent(UUID.randomUUID(), odd));
        }
        sealing.run();

        for (String path : List.of(
                "/audit/events?pageSize=200&actor=",
                "/audit/export?format=csv&actor=",
                "/audit/export?format=ndjson&actor=",
                "/audit/export?format=ocsf&actor=",
                "/audit/export?format=cloudevents&actor=")) {
            given().auth()
                    .preemptive()
                    .basic("ada", "demo")
                    .get(path + subject)
                    .then()
                    .statusCode(200);
        }
        assertThat(reader.open(reader.page(
                        new AuditReader.Filter(null, null, subject, null, null, null, null, null), -1, 100)))
                .hasSize(9)
                .allMatch(Opened::isReadable);
        assertThat(verification.verify().findings()).isEmpty();
    }

    /** One that an earlier version let in. */
    @Test
    void ofAnEventThatCannotBeReadThereIsWhatItIsFoundBy() {
        for (String unreadable : List.of(nested(5_000), "\"x\":")) {
            UUID id = UUID.randomUUID();
            byte[] body = anEvent(id, unreadable);
            Indexed foundBy = new Indexed(id.toString(), "test.odd", "SUCCESS", subject, null, null, null);
            List<RecordedEvent> events = List.of(
                    new RecordedEvent(0, NOW, body, RecordedEvent.State.THERE, Hash.ofLeaf(body), foundBy),
                    recorded(ofThePerson()));

            for (List<Opened> opened : List.of(reader.open(events), reader.leaveSealed(events))) {
                assertThat(opened.get(0).isReadable()).isFalse();
                assertThat(opened.get(0).body().toString())
                        .contains("\"unreadable\":", "\"action\":\"test.odd\"", "{\"subject\":\"" + subject + "\"}");
                assertThat(opened.get(1).isReadable()).isTrue();
            }
        }
    }

    /** The writer is in time: nothing of what it wrote is left. */
    @Test
    void whoeverErasesWaitsForWhatIsBeingWritten() throws Exception {
        CompletableFuture<Integer> erasing = new CompletableFuture<>();
        UUID written = QuarkusTransaction.requiringNew().call(() -> {
            UUID id = log.append(ofThePerson());
            erasing.completeAsync(() -> erase(subject));
            awaitOneWaiting();
            assertThat(erasing).isNotDone();
            return id;
        });

        assertThat(erasing.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(opened(reader.byId(written).orElseThrow()).values()).isEmpty();
    }

    /** The writer is late: it comes back, by another key. */
    @Test
    void whoeverWritesOfAPersonWaitsForTheirErasing() throws Exception {
        recorded(ofThePerson());
        CompletableFuture<RecordedEvent> writing = new CompletableFuture<>();
        QuarkusTransaction.requiringNew().call(() -> {
            assertThat(people.erase(subject)).isEqualTo(1);
            writing.completeAsync(() -> recorded(ofThePerson()));
            awaitOneWaiting();
            assertThat(writing).isNotDone();
            return true;
        });

        assertThat(opened(writing.get(10, TimeUnit.SECONDS)).values()).containsKey("/reason");
    }

    /** Returns when somebody waits for an advisory lock, or after ten seconds. */
    private void awaitOneWaiting() throws SQLException {
        Instant patience = Instant.now().plusSeconds(10);
        try (Connection connection = DriverManager.getConnection(url, EmbeddedPostgres.OWNER, ownerPassword);
                PreparedStatement waiting = connection.prepareStatement(
                        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")) {
            while (!isThere(waiting) && Instant.now().isBefore(patience)) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean isThere(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    @Test
    void whatTheServiceSaysOfItselfIsNobodysSecret() {
        RecordedEvent event = recorded(AuditEvent.of("test.done", Outcome.SUCCESS, Actor.system("test"), NOW)
                .with("reason", "nobody confirmed"));

        assertThat(event.json()).contains("nobody confirmed", "Sixgate test").doesNotContain("personal");
        assertThat(opened(event).key()).isNull();
    }

    @Test
    void whoDestroysAKeyErasesThePersonAndEveryProofStillHolds() throws Exception {
        RecordedEvent before = recorded(ofThePerson());
        sealing.run();

        assertThat(erase(subject)).isEqualTo(1);
        assertThat(erase(subject)).as("there is nothing more to destroy").isZero();

        RecordedEvent after =
                reader.page(AuditReader.Filter.ALL, before.leafIndex() - 1, 1).get(0);
        assertThat(after.body()).isEqualTo(before.body());
        Opened erased = opened(after);
        assertThat(erased.key()).isNull();
        assertThat(erased.values()).isEmpty();
        assertThat(erased.body().at("/actor/name").asText()).isEqualTo("(erased)");
        assertThat(erased.body().path("reason").asText()).isEqualTo("(erased)");
        assertThat(erased.body().at("/actor/subject").asText()).isEqualTo(subject);
        sealing.run();
        assertThat(verification.verify().findings()).isEmpty();

        RecordedEvent later = recorded(ofThePerson());
        assertThat(opened(later).values()).as("who comes back has another key").containsKey("/actor/name");
        assertThat(opened(after).values()).isEmpty();
        assertThat(people.areOnRecord(subject)).isTrue();
    }

    @Test
    void whatWasSealedForAnotherPlaceOrEventDoesNotOpen() throws Exception {
        UUID one = UUID.randomUUID();
        ObjectNode body = CanonicalJson.tree(Map.of("id", one, "reason", "mine", "comment", "yours"));
        personal.seal(body, one, subject);
        ObjectNode swapped = body.deepCopy();
        swapped.set("reason", body.get("comment"));
        ObjectNode moved = body.deepCopy();
        moved.put("id", UUID.randomUUID().toString());

        List<Opened> opened = personal.open(
                List.of(CanonicalJson.bytes(body), CanonicalJson.bytes(swapped), CanonicalJson.bytes(moved)));

        assertThat(opened.get(0).values()).hasSize(2);
        assertThat(opened.get(1).body().path("reason").asText()).isEqualTo("(unreadable)");
        assertThat(opened.get(1).values()).containsOnlyKeys("/comment");
        assertThat(opened.get(2).values()).isEmpty();
        EventKey key = EventKey.of(new byte[32], one);
        assertThat(key.isCommittedBy(key.commitment())).isTrue();
        assertThat(EventKey.of(new byte[32], UUID.randomUUID()).isCommittedBy(key.commitment()))
                .isFalse();
    }

    private record Configured(Optional<String> personalDataKey) implements PersonalConfig {}

    private PersonalKeys keys(@Nullable String key) {
        return new PersonalKeys(dataSource, new KeyWrapping(new Configured(Optional.ofNullable(key))), ids);
    }

    private static String key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(key);
    }

    @Test
    void withAKeyOutsideOfItTheDatabaseAloneTellsNothing(@TempDir Path directory) throws Exception {
        byte[] inUse = keys(key(1)).inUse(subject).key();
        Path file = directory.resolve("key");
        Files.writeString(file, key(1) + "\n");

        PersonalKeys fromFile = keys(file.toString());
        fromFile.checkAtStart(new StartupEvent());
        assertThat(fromFile.inUse(subject).key()).isEqualTo(inUse);
        for (@Nullable String wrong : new @Nullable String[] {key(2), null}) {
            assertThatThrownBy(() -> keys(wrong).inUse(subject)).isInstanceOf(GeneralSecurityException.class);
            assertThatThrownBy(() -> keys(wrong).checkAtStart(new StartupEvent()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("sixgate.audit.personal-data-key is not the key");
        }
        String poisoned = subject + "-poisoned";
        insertAsTheService(poisoned);
        fromFile.checkAtStart(new StartupEvent());
        assertThat(fromFile.of(List.of(idOf(poisoned), fromFile.inUse(subject).id())))
                .as("one that nobody can decrypt stands in no other's way")
                .hasSize(1);
        assertThat(erase(subject)).isEqualTo(1);
        assertThat(erase(poisoned)).isEqualTo(1);
        keys(null).checkAtStart(new StartupEvent());
    }

    private void insertAsTheService(String of) throws SQLException {
        try (Connection service = dataSource.getConnection();
                PreparedStatement insert = service.prepareStatement(
                        "INSERT INTO personal_key (subject, key, id) VALUES (?, ('\\x01' || repeat('22', 60))::bytea, ?)")) {
            insert.setString(1, of);
            insert.setObject(2, UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)));
            insert.execute();
        }
    }

    private static UUID idOf(String poisoned) {
        return UUID.nameUUIDFromBytes(poisoned.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "AAAA", "/nowhere/at/all"})
    void aKeyThatIsNoneStopsTheStart(String written) {
        assertThatThrownBy(() -> keys(written))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("neither 32 bytes in base64 nor a file");
    }

    @Test
    void theServiceCanNeitherChangeNorTakeAwayAKeyOtherwise() throws Exception {
        keys(null).inUse(subject);
        for (String sql : List.of(
                "UPDATE personal_key SET key = NULL, destroyed_at = now()",
                "DELETE FROM personal_key",
                "TRUNCATE personal_key",
                "INSERT INTO personal_key (subject, key, destroyed_at) VALUES ('x', NULL, now())",
                "UPDATE review SET comment = 'x'")) {
            try (Connection service = dataSource.getConnection();
                    Statement statement = service.createStatement()) {
                assertThatThrownBy(() -> statement.execute(sql))
                        .as(sql)
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied");
            }
        }
    }
}
