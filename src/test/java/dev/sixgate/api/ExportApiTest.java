package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.cli.Verify;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What auditors take away, held against the log by the verifier, which shares no code with it. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ExportApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    ChangeFixtures world;

    @Inject
    AuditLog log;

    @Inject
    Sealing sealing;

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void begin() throws Exception {
        world.freshWorld();
        sealing.run();
    }

    private static Response ada(String path) {
        return given().auth().preemptive().basic("ada", "demo").get(path);
    }

    private static String export(String query) {
        return ada("/audit/export" + query)
                .then()
                .statusCode(200)
                .extract()
                .response()
                .asString();
    }

    private static String key() {
        return given().get("/audit/key").asString().split("\n")[0];
    }

    private int verify(String file, byte[] bytes) throws IOException {
        Path path = Files.write(directory.resolve(file), bytes);
        said.reset();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Verify.run(List.of(path.toString(), "--key", key()), out, out);
    }

    private static JsonNode manifest(String export) throws IOException {
        String[] lines = export.split("\n");
        return JSON.readTree(lines[lines.length - 1]).path("manifest");
    }

    @Test
    void theWholeTrailIsExportedAndHolds() throws Exception {
        String export = export("");

        JsonNode manifest = manifest(export);
        assertThat(manifest.path("complete").asBoolean()).isTrue();
        assertThat(manifest.path("from").asLong()).isZero();
        assertThat(manifest.path("count").asLong()).isEqualTo(export.lines().count() - 1);
        assertThat(verify("all.ndjson", export.getBytes(StandardCharsets.UTF_8)))
                .as(said.toString())
                .isZero();

        String tampered = export.replaceFirst("\"outcome\":\"SUCCESS\"", "\"outcome\":\"REFUSED\"");
        assertThat(verify("tampered.ndjson", tampered.getBytes(StandardCharsets.UTF_8)))
                .as(said.toString())
                .isEqualTo(1);
    }

    @Test
    void aPartOfTheTrailHoldsToo() throws Exception {
        for (int i = 0; i < 50; i++) {
            log.appendAlone(AuditEvent.of("test.exported", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        }
        sealing.run();
        JsonNode last = JSON.readTree(export("").lines().skip(40).findFirst().orElseThrow());
        String from = last.path("recordedAt").asText();

        String export = export("?from=" + from);

        assertThat(manifest(export).path("from").asLong()).isPositive();
        assertThat(manifest(export).path("complete").asBoolean()).isTrue();
        assertThat(verify("part.ndjson", export.getBytes(StandardCharsets.UTF_8)))
                .as(said.toString())
                .isZero();
        String to = export("?to=" + from);
        assertThat(manifest(to).path("from").asLong()).isZero();
        assertThat(manifest(to).path("consistency")).isNotEmpty();
        assertThat(verify("begin.ndjson", to.getBytes(StandardCharsets.UTF_8)))
                .as(said.toString())
                .isZero();
    }

    @Test
    void aFilteredExportSaysThatItIsNotComplete() throws Exception {
        given().auth().preemptive().basic("ria", "demo").get("/people").then().statusCode(403);
        world.aChangeInReview(world.aDomain(Map.of()), Map.of());
        sealing.run();

        String export = export("?actor=ria&outcome=REFUSED");

        assertThat(manifest(export).path("count").asLong()).isPositive();
        for (String line :
                export.lines().filter(each -> each.contains("leafIndex")).toList()) {
            assertThat(JSON.readTree(line).at("/event/outcome").asText()).isEqualTo("REFUSED");
            assertThat(JSON.readTree(line).at("/event/actor/subject").asText()).isEqualTo("ria");
        }
        String nothing = export("?actor=nobody-at-all");
        assertThat(manifest(nothing).path("count").asLong()).isZero();
        assertThat(manifest(nothing).path("complete").asBoolean()).isFalse();
        assertThat(verify("nothing.ndjson", nothing.getBytes(StandardCharsets.UTF_8)))
                .as("it shows nothing of what it left out")
                .isEqualTo(3);
        assertThat(ada("/audit/events?outcome=REFUSED&actor=ria&pageSize=1")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<String>path("items[0].event.outcome"))
                .isEqualTo("REFUSED");
    }

    @Test
    void whatIsShownOfPeopleIsHeldAgainstWhatTheEventHasEncrypted() throws Exception {
        world.aChangeInReview(world.aDomain(Map.of()), Map.of("reason", "IPv6 for \\\"them\\\" {all}"));
        sealing.run();
        String export = export("");
        assertThat(export).contains("/reason\":\"IPv6 for");
        assertThat(verify("shown.ndjson", export.getBytes(StandardCharsets.UTF_8)))
                .as(said.toString())
                .isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("holds: personal: what is shown beside");

        for (String[] lie : new String[][] {
            {"(\"/actor/name\":\")[^\"]+", "$1Mallory", "something else at /actor/name"},
            {"(\"personal\":\\{\"key\":\")[^\"]{4}", "$1AAAA", "another key"},
            {"\"/actor/name\":", "\"/actor/subject\":", "has something else where"}
        }) {
            String tampered = export.replaceFirst(lie[0], lie[1]);
            assertThat(tampered).isNotEqualTo(export);
            assertThat(verify("lie.ndjson", tampered.getBytes(StandardCharsets.UTF_8)))
                    .as(lie[0])
                    .isEqualTo(1);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("FAILS: personal: leaf ");
        }
    }

    @Test
    void withoutWhatEventsSayOfPeopleAnExportHoldsAsWell() throws Exception {
        Change change = world.aChangeInReview(world.aDomain(Map.of()), Map.of("reason", "for Aunt Ermintrude"));
        sealing.run();

        String export = export("?personal=false");
        assertThat(export).contains(change.id()).doesNotContain("Ermintrude", "\"personal\":{\"key\":\"", "values");
        assertThat(verify("sealed.ndjson", export.getBytes(StandardCharsets.UTF_8)))
                .as(said.toString())
                .isZero();
        for (String format : List.of("csv", "ocsf", "cloudevents")) {
            assertThat(export("?personal=false&format=" + format + "&change=" + change.id()))
                    .as(format)
                    .contains(change.id())
                    .doesNotContain("Ermintrude", "127.0.0.1");
            assertThat(export("?format=" + format + "&change=" + change.id())).contains("Ermintrude");
        }
        ada("/audit/export?personal=maybe").then().statusCode(400);
    }

    @Test
    void aSpreadsheetIsGivenNoFormula() throws Exception {
        log.appendAlone(AuditEvent.of(
                        "test.exported",
                        Outcome.SUCCESS,
                        new Actor(
                                Actor.Type.USER,
                                "eve",
                                "=HYPERLINK(\"http://evil\")",
                                null,
                                java.util.Set.of(),
                                java.util.Set.of(),
                                new Actor.Origin("basic", null, null, null, null)),
                        Instant.EPOCH)
                .with("reason", "+1, \"quoted\"\nand more"));
        sealing.run();

        String csv = export("?format=csv&action=test.exported");

        assertThat(csv).startsWith("leafIndex,recordedAt,occurredAt,action,outcome,actor,actorName,");
        assertThat(csv)
                .contains(",eve,\"'=HYPERLINK(\"\"http://evil\"\")\",")
                .contains(",\"'+1, \"\"quoted\"\"\nand more\",")
                .contains("\r\nmanifest,,")
                .doesNotContain(",=HYPERLINK");
    }

    @Test
    void otherSystemsReadItAsOcsfAndCloudEvents() throws Exception {
        Change change = world.aChangeInReview(world.aDomain(Map.of()), Map.of());
        sealing.run();

        JsonNode ocsf = JSON.readTree(export("?format=ocsf&action=change.requested&change=" + change.id())
                .lines()
                .findFirst()
                .orElseThrow());
        assertThat(ocsf.path("class_uid").asInt()).isEqualTo(6003);
        assertThat(ocsf.path("type_uid").asInt()).isEqualTo(600301);
        assertThat(ocsf.at("/actor/user/uid").asText()).isEqualTo("ria");
        assertThat(ocsf.at("/src_endpoint/ip").asText()).isEqualTo("127.0.0.1");
        assertThat(JSON.readTree(ocsf.at("/unmapped/event").asText()).path("id").asText())
                .isEqualTo(ocsf.at("/metadata/uid").asText());

        List<String> lines = export("?format=cloudevents&action=change.requested&change=" + change.id())
                .lines()
                .toList();
        JsonNode event = JSON.readTree(lines.get(0));
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("type").asText()).isEqualTo("dev.sixgate.change.requested");
        assertThat(event.path("subject").asText())
                .isEqualTo(event.at("/data/domain").asText());
        assertThat(JSON.readTree(lines.get(lines.size() - 1)).path("type").asText())
                .isEqualTo("dev.sixgate.audit.export-manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?format=xml", "?outcome=GOOD", "?from=yesterday", "?change=7", "?colour=red", "?domain=x"})
    void whatIsNoExportIsRefused(String query) {
        ada("/audit/export" + query).then().statusCode(400).contentType(containsString("problem+json"));
    }

    private Map<String, byte[]> unzipped(byte[] zip) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void theEvidenceOfAChangeHoldsWithoutTheService() throws Exception {
        Change change = world.anApprovedChange(world.aDomain(Map.of()), Map.of("reason", "<script>alert(1)</script>"));
        world.run();
        world.runAfter(ChangeFixtures.LOOK);

        byte[] zip = ada(change.href() + "/evidence")
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .extract()
                .asByteArray();

        Map<String, byte[]> files = unzipped(zip);
        assertThat(files.keySet())
                .contains(
                        "change.json",
                        "checkpoint",
                        "keys",
                        "policy.tlog",
                        "policy.yaml",
                        "summary.html",
                        "VERIFY.md",
                        "Verify.java",
                        "SHA256SUMS");
        JsonNode duties = JSON.readTree(files.get("duties.json"));
        assertThat(duties.path("requester").asText()).isEqualTo("ria");
        assertThat(duties.path("separated").asBoolean()).isTrue();
        assertThat(duties.at("/approvals/0/by").asText()).isEqualTo("nora");
        assertThat(duties.at("/approvals/0/groups/0").asText()).isNotEmpty();
        assertThat(files).containsKey("events/" + duties.at("/approvals/0/leaf").asText() + ".json");
        List<String> actions = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().startsWith("events/")) {
                actions.add(JSON.readTree(file.getValue()).path("action").asText());
            }
        }
        assertThat(actions).contains("change.requested", "change.approved", "change.applying", "change.applied");
        assertThat(new String(files.get("summary.html"), StandardCharsets.UTF_8))
                .contains("&lt;script&gt;")
                .doesNotContain("<script>");
        String logKey = new String(files.get("keys"), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElseThrow();
        assertThat(new String(files.get("Verify.java"), StandardCharsets.UTF_8))
                .as("it runs wherever it is unpacked")
                .contains("public final class Verify")
                .doesNotContainPattern("(?m)^package ");
        assertThat(verify("evidence.zip", zip)).as(said.toString()).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains(": what is shown of people is what the event has encrypted")
                .contains(": the log says audit.key-added " + logKey);
        assertThat(new String(files.get("policy.tlog"), StandardCharsets.UTF_8))
                .contains("log " + logKey + "\n")
                .endsWith("quorum none\n");

        files.replaceAll((name, content) -> name.startsWith("personal/")
                ? new String(content, StandardCharsets.UTF_8)
                        .replaceFirst("(\"/actor/ip\":\")[^\"]+", "$1192.0.2.1")
                        .getBytes(StandardCharsets.UTF_8)
                : content);
        var lying = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(lying)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        assertThat(verify("lying.zip", lying.toByteArray())).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("is shown with something else at /actor/ip");
    }

    @Test
    void anApprovalByWhoHadAHandInTheChangeIsNoSeparationOfDuties() throws Exception {
        Change change = world.anAppliedChange();
        assertThat(duties(change).path("separated").asBoolean()).isTrue();

        world.sql("UPDATE change_request SET contributors = contributors || '{nora}' WHERE id = '" + change.id() + "'");
        assertThat(duties(change).path("separated").asBoolean()).isFalse();
        world.sql("UPDATE change_request SET contributors = '{ria}' WHERE id = '" + change.id() + "'");

        Change emergency = world.anEmergency();
        assertThat(duties(emergency).path("approvals")).isEmpty();
        assertThat(duties(emergency).path("separated").asBoolean())
                .as("nobody approved it")
                .isFalse();
    }

    private JsonNode duties(Change change) throws IOException {
        byte[] zip = ada(change.href() + "/evidence")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        return JSON.readTree(unzipped(zip).get("duties.json"));
    }

    @Test
    void evidenceIsForAuditorsAndTakingItIsOnRecord() {
        Change change = world.aChangeInReview(world.aDomain(Map.of()), Map.of());
        given().auth()
                .preemptive()
                .basic("ria", "demo")
                .get(change.href() + "/evidence")
                .then()
                .statusCode(403);
        ada("/changes/" + UUID.randomUUID() + "/evidence").then().statusCode(404);

        ada(change.href() + "/evidence").then().statusCode(200);

        assertThat(ada("/audit/events?action=audit.evidence-taken&pageSize=200").asString())
                .contains(change.id());
    }
}
