package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.MutableClock;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.rollout.RolloutFixtures;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who may call what: each operation of the OpenAPI document, called by each role, by nobody and by a service account, answers
 * as one table says. {@code -Drole-matrix.update=true} writes the table as it is, to be read before it is kept.
 */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class RoleMatrixTest {
    private static final Path TABLE = Path.of("src/test/resources/role-matrix.csv");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** One with each role; a service account is the last. */
    private static final List<String> CALLERS = List.of("nobody", "ria", "nora", "otto", "bea", "ada", "bot");

    private static final String REASON = "{\"reason\":\"The partner is not ready\"}";

    private static final Map<String, String> BODIES = new HashMap<>(Map.of(
            "changeIpAddressType", ApiWorld.DUALSTACK,
            "reviewChange", "{\"decision\":\"APPROVE\",\"planDigest\":\"@digest\"}",
            "cancelChange", REASON,
            "evaluatePolicies", "{\"domain\":\"@domain\",\"ipAddressType\":\"dualstack\"}",
            "replayPolicies", "{\"policies\":\"version: 1\\nrules: [{name: a, automatic: true}]\"}",
            "reviewEmergency", "{\"verdict\":\"JUSTIFIED\",\"comment\":\"Nobody else was awake\"}",
            "revertChange", REASON,
            "delegateGroups",
                    "{\"to\":\"ned\",\"groups\":[\"network\"],\"until\":\"@tomorrow\",\"reason\":\"holiday\"}"));

    static {
        BODIES.putAll(Map.of(
                "proposeRollout",
                "{\"to\":\"dualstack\",\"reason\":\"IPv6\",\"select\":{\"domains\":[\"@domain\"]}}",
                "reviewRollout",
                "{\"decision\":\"APPROVE\",\"planDigest\":\"@digest\"}",
                "pauseRollout",
                REASON,
                "cancelRollout",
                REASON,
                "revertRollout",
                REASON));
    }

    /** As by default, and what carries the tag has to be confirmed. */
    private static final String POLICIES = """
            version: 1
            rules:
              - name: four-eyes
                require: [{group: approvers, approvals: 1}]
              - name: watched
                match: {tags: {watched: ["yes"]}}
                confirmWithin: 30m
                promote: approvers
            """;

    @Inject
    ApiWorld world;

    @Inject
    ChangeFixtures stories;

    @Inject
    RolloutFixtures rollouts;

    @Inject
    TestPolicies policies;

    @Inject
    Sealing sealing;

    @Inject
    MutableClock clock;

    private int domains;
    private int deliveries;

    @BeforeEach
    void begin() {
        stories.freshWorld();
        policies.put(POLICIES);
    }

    @AfterEach
    void end() {
        stories.park();
        stories.sql("DELETE FROM notice");
        policies.reset();
    }

    @Test
    void everyOperationAnswersEveryRoleAsTheTableSays() throws IOException {
        for (String person : List.of("ned", "nora", "remy")) {
            as(person).get("/me").then().statusCode(200);
        }
        seal();
        JsonNode document = new ObjectMapper()
                .readTree(given().get("/q/openapi?format=json").asString());
        Map<String, Map<String, String>> found = new TreeMap<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        String id = operation.getValue().path("operationId").asText();
                        Map<String, String> row = new LinkedHashMap<>();
                        for (String caller : CALLERS) {
                            row.put(
                                    caller,
                                    answer(caller, id, operation.getKey(), path.getKey(), operation.getValue()));
                        }
                        found.put(id, row);
                    }
                }));
        if (Boolean.getBoolean("role-matrix.update")) {
            Files.writeString(TABLE, written(found));
        }

        Map<String, Map<String, String>> table = table();
        assertThat(table.keySet()).as("operations with a row").isEqualTo(found.keySet());
        found.forEach((operation, row) -> assertThat(row).as(operation).isEqualTo(table.get(operation)));
    }

    private String answer(String caller, String id, String method, String path, JsonNode says) {
        String domain = "m" + ++domains + ".matrix.example.com";
        String filled = path.replace("{subject}", "remy");
        String digest = "";
        if (path.contains("{name}") && path.startsWith("/domains")
                || id.equals("evaluatePolicies")
                || id.equals("proposeRollout")) {
            world.domains(domain);
            filled = filled.replace("{name}", domain);
        } else if (path.startsWith("/changes/{id}")) {
            Change change = fitFor(id);
            digest = change.planDigest();
            filled = filled.replace("/changes/{id}", change.href());
        } else if (path.startsWith("/rollouts/{id}")) {
            RolloutFixtures.Story story = rolloutFitFor(id);
            digest = story.digest();
            filled = filled.replace("/rollouts/{id}", story.href());
        } else if (path.startsWith("/delegations/{id}")) {
            filled = filled.replace("/delegations/{id}", delegationOfNed());
        } else if (path.startsWith("/webhooks/{name}")) {
            filled = filled.replace("{name}", "ears").replace("{id}", deadDelivery());
        } else if (id.equals("getAuditEvent") || id.equals("getProof")) {
            String event = as("ada")
                    .get(fitFor(id).href() + "/events")
                    .then()
                    .extract()
                    .path("items[0].event.id");
            filled = filled.replace("{id}", event);
            seal();
        }
        filled = filled.replace("{level}", "0").replace("{index}", "000.p/1");
        filled = filled.replace("{name}", "change-open");
        RequestSpecification request = caller.equals("nobody") ? given().urlEncodingEnabled(false) : as(caller);
        if (says.has("requestBody")) {
            request.contentType(says.path("requestBody")
                            .path("content")
                            .fieldNames()
                            .next())
                    .body(BODIES.getOrDefault(id, "{}")
                            .replace("@digest", digest)
                            .replace("@domain", domain)
                            .replace("@tomorrow", tomorrow()));
        }
        Response response = request.request(method.toUpperCase(Locale.ROOT), filled);
        String type = response.statusCode() < 400 ? null : response.path("type");
        return response.statusCode() + (type == null ? "" : type.replace("/problems/", " "));
    }

    private void seal() {
        try {
            sealing.run();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new change of remy's, or an emergency of bea's, in a state in which that can be done with it. */
    private Change fitFor(String operation) {
        stories.park();
        stories.advance(ChangeFixtures.TURN);
        String domain = stories.aDomain(Map.of("tags", Map.of("watched", "yes")));
        if (operation.equals("reviewEmergency")) {
            return stories.anEmergency(domain);
        }
        Map<String, Object> more = operation.equals("executeChange") ? Map.of("hold", true) : Map.of();
        Change change =
                stories.known(stories.json(stories.ask("remy", domain, more).asString()));
        switch (operation) {
            case "executeChange" -> change.approvedBy("ned");
            case "retryChange" -> {
                stories.fault(domain, "error", Map.of("status", 400, "type", "BadRequestException"));
                change.approvedBy("ned");
                stories.run();
            }
            case "replanChange" -> {
                change.approvedBy("ned");
                stories.driftOfTheCertificate(domain);
                stories.run();
            }
            case "revertChange", "confirmChange" -> {
                change.approvedBy("ned");
                stories.run();
                stories.runAfter(ChangeFixtures.LOOK);
            }
            default -> {}
        }
        return change;
    }

    /** A new rollout of remy's, in a state in which that can be done with it. */
    private RolloutFixtures.Story rolloutFitFor(String operation) {
        stories.park();
        stories.advance(ChangeFixtures.TURN);
        List<String> fleet = List.of(
                stories.aDomain(Map.of("tags", Map.of("watched", "yes"))),
                stories.aDomain(Map.of("tags", Map.of("watched", "yes"))));
        Map<String, Object> waves = Map.of("waves", List.of(Map.of("size", 1), Map.of()));
        RolloutFixtures.Story story =
                rollouts.at(rollouts.ask("remy", fleet, waves).header("Location"));
        switch (operation) {
            case "pauseRollout", "resumeRollout", "promoteRollout", "revertRollout" -> story.approvedBy("ned");
            default -> {}
        }
        switch (operation) {
            case "pauseRollout" -> rollouts.run();
            case "resumeRollout" -> {
                rollouts.run();
                story.done("remy", "pause", Map.of("reason", "so"));
            }
            case "promoteRollout" -> rollouts.runTurns(2);
            case "revertRollout" -> {
                rollouts.runTurns(2);
                story.done("remy", "cancel", Map.of("reason", "so"));
            }
            default -> {}
        }
        return story;
    }

    private String delegationOfNed() {
        return as("ned")
                .contentType("application/json")
                .body("{\"to\":\"nora\",\"groups\":[\"network\"],\"until\":\"" + tomorrow()
                        + "\",\"reason\":\"holiday\"}")
                .post("/delegations")
                .then()
                .statusCode(201)
                .extract()
                .header("Location");
    }

    private String deadDelivery() {
        String id = "00000000-0000-7000-8000-%012d".formatted(++deliveries);
        stories.sql("INSERT INTO notice (id, webhook, event_id, state, created_at, failure, failed_at) VALUES ('" + id
                + "', 'ears', '" + id + "', 'DEAD', now(), 'GONE', now())");
        return id;
    }

    private String tomorrow() {
        return clock.instant().plusSeconds(86_400).toString();
    }

    private static RequestSpecification as(String person) {
        return ApiWorld.as(person);
    }

    private static Map<String, Map<String, String>> table() throws IOException {
        Map<String, Map<String, String>> table = new TreeMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            List<String> cells =
                    Arrays.stream(line.split(",", -1)).map(String::strip).toList();
            if (line.startsWith("#") || cells.get(0).equals("operation")) {
                continue;
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < CALLERS.size(); i++) {
                row.put(CALLERS.get(i), cells.size() > i + 1 ? cells.get(i + 1) : "no cell");
            }
            table.put(cells.get(0), row);
        }
        return table;
    }

    private static String written(Map<String, Map<String, String>> found) {
        List<String> lines = new ArrayList<>(List.of(
                "# What each operation answers each caller: the status, and the problem. The change is remy's (the emergency is",
                "# bea's) and in a state in which that can be done with it, the delegation is ned's, the person to be removed is",
                "# remy, the delivery is dead.",
                "operation, " + String.join(", ", CALLERS)));
        found.forEach((operation, row) -> lines.add(operation + ", " + String.join(", ", row.values())));
        return String.join("\n", lines) + "\n";
    }
}
