package dev.sixgate.audit.export;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.RecordedEvent.State;
import dev.sixgate.audit.seal.Owner;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.cli.Verify;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever owns the tables takes a body away, and nobody says that it was removed. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class BodyTakenAwayTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    AuditLog log;

    @Inject
    AuditReader reader;

    @Inject
    Sealing sealing;

    @TempDir
    Path directory;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    private UUID id = UUID.randomUUID();
    private byte[] body = {};
    private long leaf;
    private Instant from = Instant.EPOCH;
    private String said = "";

    @BeforeEach
    void somebodyTookItAway() throws Exception {
        UUID before =
                log.appendAlone(AuditEvent.of("test.before", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        id = log.appendAlone(AuditEvent.of("test.taken", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        log.appendAlone(AuditEvent.of("test.after", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        sealing.run();
        from = reader.byId(before).orElseThrow().recordedAt();
        RecordedEvent event = reader.byId(id).orElseThrow();
        body = event.body();
        leaf = event.leafIndex();
        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql("DELETE FROM audit_event WHERE event_id = ?", id);
            owner.commit();
        }
    }

    @AfterEach
    void itIsThereAgain() throws Exception {
        try (Owner owner = new Owner(url, ownerPassword)) {
            owner.sql(
                    "INSERT INTO audit_event (event_id, recorded_at, schema_ver, body) SELECT event_id, recorded_at, 1, ?"
                            + " FROM audit_index WHERE event_id = ?",
                    body,
                    id);
            owner.commit();
        }
    }

    private static Response ada(String path) {
        return given().auth().preemptive().basic("ada", "demo").get(path);
    }

    private static String export(String query) {
        return ada("/audit/export" + (query.isEmpty() ? "" : "?" + query))
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private int verify(String export) throws Exception {
        Path file = Files.writeString(directory.resolve("export.ndjson"), export);
        String key = given().get("/audit/key").asString().split("\n")[0];
        var out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int status = Verify.run(List.of(file.toString(), "--key", key), print, print);
        said = out.toString(StandardCharsets.UTF_8);
        return status;
    }

    private static JsonNode manifest(String export) throws Exception {
        String[] lines = export.split("\n");
        return JSON.readTree(lines[lines.length - 1]).path("manifest");
    }

    @Test
    void anExportWithoutAFilterHasItsHashAndTheVerifierNamesTheLeaf() throws Exception {
        String export = export("");

        assertThat(manifest(export).path("missing").asLong()).isEqualTo(1);
        assertThat(manifest(export).path("complete").asBoolean()).isTrue();
        assertThat(verify(export)).as(said).isEqualTo(1);
        assertThat(said)
                .contains("FAILS: bodies: leaf " + leaf + " has the hash alone", "holds: tree:", "holds: order:")
                .doesNotContain("filtered");
    }

    @Test
    void anExportOfItsTimeHasItTooAndSaysWhatItWasFoundBy() throws Exception {
        String export = export("from=" + from.atOffset(ZoneOffset.UTC));

        String line = export.lines()
                .filter(each -> each.contains("\"bodyMissing\""))
                .findFirst()
                .orElseThrow();
        assertThat(JSON.readTree(line).at("/foundBy/action").asText()).isEqualTo("test.taken");
        assertThat(JSON.readTree(line).at("/leafHash").asText())
                .isEqualTo(dev.sixgate.audit.tlog.Hash.ofLeaf(body).toString());
        assertThat(verify(export)).as(said).isEqualTo(1);
        assertThat(said).contains("FAILS: bodies: leaf " + leaf + " has", "holds: tree:");
    }

    @Test
    void aFilteredExportThatWouldHaveItFailsToo() throws Exception {
        assertThat(verify(export("action=test.taken"))).isEqualTo(1);
        assertThat(said).contains("leaf " + leaf);
        assertThat(verify(export("action=test.after")))
                .as("it was not asked for")
                .isNotEqualTo(1);
    }

    @Test
    void theOtherFormatsAndTheListSayThatItIsMissing() {
        for (String format : List.of("csv", "ocsf", "cloudevents")) {
            assertThat(export("action=test.taken&format=" + format))
                    .as(format)
                    .contains(id.toString(), "bodyMissing")
                    .doesNotContain("bodyRemoved");
        }
        assertThat(ada("/audit/events?action=test.taken&from=" + from.atOffset(ZoneOffset.UTC))
                        .then()
                        .statusCode(200)
                        .extract()
                        .<Boolean>path("items[0].event.bodyMissing"))
                .isTrue();
        assertThat(reader.byId(id).orElseThrow().state()).isEqualTo(State.MISSING);
    }
}
