package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.change.Action;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.policy.PolicyFile;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policy files are tried out: on a change that nobody asks for, and on those that were asked for. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PolicyTrialsApiTest {
    private static final String DRAFT = """
            version: 1
            groups: {security: {members: [sam]}, network: {}}
            rules:
              - name: prod
                match: {tags: {env: [prod]}}
                require: [{group: security, approvals: 1}]
              - name: others
                match: {tags: {env: [dev]}}
                automatic: true
            """;

    @Inject
    ChangeFixtures world;

    @Inject
    TestPolicies policies;

    @Inject
    PolicyInForce inForce;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void end() {
        policies.reset();
    }

    // ---- evaluate -------------------------------------------------------------------------------------------------

    @Test
    void theFileInForceSaysWhatItWouldSayOfTheCaller() {
        String domain = world.aDomain();

        evaluate("ria", Map.of("domain", domain, "ipAddressType", "dualstack"))
                .statusCode(200)
                .body("requester", equalTo("ria"))
                .body("target", equalTo("sandbox"))
                .body("from", equalTo("ipv4"))
                .body("draft", equalTo(false))
                .body("evaluation.policyDigest", equalTo(inForce.present().digest()))
                .body("evaluation.decision", equalTo("NEEDS_APPROVAL"))
                .body("evaluation.rules.rule", contains("four-eyes"))
                .body("evaluation.requirements[0].from", containsString("role approver"))
                .body("evaluation.satisfiable", equalTo(true));
        assertThat(as("ada").get("/changes?domain=" + domain).<List<?>>path("items"))
                .isEmpty();
    }

    @Test
    void aDraftIsAskedInsteadRuleByRule() {
        String domain = world.aDomain(Map.of("tags", Map.of("env", "prod")));

        evaluate("ria", Map.of("domain", domain, "ipAddressType", "dualstack", "policies", DRAFT))
                .statusCode(200)
                .body("draft", equalTo(true))
                .body(
                        "evaluation.policyDigest",
                        equalTo(PolicyFile.parse(DRAFT, "draft").digest()))
                .body("evaluation.rules.matched", contains(true, false))
                .body("evaluation.rules[0].because", equalTo("tag env prod"))
                .body("evaluation.rules[1].because", equalTo("tag env is prod, not dev"))
                .body("evaluation.requirements[0].members", contains("sam"));
        assertThat(inForce.present().text()).isEqualTo(PolicyFile.builtIn().text());
    }

    @Test
    void somebodyElseIsEvaluatedByAuditorsAndOperatorsWhoKnowThem() {
        as("sam").get("/me").then().statusCode(200);
        Map<String, Object> asked = Map.of(
                "domain",
                world.aDomain(Map.of("tags", Map.of("env", "prod"))),
                "ipAddressType",
                "dualstack",
                "requester",
                "sam",
                "policies",
                DRAFT);

        evaluate("ria", asked).statusCode(403).body("type", equalTo("/problems/role-required"));
        for (String person : List.of("ada", "otto", "sam")) {
            evaluate(person, asked)
                    .statusCode(200)
                    .body("requester", equalTo("sam"))
                    .body("evaluation.decision", equalTo("UNSATISFIABLE"))
                    .body("evaluation.satisfiable", equalTo(false));
        }
        Map<String, Object> stranger = new HashMap<>(asked);
        stranger.put("requester", "nobody-we-know");
        evaluate("ada", stranger).statusCode(400).body("violations.member", contains("requester"));
    }

    @Test
    void aMistakeInADraftIsToldWithItsPlaceAndRemedy() {
        Map<String, Object> asked = Map.of(
                "domain",
                world.aDomain(),
                "ipAddressType",
                "dualstack",
                "policies",
                DRAFT.replace("group: security", "group: securty"));

        evaluate("ria", asked)
                .statusCode(422)
                .body("type", equalTo("/problems/policy-mistake"))
                .body("line", equalTo(6))
                .body("column", equalTo(23))
                .body("problem", equalTo("the group \"securty\" is not declared"))
                .body("remedy", containsString("did you mean \"security\"?"));
        post("nora", "replay", Map.of("policies", "version: 2"))
                .statusCode(422)
                .body("type", equalTo("/problems/policy-mistake"));
    }

    @Test
    void whatIsWrongWithTheRequestIsToldTogether() {
        evaluate("ria", Map.of("domain", "nodots", "ipAddressType", "ipv6", "colour", "red"))
                .statusCode(400)
                .body("violations.member", contains("domain", "ipAddressType", "colour"));
        evaluate("ria", Map.of("domain", "nobody-has-it.example.org", "ipAddressType", "ipv4"))
                .statusCode(404)
                .body("type", equalTo("/problems/domain-not-found"));
        for (Object last : List.of(0, 1001, 1.5, "5")) {
            post("nora", "replay", Map.of("policies", DRAFT, "last", last))
                    .statusCode(400)
                    .body("violations.member", contains("last"));
        }
    }

    @Test
    void aDraftMayBeAsLargeAsTheFileAndNoLarger() {
        String padding = "#".repeat(PolicyFile.MOST_BYTES - DRAFT.length() - 1) + "\n";

        post("nora", "replay", Map.of("policies", padding + DRAFT, "last", 1)).statusCode(200);
        post("nora", "replay", Map.of("policies", "#" + padding + DRAFT, "last", 1))
                .statusCode(400);
        RawHttp.Answer tooLarge = RawHttp.here()
                .send(
                        "POST /policies/replay",
                        "Content-Type: application/json\r\n" + RawHttp.basic("nora"),
                        "{\"policies\":\"" + "#".repeat(3 << 20) + "\",\"last\":1}");
        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(tooLarge.body()).contains("/problems/payload-too-large");
        post("nora", "replay", Map.of("policies", "#" + "ü".repeat(PolicyFile.MOST_BYTES / 2), "last", 1))
                .statusCode(422)
                .body("problem", containsString("larger than"));
    }

    // ---- replay ---------------------------------------------------------------------------------------------------

    @Test
    void theLastChangesAreJudgedAgainByADraft() {
        Change denied = world.aChangeInReview();
        Change automatic = world.aChangeInReview(world.aDomain(Map.of("tags", Map.of("env", "dev"))), Map.of());
        Change met = world.anApprovedChange(world.aDomain(Map.of("tags", Map.of("env", "prod"))), Map.of());

        JsonNode replay = world.json(post("nora", "replay", Map.of("policies", DRAFT, "last", 3))
                .statusCode(200)
                .body("policyDigest", equalTo(PolicyFile.parse(DRAFT, "draft").digest()))
                .body("changes.id", contains(met.id(), automatic.id(), denied.id()))
                .extract()
                .asString());

        JsonNode first = replay.at("/changes/0");
        assertThat(first.at("/then/decision").asText()).isEqualTo("NEEDS_APPROVAL");
        assertThat(first.at("/then/met").asBoolean()).isTrue();
        assertThat(first.at("/then/requirements/0/by/0").asText()).isEqualTo("nora");
        assertThat(first.at("/draft/met").asBoolean()).isFalse();
        assertThat(first.at("/differs").asBoolean()).isTrue();
        assertThat(first.at("/because").toString())
                .contains("approvals of security: 0 then, 1 under the draft")
                .contains("the approvals that it has do not suffice under the draft");
        assertThat(replay.at("/changes/1/draft/decision").asText()).isEqualTo("AUTOMATIC");
        assertThat(replay.at("/changes/2/draft/decision").asText()).isEqualTo("DENIED");
        assertThat(replay.path("summary"))
                .isEqualTo(world.json("{\"replayed\":3,\"differ\":3,\"refusedByDraft\":1,\"allowedByDraft\":0,"
                        + "\"automaticByDraft\":1,\"noLongerMet\":1}"));
    }

    @Test
    void theSameRulesDifferNowhereWhateverTheFileInForceSays() {
        Change change = world.anApprovedChange();
        change.done("ria", Action.CANCEL);
        String same = inForce.present().text() + "# the same\n";
        policies.put("version: 1\nrules: [{name: r, deny: Not this week.}]\n");

        post("ada", "replay", Map.of("policies", same, "last", 1))
                .statusCode(200)
                .body("changes[0].id", equalTo(change.id()))
                .body("changes[0].status", equalTo("CANCELLED"))
                .body("changes[0].differs", equalTo(false))
                .body("summary.differ", equalTo(0));
    }

    @Test
    void whoOnlyAsksForChangesDoesNotReplayThoseOfOthers() {
        for (String person : List.of("ria", "bot", "bea")) {
            post(person, "replay", Map.of("policies", DRAFT)).statusCode(403);
        }
        post("otto", "replay", Map.of("policies", DRAFT)).statusCode(200);
    }

    @Test
    void aLongReplayNeedsAsManyStatementsAsAShortOne() {
        for (int i = 0; i < 12; i++) {
            world.anApprovedChange();
        }
        Map<String, Object> two = Map.of("policies", DRAFT, "last", 2);
        Map<String, Object> twelve = Map.of("policies", DRAFT, "last", 12);
        post("nora", "replay", twelve).statusCode(200).body("changes", hasSize(12));

        long before = Statements.count();
        post("nora", "replay", two).body("summary.replayed", equalTo(2));
        long between = Statements.count();
        post("nora", "replay", twelve).body("summary.replayed", equalTo(12)).body("changes.differs", hasItem(true));

        assertThat(Statements.count() - between).isEqualTo(between - before);
    }

    private static ValidatableResponse evaluate(String person, Map<String, Object> body) {
        return post(person, "evaluate", body);
    }

    private static ValidatableResponse post(String person, String trial, Map<String, Object> body) {
        return as(person)
                .contentType("application/json")
                .body(body)
                .post("/policies/" + trial)
                .then();
    }
}
