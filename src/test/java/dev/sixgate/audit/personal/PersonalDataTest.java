package dev.sixgate.audit.personal;

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
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.audit.seal.LogVerification;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.change.People;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
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
        assertThat(erase(subject)).isEqualTo(1);
        keys(null).checkAtStart(new StartupEvent());
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
