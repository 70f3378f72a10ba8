package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.notice.Courier;
import dev.sixgate.notice.NoticeMetrics;
import dev.sixgate.notice.send.Receiver;
import dev.sixgate.rollout.RolloutFixtures;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class WebhooksApiTest {
    private static final String DELIVERIES = "/webhooks/ears/deliveries";

    @Inject
    ChangeFixtures world;

    @Inject
    RolloutFixtures rollouts;

    @Inject
    Courier courier;

    @Inject
    AuditLog log;

    @Inject
    MutableClock clock;

    @Inject
    NoticeMetrics metrics;

    @Inject
    MeterRegistry registry;

    @ConfigProperty(name = "sixgate.webhooks.ears.url")
    URI ears;

    private Receiver receiver;

    @BeforeEach
    void begin() {
        world.sql("DELETE FROM notice");
        receiver = new Receiver(ears.getPort());
    }

    @AfterEach
    void end() {
        receiver.close();
        world.sql("DELETE FROM notice");
    }

    private void happens() {
        log.appendAlone(AuditEvent.of("webhook.tested", Outcome.SUCCESS, Actor.system("test"), clock.instant()));
    }

    private static List<String> events(String action) {
        return as("ada").get("/audit/events?pageSize=200&action=" + action).path("items.event.webhook");
    }

    @Test
    void operatorsAndAuditorsSeeHowEachWebhookDoesAndNoSecret() {
        happens();
        happens();
        courier.next("ears");
        receiver.answers(410);
        courier.next("ears");
        happens();

        for (String reader : List.of("otto", "ada")) {
            Response answer = as(reader).get("/webhooks");
            answer.then()
                    .statusCode(200)
                    .body("items[0].name", equalTo("ears"))
                    .body("items[0].url", equalTo("http://127.0.0.1:" + ears.getPort() + "/..."))
                    .body("items[0].format", equalTo("cloudevents"))
                    .body("items[0].waiting", equalTo(1))
                    .body("items[0].dead", equalTo(1))
                    .body("items[0].lastSuccessAt", equalTo(clock.instant().toString()))
                    .body("items[0].lastFailureAt", equalTo(clock.instant().toString()));
            assertThat(answer.asString()).doesNotContain("whsec", "not-to-be-shown");
        }
        as("ria").get("/webhooks").then().statusCode(403);
    }

    @Test
    void aRolloutIsToldByItsOwnAddressAndSoAreItsDeliveries() throws Exception {
        world.freshWorld();
        world.sql("DELETE FROM notice");
        String href = rollouts.inReview(rollouts.domains(2), Map.of()).href();
        while (courier.next("ears")) {
            assertThat(receiver.got()).hasSizeLessThan(10);
        }

        JsonNode told = MissingNode.getInstance();
        for (Receiver.Got got : receiver.got()) {
            JsonNode event = new ObjectMapper().readTree(got.body());
            if (event.path("type").asText().equals("dev.sixgate.rollout.requested")) {
                told = event.path("data");
            }
        }
        assertThat(told.path("href").asText()).isEqualTo("https://sixgate.example.com" + href);
        assertThat("/rollouts/" + told.path("rollout").asText()).isEqualTo(href);
        assertThat(told.path("domains").asInt()).isEqualTo(2);
        assertThat(told.path("to").asText()).isEqualTo("dualstack");
        assertThat(told.path("reason").asText()).isEqualTo("IPv6 for all shops");
        assertThat(told.has("change")).isFalse();
        Response page = as("ada").get(DELIVERIES);
        assertThat(page.jsonPath().getList("items.findAll { it.rollout }.rollout"))
                .containsExactly(href);
        assertThat(page.jsonPath().getList("items.findAll { it.change }.change", String.class))
                .hasSize(2)
                .allSatisfy(change -> assertThat(change).startsWith("/changes/"));
    }

    @Test
    void deliveriesArePagedNewestFirstAndNarrowedByState() {
        for (int i = 0; i < 5; i++) {
            happens();
        }
        courier.next("ears");
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            Response page = as("ada").get(DELIVERIES + "?state=WAITING&pageSize=3" + token);
            page.then().statusCode(200);
            seen.addAll(page.path("items.id"));
            token = page.path("nextPageToken") == null ? "" : "&pageToken=" + page.path("nextPageToken");
        } while (!token.isEmpty());

        assertThat(seen).hasSize(4).doesNotHaveDuplicates().isSortedAccordingTo((a, b) -> b.compareTo(a));
        as("ada").get(DELIVERIES + "?state=DELIVERED").then().body("items.size()", equalTo(1));
        as("ada").get(DELIVERIES + "?state=lost").then().statusCode(400);
        as("ada").get("/webhooks/nose/deliveries").then().statusCode(404).body("type", endsWith("webhook-not-found"));
    }

    @Test
    void whatIsDeadIsReplayedByAnOperatorAndThatIsRecorded() {
        receiver.answers(410);
        happens();
        courier.next("ears");
        String id = as("ada").get(DELIVERIES).path("items[0].id");
        String replay = DELIVERIES + "/" + id + "/replay";
        int before = events("webhook.replayed").size();

        as("ada").post(replay).then().statusCode(403);
        as("otto")
                .post(replay)
                .then()
                .statusCode(200)
                .body("state", equalTo("WAITING"))
                .body("attempts", equalTo(0));
        as("otto").post(replay).then().statusCode(409).body("type", endsWith("invalid-transition"));
        as("otto")
                .post(DELIVERIES + "/00000000-0000-7000-8000-000000000000/replay")
                .then()
                .statusCode(404)
                .body("type", endsWith("delivery-not-found"));

        assertThat(events("webhook.replayed")).hasSize(before + 1).endsWith("ears");
    }

    @Test
    void aTestSaysWhatTheReceiverAnsweredAndIsRecorded() {
        int before = events("webhook.tested").size();

        as("otto")
                .post("/webhooks/ears/test")
                .then()
                .statusCode(200)
                .body("taken", equalTo(true))
                .body("status", equalTo(204));
        receiver.answers(500);
        as("otto")
                .post("/webhooks/ears/test")
                .then()
                .statusCode(200)
                .body("taken", equalTo(false))
                .body("status", equalTo(500))
                .body("failure", equalTo("ANSWER"));
        receiver.close();
        as("otto")
                .post("/webhooks/ears/test")
                .then()
                .statusCode(200)
                .body("status", nullValue())
                .body("failure", equalTo("NO_CONNECTION"));
        as("ria").post("/webhooks/ears/test").then().statusCode(403);

        assertThat(receiver.got()).hasSize(2).allSatisfy(got -> {
            assertThat(got.text()).contains("\"type\":\"dev.sixgate.test\"");
            assertThat(got.header("webhook-signature")).startsWith("v1,");
        });
        assertThat(events("webhook.tested")).hasSize(before + 3);
    }

    @Test
    void theGaugesSayWhatWaitsSinceWhenAndWhatIsDead() {
        receiver.answers(410);
        happens();
        courier.next("ears");
        happens();
        clock.advance(Duration.ofMinutes(2));

        metrics.count();

        assertThat(gauge("sixgate.notice.waiting")).isEqualTo(1);
        assertThat(gauge("sixgate.notice.dead")).isEqualTo(1);
        assertThat(gauge("sixgate.notice.oldest")).isEqualTo(120);
    }

    private double gauge(String name) {
        return registry.get(name).tag("webhook", "ears").gauge().value();
    }
}
