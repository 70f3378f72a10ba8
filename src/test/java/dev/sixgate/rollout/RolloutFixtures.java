package dev.sixgate.rollout;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.rollout.verb.AdvanceRollouts;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stories of rollouts begin with, and the hands that move them. */
@ApplicationScoped
public class RolloutFixtures {
    private final ChangeFixtures world;
    private final AdvanceRollouts rollouts;

    RolloutFixtures(ChangeFixtures world, AdvanceRollouts rollouts) {
        this.world = world;
        this.rollouts = rollouts;
    }

    /** So many new domains at AWS. */
    public List<String> domains(int count) {
        List<String> domains = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            domains.add(world.aDomain());
        }
        return domains;
    }

    /** Ria asks for dualstack of just these. */
    public Response ask(List<String> domains, Map<String, Object> more) {
        return ask("ria", domains, more);
    }

    /** Somebody asks for dualstack of just these. */
    public Response ask(String who, List<String> domains, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(
                Map.of("to", "dualstack", "reason", "IPv6 for all shops", "select", Map.of("domains", domains)));
        body.putAll(more);
        return as(who, body).post("/rollouts");
    }

    /** A rollout that ria asked for and nobody has judged yet. */
    public Story inReview(List<String> domains, Map<String, Object> more) {
        Response response = ask(domains, more);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return new Story(world.json(response.asString()).path("href").asText());
    }

    /** One that nora approved. */
    public Story approved(List<String> domains, Map<String, Object> more) {
        Story story = inReview(domains, more);
        story.approvedBy("nora");
        return story;
    }

    /** The rollout at that address. */
    public Story at(String href) {
        return new Story(href.substring(href.indexOf("/rollouts/")));
    }

    /** The worker does all that is due, and what follows from that. */
    public void run() {
        for (int i = 0; i < 3; i++) {
            while (rollouts.next()) {
                // Until none is due.
            }
            world.run();
        }
    }

    public void runAfter(Duration time) {
        world.advance(time);
        run();
    }

    /** Long enough for so many updates of one account. */
    public void runTurns(int turns) {
        for (int i = 0; i < turns; i++) {
            runAfter(ChangeFixtures.TURN);
        }
        runAfter(ChangeFixtures.LOOK);
        runAfter(ChangeFixtures.LOOK);
    }

    private static RequestSpecification as(String who, Object body) {
        return given().auth()
                .preemptive()
                .basic(who, "demo")
                .contentType("application/json")
                .body(body);
    }

    /** One rollout. */
    public final class Story {
        private final String href;

        Story(String href) {
            this.href = href;
        }

        public String href() {
            return href;
        }

        public JsonNode seenBy(String who) {
            return world.json(given().auth()
                    .preemptive()
                    .basic(who, "demo")
                    .get(href)
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString());
        }

        public String status() {
            return seenBy("ada").path("status").asText();
        }

        public String digest() {
            return seenBy("ada").path("plan").path("digest").asText();
        }

        /** How many of its changes are in that state. */
        public int count(String status) {
            return seenBy("ada").path("counts").path(status).asInt();
        }

        /** The states of its changes, in their order. */
        public List<String> states() {
            return ChangeFixtures.stream(seenBy("ada").path("domains"))
                    .map(domain -> domain.path("status").asText())
                    .toList();
        }

        public Response done(String who, String action, Object body) {
            return as(who, body).post(href + "/" + action);
        }

        public Response review(String who, Map<String, Object> body) {
            return done(who, "reviews", body);
        }

        public Story approvedBy(String who) {
            Response response = review(who, Map.of("decision", "APPROVE", "planDigest", digest()));
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
            return this;
        }

        /** The actions of its own events, in their order. */
        public List<String> told() {
            return ChangeFixtures.stream(world.json(given().auth()
                                    .preemptive()
                                    .basic("ada", "demo")
                                    .get(href + "/events?pageSize=200")
                                    .asString())
                            .path("items"))
                    .map(item -> item.path("event").path("action").asText())
                    .filter(action -> action.startsWith("rollout."))
                    .toList();
        }
    }
}
