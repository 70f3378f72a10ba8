package dev.sixgate.rollout;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.rollout.RolloutFixtures.Story;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be a rollout is refused with its reason, and leaves nothing half-written. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class RolloutRefusalsTest {
    @Inject
    ChangeFixtures world;

    @Inject
    RolloutFixtures rollouts;

    @Inject
    TestPolicies policies;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void end() {
        policies.reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"q\":\"nobody-has-this\"}; [{}]; select; selects no domain",
                "{\"domains\":[\"no domain\"]}; [{}]; select.domains; which is no domain name",
                "{\"domains\":[\"a.example.org\"],\"q\":\"a\"}; [{}]; select.domains; contradicts",
                "{\"tag\":\"prod\"}; [{}]; select.tag; key:value",
                "{\"q\":\"a\",\"colour\":\"red\"}; [{}]; select.colour; not known",
                "{\"q\":\"a\"}; [{\"size\":1,\"percent\":5}]; waves[0].percent; contradicts size",
                "{\"q\":\"a\"}; [{\"size\":0}]; waves[0].size; whole number from 1",
                "{\"q\":\"a\"}; [{\"bake\":\"tomorrow\"}]; waves[0].bake; duration such as PT10M",
                "{\"q\":\"a\"}; [{\"bake\":\"P8D\"}]; waves[0].bake; duration such as PT10M",
                "{\"q\":\"a\"}; [1]; waves; list of objects",
                "{\"domains\":[]}; []; select.domains; must name a domain",
                "{\"target\":\"sandbox\",\"domains\":[]}; []; select.domains; must name a domain",
                "{\"domains\":null}; []; select.domains; is required",
                "{}; []; select.domains; is required"
            })
    void whatIsMalformedIsNamed(String select, String waves, String member, String message) {
        Response answer =
                post("{\"to\":\"dualstack\",\"reason\":\"so\",\"select\":" + select + ",\"waves\":" + waves + "}");

        assertThat(answer.statusCode()).isEqualTo(400);
        List<JsonNode> violations = ChangeFixtures.stream(
                        world.json(answer.asString()).path("violations"))
                .toList();
        assertThat(violations).anySatisfy(violation -> {
            assertThat(violation.path("member").asText()).isEqualTo(member);
            assertThat(violation.path("message").asText()).contains(message);
        });
    }

    @Test
    void wavesThatDoNotAddUpAreRefusedAndNothingIsRecorded() {
        List<String> domains = rollouts.domains(4);

        Response answer = rollouts.ask(domains, Map.of("waves", List.of(Map.of("size", 1), Map.of("size", 2))));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.asString()).contains("cover 3 of 4 domains");
        assertThat(open(domains.get(0))).isEmpty();
    }

    @Test
    void oneThatIsNamedAndHasAnOpenChangeStopsAllAndIsNamed() {
        List<String> domains = rollouts.domains(3);
        world.aChangeInReview(domains.get(1), Map.of());

        Response answer = rollouts.ask(domains, Map.of());

        assertThat(answer.statusCode()).isEqualTo(409);
        JsonNode problem = world.json(answer.asString());
        assertThat(problem.path("type").asText()).endsWith("change-open");
        assertThat(problem.path("domains").get(0).path("domain").asText()).isEqualTo(domains.get(1));
        assertThat(open(domains.get(0))).isEmpty();
    }

    @Test
    void oneThatIsFoundAndHasAnOpenChangeIsLeftOut() {
        String tag = "left-out-" + world.now().toEpochMilli();
        List<String> domains = List.of(
                world.aDomain(Map.of("tags", Map.of("fleet", tag))),
                world.aDomain(Map.of("tags", Map.of("fleet", tag))));
        domains.forEach(domain -> given().auth()
                .preemptive()
                .basic("ria", "demo")
                .get("/domains/" + domain)
                .then()
                .statusCode(200));
        world.aChangeInReview(domains.get(1), Map.of());

        Response answer = post("{\"to\":\"dualstack\",\"reason\":\"so\",\"select\":{\"tag\":\"fleet:" + tag + "\"}}");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        JsonNode rollout = world.json(answer.asString());
        assertThat(rollout.path("domains")).hasSize(1);
        assertThat(rollout.path("skipped").get(0).path("domain").asText()).isEqualTo(domains.get(1));
        assertThat(rollout.path("skipped").get(0).path("code").asText()).isEqualTo("change-open");
    }

    @Test
    void theSameKeyMakesOneRollout() {
        List<String> domains = rollouts.domains(2);
        String body = "{\"to\":\"dualstack\",\"reason\":\"so\",\"select\":{\"domains\":[\""
                + String.join("\",\"", domains) + "\"]}}";

        String first = keyed(body).header("Location");
        Response second = keyed(body);

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.header("Location")).isEqualTo(first);
    }

    @Test
    void aPreviewRecordsNothing() {
        List<String> domains = rollouts.domains(3);

        Response answer = given().auth()
                .preemptive()
                .basic("ria", "demo")
                .contentType("application/json")
                .body(Map.of("to", "dualstack", "reason", "so", "select", Map.of("domains", domains)))
                .post("/rollouts?validateOnly=true");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(world.json(answer.asString())
                        .path("domains")
                        .get(2)
                        .path("wave")
                        .asInt())
                .isEqualTo(2);
        assertThat(open(domains.get(0))).isEmpty();
    }

    @Test
    void whoeverMayNotPauseReadsWhy() {
        Story story = rollouts.approved(rollouts.domains(1), Map.of());
        rollouts.run();

        Response answer = story.done("nora", "pause", Map.of("reason", "so"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(story.done("otto", "resume", Map.of()).statusCode()).isEqualTo(409);
        assertThat(story.done("otto", "pause", Map.of()).statusCode()).isEqualTo(422);
    }

    @Test
    void aWaveThatARuleWantsPromotedWaitsForThatGroup() {
        policies.put("""
                version: 1
                groups:
                  network: {}
                  security: {}
                rules:
                  - name: network-approves
                    require: [{group: network, approvals: 1}]
                    promote: security
                """);
        List<String> domains = rollouts.domains(2);
        Story story = rollouts.approved(domains, Map.of("waves", List.of(Map.of("size", 1), Map.of())));
        rollouts.runTurns(2);
        rollouts.runAfter(Duration.ofHours(1));
        assertThat(story.states()).containsExactly("APPLIED", "APPROVED");
        assertThat(story.seenBy("sam").path("waitingFor").path("kind").asText()).isEqualTo("PROMOTION");
        assertThat(story.done("nora", "promote", Map.of()).statusCode()).isEqualTo(403);
        assertThat(story.done("ria", "promote", Map.of()).statusCode()).isEqualTo(403);

        assertThat(story.done("sam", "promote", Map.of()).statusCode()).isEqualTo(200);
        rollouts.runTurns(2);

        assertThat(story.status()).isEqualTo("COMPLETED");
    }

    private List<JsonNode> open(String domain) {
        return ChangeFixtures.stream(world.json(given().auth()
                                .preemptive()
                                .basic("ada", "demo")
                                .get("/changes?domain=" + domain)
                                .asString())
                        .path("items"))
                .toList();
    }

    private Response post(String body) {
        return given().auth()
                .preemptive()
                .basic("ria", "demo")
                .contentType("application/json")
                .body(body)
                .post("/rollouts");
    }

    private Response keyed(String body) {
        return given().auth()
                .preemptive()
                .basic("ria", "demo")
                .contentType("application/json")
                .header("Idempotency-Key", "fleet-" + body.hashCode())
                .body(body)
                .post("/rollouts");
    }
}
