package dev.sixgate.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What no program can see is ticked by whoever approves. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ChecklistStoriesTest {
    private static final String ASKING = """
            version: 1
            rules:
              - {name: four-eyes, require: [{group: approvers, approvals: 1}]}
              - {name: look, match: {to: [dualstack]}, checklist: required}
            """;

    @Inject
    ChangeFixtures world;

    @Inject
    TestPolicies policies;

    @Inject
    AuditFolding folding;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void thePoliciesAsTheyWere() {
        folding.requireThatEventsTellTheRows(world.asked());
        policies.reset();
    }

    private static List<String> items(JsonNode checklist) {
        return ChangeFixtures.stream(checklist)
                .map(item -> item.path("item").asText())
                .toList();
    }

    @Test
    void thePlanHasAChecklistAndAReviewKeepsWhatWasTicked() {
        Change change = world.aChangeInReview();
        JsonNode plan = change.seenBy("nora").path("plan");
        assertThat(items(plan.path("checklist")))
                .containsExactly(
                        "lambda-source-ip", "iam-source-ip", "egress-allow-lists", "log-consumers", "vpc-private-dns");
        assertThat(change.seenBy("nora").at("/approval/checklistRequired").asBoolean(true))
                .isFalse();

        Response approved = change.review(
                "nora",
                "APPROVE",
                Map.of(
                        "planDigest",
                        change.planDigest(),
                        "checked",
                        List.of("vpc-private-dns", "log-consumers", "log-consumers")));

        assertThat(approved.statusCode()).isEqualTo(201);
        assertThat(change.status()).isEqualTo("APPROVED");
        assertThat(world.json(approved.asString()).at("/approval/reviews/0/checked"))
                .extracting(JsonNode::asText)
                .containsExactly("log-consumers", "vpc-private-dns");
        assertThat(event(change, "review.approve").path("checked"))
                .extracting(JsonNode::asText)
                .containsExactly("log-consumers", "vpc-private-dns");
        assertThat(items(event(change, "change.requested").at("/plan/checklist")))
                .isEqualTo(items(plan.path("checklist")));
    }

    @Test
    void anItemThatTheChecklistDoesNotHaveIsNamed() {
        Change change = world.aChangeInReview();

        Response refused = change.review(
                "nora",
                "APPROVE",
                Map.of("planDigest", change.planDigest(), "checked", List.of("log-consumers", "log-consumer")));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/malformed-request");
        assertThat(refused.jsonPath().getList("violations.member")).containsExactly("checked");
        assertThat(refused.jsonPath().getString("violations[0].message")).contains("log-consumer,");
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
    }

    @Test
    void aRuleMayAskForAllOfIt() {
        policies.put(ASKING);
        Change change = world.aChangeInReview();
        assertThat(change.seenBy("nora").at("/approval/checklistRequired").asBoolean())
                .isTrue();
        List<String> all = items(change.seenBy("nora").at("/plan/checklist"));

        Response refused = change.review(
                "nora", "APPROVE", Map.of("planDigest", change.planDigest(), "checked", all.subList(1, all.size())));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.jsonPath().getString("type")).isEqualTo("/problems/checklist-incomplete");
        assertThat(refused.jsonPath().getList("missing")).containsExactly(all.get(0));
        assertThat(change.seenBy("nora").path("allowedActions"))
                .as("it is the body that decides")
                .anyMatch(action -> action.path("action").asText().equals("APPROVE"));
        assertThat(change.review("ned", "COMMENT", Map.of("comment", "I looked at one", "checked", all.subList(0, 1)))
                        .statusCode())
                .isEqualTo(201);

        assertThat(change.review("nora", "APPROVE", Map.of("planDigest", change.planDigest(), "checked", all))
                        .statusCode())
                .isEqualTo(201);
        assertThat(change.status()).isEqualTo("APPROVED");
    }

    @Test
    void whatIsAskedForLaterIsAskedOfWhoeverApprovesThen() {
        Change change = world.aChangeInReview();
        policies.put(ASKING);

        assertThat(change.act("nora", Action.APPROVE).statusCode()).isEqualTo(422);
        assertThat(change.act("nora", Action.REJECT).statusCode())
                .as("only a yes needs it")
                .isEqualTo(201);
    }

    @Test
    void askingShowsItBeforehand() {
        policies.put(ASKING);
        String domain = world.aDomain();

        JsonNode preview = world.json(RestAssured.given()
                .auth()
                .preemptive()
                .basic("ria", "demo")
                .contentType("application/merge-patch+json")
                .body(Map.of("ipAddressType", "dualstack", "reason", "IPv6"))
                .patch("/domains/" + domain + "/ip-address-type?validateOnly=true")
                .asString());

        assertThat(items(preview.at("/plan/checklist"))).contains("iam-source-ip");
        assertThat(preview.at("/policy/checklistRequired").asBoolean()).isTrue();
    }

    @Test
    void aPlanFromBeforeThereWereChecklistsKeepsItsDigestAndAsksForNothing() {
        Change change = world.aChangeInReview();
        String digest = change.planDigest();
        world.sql(
                "UPDATE change_request SET plan = (plan::jsonb - 'checklist')::text WHERE id = '" + change.id() + "'");
        policies.put(ASKING);

        assertThat(change.seenBy("nora").at("/plan/checklist")).isEmpty();
        assertThat(change.planDigest()).isEqualTo(digest);
        assertThat(change.act("nora", Action.APPROVE).statusCode()).isEqualTo(201);
    }

    private JsonNode event(Change change, String action) {
        JsonNode history = world.json(RestAssured.given()
                .auth()
                .preemptive()
                .basic("ada", "demo")
                .get("/changes/" + change.id() + "/events")
                .asString());
        return ChangeFixtures.stream(history.path("items"))
                .map(entry -> entry.path("event"))
                .filter(event -> event.path("action").asText().equals(action))
                .findFirst()
                .orElseThrow();
    }
}
