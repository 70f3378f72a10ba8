package dev.sixgate.change;

import static io.restassured.RestAssured.given;
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
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The people are asked again at the moment a change runs. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PeopleWhoLeftTest {
    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    TestPolicies policies;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @Test
    void whoeverLeftNoLongerCountsUntilTheyAreSeenAgain() {
        Change change = world.anApprovedChange();

        Response removed = as("otto").delete("/people/nora");
        assertThat(removed.statusCode()).isEqualTo(200);
        assertThat(world.json(removed.asString()).has("removedAt")).isTrue();
        assertThat(as("otto").delete("/people/nora").statusCode()).isEqualTo(200);

        assertGoesBack(change, "LEFT");
        assertThat(person("nora").has("removedAt")).isTrue();
        JsonNode explained = explanation(change).at("/requirements/0/couldGive/people");
        assertThat(explained.findValuesAsText("subject")).doesNotContain("nora", "ria", "otto", "bot");

        as("nora").get("/me").then().statusCode(200);
        assertThat(person("nora").has("removedAt")).isFalse();
        assertThat(change.seenBy("ada").at("/approval/met").asBoolean()).isTrue();
        world.run();
        assertThat(change.updatesSent())
                .as("her approval of the same plan counts again")
                .hasSize(1);
    }

    @Test
    void whoeverWasNotSeenForLongNoLongerCounts() {
        Change change = world.anApprovedChange();
        lastSeen("nora", Duration.ofDays(30));
        assertThat(change.seenBy("ada").at("/approval/met").asBoolean()).isTrue();

        lastSeen("nora", Duration.ofDays(30).plusSeconds(1));

        assertGoesBack(change, "NOT_SEEN");
    }

    @Test
    void whoeverLostTheRoleNoLongerCounts() {
        Change change = world.anApprovedChange();

        world.sql("UPDATE person SET roles = '{REQUESTER}' WHERE subject = 'nora'");

        assertGoesBack(change, "NO_ROLE");
    }

    @Test
    void theRemovalIsRecordedAndOnlyForOperators() {
        for (String who : List.of("ria", "nora", "ada", "bea", "bot")) {
            as(who).delete("/people/remy").then().statusCode(403);
        }
        as("otto").delete("/people/ghost").then().statusCode(404);
        as("otto").urlEncodingEnabled(false).delete("/people/no%00ra").then().statusCode(404);
        as("remy").get("/me");
        int before = removalsOf("remy").size();

        as("otto").delete("/people/remy").then().statusCode(200);
        as("otto").delete("/people/remy").then().statusCode(200);

        List<JsonNode> removals = removalsOf("remy");
        assertThat(removals).hasSize(before + 1);
        assertThat(removals.get(before).at("/actor/subject").asText()).isEqualTo("otto");
        as("remy").get("/me");
    }

    private List<JsonNode> removalsOf(String subject) {
        JsonNode events = world.json(as("ada")
                .get("/audit/events?action=person.removed&pageSize=200")
                .asString());
        return ChangeFixtures.stream(events.path("items"))
                .map(item -> item.path("event"))
                .filter(event -> event.path("person").asText().equals(subject))
                .toList();
    }

    @Test
    void statedMembersWhomNobodyHasSeenAreNamed() {
        policies.put("""
                version: 1
                groups: {elders: {members: [methuselah, nora, noah, ria]}}
                rules: [{name: elders, require: [{group: elders, approvals: 2}]}]
                """);
        as("nora").get("/me").then().statusCode(200);
        Change change = world.aChangeInReview(world.aDomain(Map.of()), Map.of());

        assertThat(explanation(change).path("satisfiable").asBoolean()).isTrue();
        assertThat(explanation(change).path("peopleMissing").asInt()).isEqualTo(2);
        JsonNode couldGive = explanation(change).at("/requirements/0/couldGive");
        assertThat(couldGive.path("people").findValuesAsText("subject")).containsExactly("nora");
        assertThat(couldGive.path("notSeen")).extracting(JsonNode::asText).containsExactly("methuselah", "noah");

        change.approvedBy("nora");
        assertThat(explanation(change).path("peopleMissing").asInt()).isEqualTo(1);
        assertThat(explanation(change).at("/requirements/0/couldGive/count").asInt())
                .isZero();
        assertThat(explanation(change).at("/requirements/0/couldGive/notSeen"))
                .extracting(JsonNode::asText)
                .containsExactly("methuselah", "noah");
        change.act("ria", Action.CANCEL);
        assertThat(explanation(change).at("/requirements/0/couldGive/notSeen")).isEmpty();
    }

    @Test
    void auditorsAndOperatorsSeeWhoIsKnown() {
        for (String who : List.of("ria", "nora", "otto", "bot")) {
            as(who).get("/me").then().statusCode(200);
        }
        assertThat(as("ria").get("/people").statusCode()).isEqualTo(403);
        assertThat(person("nora").path("groups").get(0).asText()).isEqualTo("network");
        assertThat(person("nora").path("roles").get(0).asText()).isEqualTo("approver");
        assertThat(person("bot").path("type").asText()).isEqualTo("SERVICE");

        List<String> subjects = new ArrayList<>();
        String token = "";
        do {
            JsonNode page =
                    world.json(as("otto").get("/people?pageSize=2" + token).asString());
            subjects.addAll(page.path("items").findValuesAsText("subject"));
            token = page.has("nextPageToken")
                    ? "&pageToken=" + page.path("nextPageToken").asText()
                    : "";
        } while (!token.isEmpty());
        assertThat(subjects).contains("bot", "nora", "otto", "ria").isSorted().doesNotHaveDuplicates();
    }

    private void assertGoesBack(Change change, String why) {
        assertThat(change.status()).isEqualTo("APPROVED");
        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
        assertThat(explanation(change).at("/notCounted/0/subject").asText()).isEqualTo("nora");
        assertThat(explanation(change).at("/notCounted/0/why").asText()).isEqualTo(why);
    }

    private JsonNode explanation(Change change) {
        return change.seenBy("ada").at("/approval/explanation");
    }

    private void lastSeen(String who, Duration ago) {
        world.sql("UPDATE person SET seen_at = '" + world.now().minus(ago) + "' WHERE subject = '" + who + "'");
    }

    private JsonNode person(String subject) {
        return ChangeFixtures.stream(
                        world.json(as("ada").get("/people?pageSize=200").asString())
                                .path("items"))
                .filter(person -> person.path("subject").asText().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static RequestSpecification as(String who) {
        return given().auth().preemptive().basic(who, "demo");
    }
}
