package dev.sixgate.change;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Approvers who stand in for others: nora and ned are of the group network, sam alone is security. */
@QuarkusTest
@TestProfile(DelegationStoriesTest.Teams.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class DelegationStoriesTest {

    public static final class Teams implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sixgate.policies", "src/test/resources/policies/teams.yaml");
        }
    }

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @BeforeEach
    void begin() {
        world.freshWorld();
        world.sql("UPDATE delegation SET ended_at = starts_at, ended_by = 'test' WHERE ended_at IS NULL");
        for (String who : List.of("ria", "remy", "nora", "ned", "sam", "otto", "bot")) {
            world.advance(Duration.ofMinutes(2));
            get(who, "/me");
        }
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    // ---- standing in ----------------------------------------------------------------------------------------------

    @Test
    void aDelegateFillsTheGiversPlaceAndThatIsShown() {
        delegated("sam", "ned", "security");
        Change change = asked("both").approvedBy("nora");
        JsonNode open = explanation(change).at("/requirements/1");
        assertThat(open.path("group").asText()).isEqualTo("security");
        assertThat(open.path("missing").asInt()).isEqualTo(1);
        assertThat(open.at("/couldGive/count").asInt()).isEqualTo(2);
        assertThat(open.at("/couldGive/whoeverClaimsIt").asBoolean()).isFalse();
        assertThat(open.at("/couldGive/people").findValuesAsText("subject")).containsExactly("ned", "sam", "sam");

        change.approvedBy("ned");

        assertThat(change.status()).isEqualTo("APPROVED");
        JsonNode approval = change.seenBy("ada").path("approval");
        assertThat(approval.at("/explanation/requirements/1/counted/0/subject").asText())
                .isEqualTo("ned");
        assertThat(approval.at("/explanation/requirements/1/counted/0/onBehalfOf/name")
                        .asText())
                .isEqualTo("Sam Security");
        assertThat(approval.at("/reviews/0").has("onBehalfOf")).isFalse();
        assertThat(approval.at("/reviews/1/onBehalfOf/subject").asText()).isEqualTo("sam");
        world.run();
        world.runAfter(ChangeFixtures.LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
    }

    @Test
    void whoeverStandsInForNobodyIsNotAsked() {
        Change change = asked("network");

        assertRefused(change.act("sam", Action.APPROVE), 403, "not-eligible-approver");
        delegated("nora", "sam", "network");

        assertThat(change.approvedBy("sam").status()).isEqualTo("APPROVED");
    }

    @Test
    void giverAndDelegateAreOneVoice() {
        delegated("nora", "sam", "network");
        Change change = asked("network-twice").approvedBy("sam", "nora");

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(explanation(change).at("/requirements/0/counted").findValuesAsText("subject"))
                .containsExactly("nora");
        assertThat(explanation(change).at("/notCounted/0/why").asText()).isEqualTo("DELEGATION_VOID");
        assertThat(explanation(change).at("/requirements/0/couldGive/people").findValuesAsText("subject"))
                .containsExactly("ned");
        assertThat(change.approvedBy("ned").status()).isEqualTo("APPROVED");

        Change other = asked("network-twice").approvedBy("nora");
        assertRefused(other.act("sam", Action.APPROVE), 403, "not-eligible-approver");
    }

    @Test
    void nobodyActsInTheRightOfWhoeverAskedForTheChange() {
        Change change = asked("network");
        delegated("nora", "sam", "network");
        world.sql("UPDATE delegation SET giver = 'ria' WHERE ended_at IS NULL");
        world.sql("UPDATE person SET roles = '{REQUESTER,APPROVER}', groups = '{network}' WHERE subject = 'ria'");

        assertRefused(change.act("sam", Action.APPROVE), 403, "not-eligible-approver");
        Change remys = world.known(
                world.json(world.ask("remy", domain("network"), Map.of()).asString()));
        assertThat(remys.approvedBy("sam").status()).isEqualTo("APPROVED");
    }

    @Test
    void onlyTheGroupsThatTheDelegationNamesAreLent() {
        delegated("sam", "ned", "pair");

        Change change = asked("both").approvedBy("nora", "ned");

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(explanation(change).at("/requirements/1/missing").asInt()).isEqualTo(1);
    }

    @Test
    void whoeverHasLeftOrIsAMachineStandsInForNobody() {
        given().auth().preemptive().basic("otto", "demo").delete("/people/ned");
        world.sql("UPDATE person SET roles = '{REQUESTER,APPROVER}' WHERE subject = 'bot'");

        assertRefused(delegate("nora", "ned", Map.of()), 422, "not-eligible-delegate");
        assertRefused(delegate("nora", "bot", Map.of()), 422, "not-eligible-delegate");
    }

    @Test
    void whatWasDelegatedCannotBeDelegatedOn() {
        delegated("nora", "sam", "network");

        assertRefused(delegate("sam", "ned", Map.of("groups", List.of("network"))), 403, "group-not-held");
    }

    // ---- asked again at the moment it runs ------------------------------------------------------------------------

    @Test
    void anEndedDelegationNoLongerCountsWhenItRuns() {
        String delegation = delegated("nora", "sam", "network");
        Change change = asked("network").approvedBy("sam");
        assertThat(change.status()).isEqualTo("APPROVED");

        assertRefused(post("remy", delegation + "/end"), 403, "role-required");
        assertThat(post("nora", delegation + "/end").statusCode()).isEqualTo(200);
        assertRefused(post("otto", delegation + "/end"), 409, "invalid-transition");

        assertGoesBack(change, "DELEGATION_ENDED");
        assertThat(lastOf("delegation.ended").at("/actor/subject").asText()).isEqualTo("nora");
    }

    @Test
    void aDelegationWhoseTimeIsOverNoLongerCountsWhenItRuns() {
        delegated("nora", "sam", "network");
        Change change = asked("network").approvedBy("sam");

        world.advance(Duration.ofHours(30));

        assertGoesBack(change, "DELEGATION_ENDED");
    }

    @Test
    void aDelegationCountsToTheInstantBeforeItsEndAndNotAtIt() {
        delegated("nora", "sam", "network");
        Change change = asked("network").approvedBy("sam");

        world.advance(Duration.ofDays(1).minusMillis(1));
        assertThat(change.seenBy("ada").at("/approval/met").asBoolean()).isTrue();
        world.advance(Duration.ofMillis(1));

        assertGoesBack(change, "DELEGATION_ENDED");
    }

    @Test
    void aDelegationFromTomorrowOnCountsFromTomorrowOn() {
        Response made = delegate(
                "nora",
                "sam",
                Map.of("from", world.now().plus(Duration.ofHours(5)).toString()));
        assertThat(world.json(made.asString()).path("state").asText()).isEqualTo("PLANNED");
        Change change = asked("network");

        assertRefused(change.act("sam", Action.APPROVE), 403, "not-eligible-approver");
        world.advance(Duration.ofHours(5));

        assertThat(change.approvedBy("sam").status()).isEqualTo("APPROVED");
    }

    @Test
    void aGiverWhoLostTheGroupLendsNothing() {
        delegated("nora", "sam", "network");
        Change change = asked("network").approvedBy("sam");

        world.sql("UPDATE person SET groups = '{}' WHERE subject = 'nora'");

        assertGoesBack(change, "DELEGATION_VOID");
    }

    @Test
    void aGiverWhoLeftLendsNothing() {
        delegated("nora", "sam", "network");
        Change change = asked("network").approvedBy("sam");

        assertThat(given().auth()
                        .preemptive()
                        .basic("otto", "demo")
                        .delete("/people/nora")
                        .statusCode())
                .isEqualTo(200);

        assertGoesBack(change, "DELEGATION_VOID");
    }

    @Test
    void aGiverWhoWasNotSeenForLongLendsNothing() {
        delegated("nora", "sam", "network");
        Change change = asked("network").approvedBy("sam");

        world.sql("UPDATE person SET seen_at = '"
                + world.now().minus(Duration.ofDays(30)).minusSeconds(1) + "' WHERE subject = 'nora'");

        assertGoesBack(change, "DELEGATION_VOID");
    }

    @Test
    void aGiverWhoIsNoApproverAnyMoreLendsNothing() {
        delegated("nora", "sam", "network");
        Change change = asked("network").approvedBy("sam");

        world.sql("UPDATE person SET roles = '{REQUESTER}' WHERE subject = 'nora'");

        assertGoesBack(change, "DELEGATION_VOID");
    }

    private void assertGoesBack(Change change, String why) {
        assertThat(change.status()).isEqualTo("APPROVED");
        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
        assertThat(explanation(change).path("notCounted").findValuesAsText("why"))
                .containsExactly(why);
        assertThat(folding.events(change).stream()
                        .filter(event -> event.path("action").asText().equals("change.approval-lapsed"))
                        .map(event -> event.at("/notCounted/0").toString()))
                .as("without a name, which nobody could erase there")
                .singleElement()
                .asString()
                .matches("\\{\"subject\":\"[a-z]+\",\"why\":\"" + why + "\"}");
    }

    // ---- what cannot be delegated, and what is told of it ---------------------------------------------------------

    @Test
    void whatCannotBeDelegatedIsRefusedAndThatIsRecorded() {
        int before = events("request.refused").size();

        assertRefused(delegate("nora", "nora", Map.of()), 403, "self-delegation-forbidden");
        assertRefused(delegate("nora", "ned", Map.of("groups", List.of("security"))), 403, "group-not-held");
        assertRefused(delegate("nora", "ned", Map.of("groups", List.of("approvers"))), 403, "group-not-held");
        assertRefused(delegate("remy", "ned", Map.of()), 403, "role-required");
        assertRefused(delegate("bot", "ned", Map.of()), 403, "machine-approver-forbidden");
        assertRefused(delegate("nora", "bot", Map.of()), 422, "not-eligible-delegate");
        assertRefused(delegate("nora", "remy", Map.of()), 422, "not-eligible-delegate");
        assertRefused(delegate("nora", "nobody", Map.of()), 422, "not-eligible-delegate");
        assertRefused(delegate("nora", "ned", Map.of("reason", " ")), 422, "reason-required");
        assertRefused(
                post("nora", "/delegations/00000000-0000-7000-8000-000000000000/end"), 404, "delegation-not-found");

        assertThat(events("request.refused")).hasSize(before + 10);
        assertThat(events("delegation.created").stream()
                        .filter(event -> event.path("receiver").asText().equals("nora")))
                .isEmpty();
    }

    @Test
    void aDelegationHasAnEndAtMostNinetyDaysAhead() {
        for (String until : List.of(
                world.now().plus(Duration.ofDays(90)).plusSeconds(1).toString(),
                world.now().toString(),
                "tomorrow")) {
            assertRefused(delegate("nora", "ned", Map.of("until", until)), 400, "malformed-request");
        }
        assertRefused(
                delegate(
                        "nora",
                        "ned",
                        Map.of("from", world.now().minusSeconds(1).toString())),
                400,
                "malformed-request");
        assertRefused(delegate("nora", "ned", Map.of("groups", List.of())), 400, "malformed-request");
        assertThat(delegate(
                                "nora",
                                "ned",
                                Map.of(
                                        "until",
                                        world.now().plus(Duration.ofDays(90)).toString()))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void everybodySeesTheirOwnAndAuditorsAll() {
        String delegation = delegated("nora", "sam", "network");
        String other = delegated("sam", "ned", "security");

        assertThat(hrefs("nora", "")).contains(delegation).doesNotContain(other);
        assertThat(hrefs("sam", "")).contains(delegation, other);
        assertThat(hrefs("remy", "")).isEmpty();
        assertThat(hrefs("ada", "")).startsWith(other, delegation);
        assertThat(hrefs("ada", "?mine=true")).isEmpty();
        JsonNode first = get("ada", "/delegations?pageSize=1");
        assertThat(get(
                                "ada",
                                "/delegations?pageSize=1&pageToken="
                                        + first.path("nextPageToken").asText())
                        .at("/items/0/href")
                        .asText())
                .isEqualTo(delegation);
        JsonNode event =
                events("delegation.created").get(events("delegation.created").size() - 1);
        assertThat(event.path("giver").asText()).isEqualTo("sam");
        assertThat(event.path("receiver").asText()).isEqualTo("ned");
        assertThat(event.path("groups").get(0).asText()).isEqualTo("security");
    }

    @Test
    void whatNobodyCouldApproveIsRefusedWithTheExplanation() {
        Response response = world.ask("ria", domain("pair"), Map.of());

        assertRefused(response, 422, "policy-unsatisfiable");
        JsonNode explanation = world.json(response.asString()).path("explanation");
        assertThat(explanation.path("satisfiable").asBoolean()).isFalse();
        assertThat(explanation.path("because").asText())
                .isEqualTo("Group pair has 1 person who may approve this, and 2 must.");
        assertThat(explanation.at("/requirements/0/missing").asInt()).isEqualTo(2);
        assertThat(explanation.at("/requirements/0/couldGive/people").findValuesAsText("subject"))
                .containsExactly("sam");
    }

    // ---- words ----------------------------------------------------------------------------------------------------

    private String domain(String tier) {
        return world.aDomain(Map.of("tags", Map.of("tier", tier)));
    }

    private Change asked(String tier) {
        return world.aChangeInReview(domain(tier), Map.of());
    }

    private JsonNode explanation(Change change) {
        return change.seenBy("ada").at("/approval/explanation");
    }

    /** For a day. */
    private String delegated(String giver, String to, String group) {
        Response response = delegate(giver, to, Map.of("groups", List.of(group)));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return response.header("Location");
    }

    private Response delegate(String giver, String to, Map<String, Object> more) {
        Map<String, Object> body = new TreeMap<>(Map.of(
                "to",
                to,
                "groups",
                List.of("network"),
                "until",
                world.now().plus(Duration.ofDays(1)).toString(),
                "reason",
                "holiday"));
        body.putAll(more);
        return given().auth()
                .preemptive()
                .basic(giver, "demo")
                .contentType("application/json")
                .body(body)
                .post("/delegations");
    }

    private Response post(String who, String path) {
        return given().auth().preemptive().basic(who, "demo").post(path);
    }

    private JsonNode get(String who, String path) {
        return world.json(
                given().auth().preemptive().basic(who, "demo").get(path).asString());
    }

    private List<String> hrefs(String who, String query) {
        return ChangeFixtures.stream(get(who, "/delegations" + query).path("items"))
                .map(item -> item.path("href").asText())
                .toList();
    }

    private JsonNode lastOf(String action) {
        List<JsonNode> events = events(action);
        return events.get(events.size() - 1);
    }

    private List<JsonNode> events(String action) {
        List<JsonNode> events = new ArrayList<>();
        String token = "";
        boolean more = true;
        while (more) {
            JsonNode page = get("ada", "/audit/events?pageSize=200&action=" + action + token);
            page.path("items").forEach(item -> events.add(item.path("event")));
            token = "&pageToken=" + page.path("nextPageToken").asText();
            more = page.path("more").asBoolean();
        }
        return events;
    }

    private void assertRefused(Response response, int status, String code) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(world.json(response.asString()).path("type").asText()).endsWith("/" + code);
    }
}
