package dev.sixgate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.change.Action;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A change of a story, as the people of the demo see it over HTTP. */
public record Change(ChangeFixtures world, String id, String domain) {

    public String href() {
        return "/changes/" + id;
    }

    /** What somebody sees of it. */
    public JsonNode seenBy(String who) {
        return world.json(as(who).get(href()).asString());
    }

    public String status() {
        return seenBy("ada").path("status").asText();
    }

    /** What it waits for; empty where it waits for nothing. */
    public String waitsFor() {
        return seenBy("ada").path("waitingFor").path("kind").asText();
    }

    /** The code of its failure; empty where it has not failed. */
    public String failure() {
        return seenBy("ada").path("failure").path("code").asText();
    }

    public String planDigest() {
        return seenBy("ada").path("plan").path("digest").asText();
    }

    /** What became of each attempt. */
    public List<String> attempts() {
        return ChangeFixtures.stream(seenBy("ada").path("attempts"))
                .map(attempt -> attempt.path("outcome").asText())
                .toList();
    }

    public List<JsonNode> updatesSent() {
        return world.updatesSent(domain);
    }

    public Change approvedBy(String... people) {
        for (String who : people) {
            assertThat(act(who, Action.APPROVE).statusCode())
                    .as("approval of " + who)
                    .isEqualTo(201);
        }
        return this;
    }

    /** Somebody does, or tries, something with it, with all that it takes. */
    public Response act(String who, Action action) {
        return send(as(who), action);
    }

    /** The same, but only if the change is still as it was. */
    public Response actIf(String etag, String who, Action action) {
        return send(as(who).header("If-Match", etag), action);
    }

    public String etag() {
        return as("ada").get(href()).header("ETag");
    }

    private Response send(RequestSpecification as, Action action) {
        return switch (action) {
            case APPROVE -> review(as, "APPROVE", Map.of("planDigest", planDigest()));
            case REJECT, COMMENT -> review(as, action.name(), Map.of("comment", "Is the AAAA alias there?"));
            case WITHDRAW -> review(as, "WITHDRAW", Map.of());
            case CANCEL, REVERT -> post(as, action, Map.of("reason", "The partner is not ready"));
            case RETROSPECT -> post(as, action, Map.of("verdict", "JUSTIFIED", "comment", "Clients were cut off"));
            case CONFIRM -> post(as, action, Map.of("comment", "The clients connect"));
            case EXECUTE, RETRY, REPLAN -> as.post(href() + "/" + action.path());
        };
    }

    /** The same, by somebody who must succeed. */
    public Change done(String who, Action action) {
        Response response = act(who, action);
        assertThat(response.statusCode())
                .as(action + " by " + who + ": " + response.asString())
                .isLessThan(300);
        return this;
    }

    public Response review(String who, String decision, Map<String, Object> more) {
        return review(as(who), decision, more);
    }

    private Response review(RequestSpecification as, String decision, Map<String, Object> more) {
        Map<String, Object> body = new TreeMap<>(more);
        body.put("decision", decision);
        return as.contentType("application/json").body(body).post(href() + "/reviews");
    }

    private Response post(RequestSpecification as, Action action, Map<String, Object> body) {
        return as.contentType("application/json").body(body).post(href() + "/" + action.path());
    }

    /** Somebody says of its emergency whether it was one. */
    public Response retrospect(String who, String verdict, String comment) {
        return post(as(who), Action.RETROSPECT, Map.of("verdict", verdict, "comment", comment));
    }

    private static RequestSpecification as(String who) {
        return given().auth().preemptive().basic(who, "demo");
    }
}
