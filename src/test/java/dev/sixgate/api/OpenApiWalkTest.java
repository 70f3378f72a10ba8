package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.TestWorld;
import dev.sixgate.api.http.JsonBody;
import dev.sixgate.api.problem.ProblemType;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Walks the OpenAPI document: what it says is whole, and is so. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class OpenApiWalkTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** What any path may answer, and what is answered before there is an operation. */
    private static final Set<String> OF_THE_PROTOCOL =
            Set.of("method-not-allowed", "not-acceptable", "window-closed", "too-many-requests");

    /** The contract's list, and what HTTP itself brings. */
    private static final Map<String, Integer> STATUSES = Map.ofEntries(
            Map.entry("malformed-request", 400),
            Map.entry("unauthenticated", 401),
            Map.entry("policy-denied", 403),
            Map.entry("role-required", 403),
            Map.entry("self-approval-forbidden", 403),
            Map.entry("contributor-approval-forbidden", 403),
            Map.entry("not-eligible-approver", 403),
            Map.entry("machine-approver-forbidden", 403),
            Map.entry("break-glass-blocked", 403),
            Map.entry("self-delegation-forbidden", 403),
            Map.entry("group-not-held", 403),
            Map.entry("rollout-not-found", 404),
            Map.entry("person-not-found", 404),
            Map.entry("delegation-not-found", 404),
            Map.entry("webhook-not-found", 404),
            Map.entry("delivery-not-found", 404),
            Map.entry("not-eligible-delegate", 422),
            Map.entry("not-found", 404),
            Map.entry("domain-not-found", 404),
            Map.entry("change-not-found", 404),
            Map.entry("method-not-allowed", 405),
            Map.entry("not-acceptable", 406),
            Map.entry("change-open", 409),
            Map.entry("ambiguous-target", 409),
            Map.entry("invalid-transition", 409),
            Map.entry("duplicate-review", 409),
            Map.entry("plan-stale", 409),
            Map.entry("window-closed", 409),
            Map.entry("idempotency-in-flight", 409),
            Map.entry("fingerprint-mismatch", 412),
            Map.entry("plan-digest-mismatch", 412),
            Map.entry("precondition-failed", 412),
            Map.entry("payload-too-large", 413),
            Map.entry("unsupported-media-type", 415),
            Map.entry("unsupported-domain", 422),
            Map.entry("policy-unsatisfiable", 422),
            Map.entry("policy-mistake", 422),
            Map.entry("reason-required", 422),
            Map.entry("checklist-incomplete", 422),
            Map.entry("idempotency-key-reused", 422),
            Map.entry("too-many-requests", 429),
            Map.entry("internal-error", 500),
            Map.entry("not-ready", 503));

    /** For everybody: text about the service, and hashes with their signatures. */
    private static final Set<String> OPEN = Set.of(
            "/problems/{name}",
            "/policies/schema",
            "/audit/checkpoint",
            "/audit/key",
            "/audit/consistency",
            "/audit/tile/{level}/{index}");

    private JsonNode document = MAPPER.nullNode();

    private record Operation(String method, String path, JsonNode says) {
        @Override
        public String toString() {
            return method + " " + path;
        }

        boolean isRead() {
            return method.equals("get");
        }

        boolean isOpen() {
            return OPEN.contains(path);
        }

        /** The path with something plausible in its places. */
        String filled() {
            return path.replace("{name}", "api.example.com")
                    .replace("{subject}", "somebody")
                    .replace("{level}", "0")
                    .replace("{index}", "000")
                    .replace("{id}", "00000000-0000-7000-8000-000000000000");
        }
    }

    @BeforeEach
    void read() throws Exception {
        document = MAPPER.readTree(given().get("/q/openapi?format=json").asString());
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        operations.add(new Operation(operation.getKey(), path.getKey(), operation.getValue()));
                    }
                }));
        assertThat(operations).hasSizeGreaterThan(15);
        return operations;
    }

    @Test
    void everyOperationIsNamedSummarisedDescribedAndTagged() {
        Set<String> ids = new TreeSet<>();
        for (Operation operation : operations()) {
            for (String member : List.of("operationId", "summary", "description")) {
                assertThat(operation.says().path(member).asText())
                        .as(operation + " " + member)
                        .isNotBlank();
            }
            assertThat(operation.says().path("tags")).as(operation.toString()).hasSize(1);
            assertThat(ids.add(operation.says().path("operationId").asText()))
                    .as(operation.toString())
                    .isTrue();
        }
    }

    @Test
    void everyParameterSchemaAndMemberIsDescribed() {
        List<String> silent = new ArrayList<>();
        for (Operation operation : operations()) {
            operation.says().path("parameters").forEach(parameter -> {
                if (parameter.path("description").asText().isBlank()) {
                    silent.add(operation + " " + parameter.path("name").asText());
                }
            });
        }
        document.path("components").path("schemas").fields().forEachRemaining(schema -> {
            if (schema.getValue().path("description").asText().isBlank()) {
                silent.add(schema.getKey());
            }
            schema.getValue().path("properties").fields().forEachRemaining(member -> {
                if (member.getValue().path("description").asText().isBlank()) {
                    silent.add(schema.getKey() + "." + member.getKey());
                }
            });
        });
        assertThat(silent).isEmpty();
        assertThat(document.findValuesAsText("description"))
                .allSatisfy(it -> assertThat(it).isNotBlank());
    }

    @Test
    void theHeadSaysWhoWhereAndHowToSignIn() {
        assertThat(document.path("info").path("description").asText()).isNotBlank();
        assertThat(document.path("servers")).isNotEmpty();
        assertThat(document.path("tags"))
                .allSatisfy(tag -> assertThat(tag.path("description").asText()).isNotBlank());
        assertThat(document.path("components").path("securitySchemes").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("basic", "bearer");
        assertThat(document.path("security")).hasSize(2);
    }

    @Test
    void everySuccessWithABodyHasASchemaAndPagesHaveTypedItems() {
        for (Operation operation : operations()) {
            operation.says().path("responses").fields().forEachRemaining(answer -> {
                if (answer.getKey().startsWith("2")) {
                    assertThat(answer.getValue().findValue("schema"))
                            .as(operation + " " + answer.getKey())
                            .isNotNull();
                }
            });
        }
        document.path("components").path("schemas").fields().forEachRemaining(schema -> {
            JsonNode items = schema.getValue().path("properties").path("items");
            if (!items.isMissingNode()) {
                assertThat(items.path("items").path("$ref").asText())
                        .as(schema.getKey())
                        .isNotBlank();
            }
        });
    }

    @Test
    void everyProblemAnswerIsAProblemWithAnExampleOfEachType() {
        for (Operation operation : operations()) {
            operation.says().path("responses").fields().forEachRemaining(answer -> {
                if (answer.getKey().startsWith("4") || answer.getKey().startsWith("5")) {
                    String where = operation + " " + answer.getKey();
                    JsonNode content = answer.getValue().path("content");
                    assertThat(content.fieldNames()).toIterable().as(where).containsExactly("application/problem+json");
                    JsonNode problem = content.path("application/problem+json");
                    assertThat(problem.path("schema").path("$ref").asText())
                            .as(where)
                            .isEqualTo("#/components/schemas/Problem");
                    assertThat(problem.path("examples")).as(where).isNotEmpty();
                    problem.path("examples").fields().forEachRemaining(example -> {
                        assertThat(example.getValue().path("value").path("type").asText())
                                .isEqualTo("/problems/" + example.getKey());
                        assertThat(example.getValue()
                                        .path("value")
                                        .path("status")
                                        .asText())
                                .isEqualTo(answer.getKey());
                    });
                }
            });
        }
    }

    @Test
    void examplesOfRequestBodiesAreJsonObjects() {
        for (Operation operation : operations()) {
            operation.says().path("requestBody").path("content").fields().forEachRemaining(content -> {
                assertThat(content.getValue().path("examples"))
                        .as(operation.toString())
                        .isNotEmpty();
                content.getValue().path("examples").forEach(example -> {
                    JsonNode value = example.path("value");
                    String text = value.isTextual() ? value.asText() : value.toString();
                    assertThat(JsonBody.read(text.getBytes(StandardCharsets.UTF_8)))
                            .isNotNull();
                });
            });
        }
    }

    @Test
    void everyOperationRefusesStrangersAndRecordsIt() {
        for (Operation operation : operations()) {
            if (operation.isOpen()) {
                continue;
            }
            Response answer = (operation.says().has("requestBody")
                            ? given().contentType("application/json").body("{}")
                            : given())
                    .header(
                            "X-Request-Id",
                            "stranger-" + operation.says().path("operationId").asText())
                    .request(operation.method().toUpperCase(java.util.Locale.ROOT), operation.filled());
            assertThat(answer.statusCode()).as(operation.toString()).isEqualTo(401);
            assertThat(answer.contentType()).as(operation.toString()).startsWith("application/problem+json");
        }
        List<String> recorded = events("action=request.refused&actor=anonymous", "event.actor.requestId");
        for (Operation operation : operations()) {
            if (!operation.isOpen()) {
                assertThat(recorded)
                        .contains("stranger-"
                                + operation.says().path("operationId").asText());
            }
        }
    }

    @Test
    void noReadIsRecordedButThatOfTheTrailItself() {
        long before = othersThanReadsOfTheTrail();
        for (Operation operation : operations()) {
            if (operation.isRead()) {
                as("ada").get(operation.filled()).then().extract();
            }
        }
        assertThat(othersThanReadsOfTheTrail()).isEqualTo(before);
    }

    private static long othersThanReadsOfTheTrail() {
        return events("actor=ada", "event.action").stream()
                .filter(action -> !action.startsWith("audit."))
                .count();
    }

    @Test
    void everyProblemIsDocumentedAndHasItsPage() {
        Set<String> documented = new TreeSet<>(OF_THE_PROTOCOL);
        operations()
                .forEach(operation -> operation
                        .says()
                        .findValues("examples")
                        .forEach(examples -> examples.fieldNames().forEachRemaining(documented::add)));
        for (ProblemType type : ProblemType.values()) {
            assertThat(documented).contains(type.code());
            String page = given().get(type.uri())
                    .then()
                    .statusCode(200)
                    .contentType("text/html")
                    .extract()
                    .asString();
            assertThat(page).contains(type.title()).contains(type.remedy()).contains(Integer.toString(type.status()));
        }
    }

    @Test
    void everyProblemHasTheStatusOfTheContract() {
        Map<String, Integer> statuses = new TreeMap<>();
        Arrays.stream(ProblemType.values()).forEach(type -> statuses.put(type.code(), type.status()));

        assertThat(statuses).isEqualTo(new TreeMap<>(STATUSES));
        assertThat(Reason.values()).allSatisfy(reason -> assertThat(STATUSES).containsKey(reason.code()));
    }

    private static List<String> events(String filter, String member) {
        List<String> found = new ArrayList<>();
        String token = "";
        boolean more = true;
        while (more) {
            Response page = as("ada").get("/audit/events?pageSize=200&" + filter + token);
            found.addAll(page.path("items." + member));
            token = "&pageToken=" + page.path("nextPageToken");
            more = page.path("more");
        }
        return found;
    }
}
