package dev.sixgate.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.Action;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Changes that may run only at times; the stories follow each other through 2026, because the clock never goes back. */
@QuarkusTest
@TestProfile(WindowStoriesTest.Windows.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
@TestMethodOrder(OrderAnnotation.class)
class WindowStoriesTest {

    public static final class Windows implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sixgate.policies", "src/test/resources/policies/windows.yaml");
        }
    }

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    Meanwhile meanwhile;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void theAuditTrailTellsTheRows() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    private String domain(String when) {
        return world.aDomain(Map.of("tags", Map.of("when", when)));
    }

    private Change approved(String when, Map<String, Object> more) {
        return world.anApprovedChange(domain(when), more);
    }

    private void runAt(String moment) {
        at(moment);
        world.run();
    }

    private void at(String moment) {
        Duration by = Duration.between(world.now(), Instant.parse(moment));
        assertThat(by).as("the clock never goes back").isPositive();
        world.advance(by);
    }

    private static void assertWaits(Change change, String kind, String until) {
        JsonNode waiting = change.seenBy("ada").path("waitingFor");
        assertThat(waiting.path("kind").asText()).as(waiting.toString()).isEqualTo(kind);
        assertThat(waiting.path("until").asText()).as(waiting.toString()).isEqualTo(until);
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    @Order(1)
    void anApprovedChangeRunsNotBeforeItsWindowOpens() {
        at("2026-01-05T20:00:00Z");
        Change change = world.aChangeInReview(domain("mornings"), Map.of());
        JsonNode next = change.seenBy("nora").path("nextWindow");
        assertThat(next.path("open").asBoolean()).as(next.toString()).isFalse();
        assertThat(next.path("from").asText()).isEqualTo("2026-01-06T07:00:00Z");
        assertThat(next.path("until").asText()).isEqualTo("2026-01-06T11:00:00Z");
        assertThat(next.has("warning")).isFalse();

        change.approvedBy("nora");
        assertWaits(change, "WINDOW", "2026-01-06T07:00:00Z");
        world.run();
        assertWaits(change, "WINDOW", "2026-01-06T07:00:00Z");
        assertThat(change.seenBy("ada").at("/waitingFor/detail").asText()).contains("mornings");
        runAt("2026-01-06T06:59:59Z");
        assertWaits(change, "WINDOW", "2026-01-06T07:00:00Z");

        runAt("2026-01-06T07:00:00Z");
        assertThat(change.updatesSent()).hasSize(1);
        world.runAfter(ChangeFixtures.LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.seenBy("ada").has("nextWindow")).isFalse();
    }

    @Test
    @Order(2)
    void aTurnThatComesAfterTheWindowHasClosedWaitsForTheNextOpening() {
        at("2026-01-07T10:59:30Z");
        Change first = approved("mornings", Map.of());
        Change second = approved("mornings", Map.of());
        runAt("2026-01-07T10:59:50Z");
        assertThat(first.updatesSent()).hasSize(1);
        assertThat(second.waitsFor()).isEqualTo("QUOTA");

        world.runAfter(ChangeFixtures.TURN);
        assertWaits(second, "WINDOW", "2026-01-08T07:00:00Z");
        assertThat(first.status()).as("what was in flight finishes").isEqualTo("APPLIED");

        runAt("2026-01-08T07:00:01Z");
        assertThat(second.updatesSent()).hasSize(1);
    }

    @Test
    @Order(3)
    void anOwnStartTimeAndAWindowMustBothHaveCome() {
        at("2026-01-12T20:00:00Z");
        Change inside = approved("mornings", Map.of("notBefore", "2026-01-13T08:30:00Z"));
        Change outside = approved("mornings", Map.of("notBefore", "2026-01-13T20:00:00Z"));

        runAt("2026-01-13T07:30:00Z");
        assertWaits(inside, "START_TIME", "2026-01-13T08:30:00Z");
        assertThat(outside.seenBy("ada").at("/nextWindow/from").asText()).isEqualTo("2026-01-14T07:00:00Z");
        runAt("2026-01-13T08:30:00Z");
        assertThat(inside.updatesSent()).hasSize(1);
        assertWaits(outside, "START_TIME", "2026-01-13T20:00:00Z");

        runAt("2026-01-13T20:00:00Z");
        assertWaits(outside, "WINDOW", "2026-01-14T07:00:00Z");
        runAt("2026-01-14T07:00:00Z");
        assertThat(outside.updatesSent()).hasSize(1);
    }

    @Test
    @Order(4)
    void whereTheApprovalEndsBeforeTheWindowOpensOneIsWarnedAndItExpires() {
        at("2026-01-20T12:00:00Z");
        String domain = domain("rarely");
        JsonNode preview = world.json(given().auth()
                .preemptive()
                .basic("ria", "demo")
                .contentType("application/merge-patch+json")
                .body(Map.of("ipAddressType", "dualstack", "reason", "IPv6"))
                .patch("/domains/" + domain + "/ip-address-type?validateOnly=true")
                .asString());
        String warning =
                "The approval ends at 2026-01-20T13:00:00Z, before the change may run at 2026-02-01T08:00:00Z.";
        assertThat(preview.at("/nextWindow/warning").asText())
                .as(preview.toString())
                .isEqualTo(warning);

        Change change = world.aChangeInReview(domain, Map.of());
        assertThat(change.seenBy("nora").at("/nextWindow/warning").asText()).isEqualTo(warning);
        assertThat(change.seenBy("nora").at("/waitingFor/warning").asText()).isEqualTo(warning);
        change.approvedBy("nora");
        world.run();
        assertWaits(change, "WINDOW", "2026-02-01T08:00:00Z");
        assertThat(change.seenBy("ria").at("/waitingFor/warning").asText()).isEqualTo(warning);

        runAt("2026-01-20T12:59:59Z");
        assertThat(change.status()).isEqualTo("APPROVED");
        runAt("2026-01-20T13:00:00Z");
        assertThat(change.status()).isEqualTo("EXPIRED");
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    @Order(5)
    void aFreezeBeatsAnOpenWindowUntilSomebodyLiftsIt() {
        at("2026-02-09T08:00:00Z");
        Change change = approved("mornings", Map.of());
        assertWaits(change, "FREEZE", "2026-02-14T00:00:00Z");
        world.run();
        assertWaits(change, "FREEZE", "2026-02-14T00:00:00Z");
        assertThat(change.seenBy("ada").at("/waitingFor/detail").asText())
                .isEqualTo("The auditors are in the house (freeze audit-week)");
        assertThat(change.act("ned", Action.APPROVE).statusCode())
                .as("ned is not of the group that may lift it")
                .isEqualTo(409);
        assertThat(change.seenBy("sam").path("allowedActions").findValuesAsText("action"))
                .contains("APPROVE");
        assertThat(change.seenBy("ned").path("allowedActions").findValuesAsText("action"))
                .doesNotContain("APPROVE");

        change.approvedBy("sam");
        assertThat(folding.events(change))
                .filteredOn(event -> event.path("liftsFreezes").isArray())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.at("/actor/subject").asText()).isEqualTo("sam");
                    assertThat(event.at("/liftsFreezes/0").asText()).isEqualTo("audit-week");
                });
        world.run();
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    @Order(5)
    void anEmergencyWaitsForNoFreezeAndIsNotToldToWait() {
        Change change = world.anEmergency(world.aDomain(Map.of("tags", Map.of("when", "mornings"))));

        assertThat(change.seenBy("bea").at("/waitingFor/kind").asText()).isNotIn("FREEZE", "WINDOW");
        assertThat(change.seenBy("bea").has("nextWindow")).isFalse();
        world.runAfter(ChangeFixtures.TURN);
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    @Order(6)
    void whoLiftsAFreezeWhileItIsPendingNeedsNoOtherPlaceInItsRequirementsAndDoesNotFillOne() {
        at("2026-02-10T08:00:00Z");
        Change change = world.aChangeInReview(domain("mornings"), Map.of());

        change.approvedBy("sam");
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        change.approvedBy("nora");
        world.run();

        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    @Order(7)
    void whoTakesTheirApprovalBackPutsTheFreezeBack() {
        at("2026-02-10T20:00:00Z");
        Change change = approved("mornings", Map.of()).approvedBy("sam");
        world.run();
        assertWaits(change, "WINDOW", "2026-02-11T07:00:00Z");

        change.done("sam", Action.WITHDRAW);
        assertThat(change.status()).isEqualTo("APPROVED");
        runAt("2026-02-11T07:00:00Z");
        assertWaits(change, "FREEZE", "2026-02-14T00:00:00Z");
    }

    @Test
    @Order(8)
    void afterAFreezeAWindowIsStillNeeded() {
        at("2026-02-12T09:00:00Z");
        Change change = approved("mornings", Map.of());
        world.run();
        assertThat(change.seenBy("ada").at("/waitingFor/warning").asText())
                .isEqualTo(
                        "The approval ends at 2026-02-15T09:00:00Z, before the change may run at 2026-02-16T07:00:00Z.");

        runAt("2026-02-14T00:00:00Z");
        assertWaits(change, "WINDOW", "2026-02-16T07:00:00Z");
        runAt("2026-02-15T09:00:00Z");
        assertThat(change.status()).isEqualTo("EXPIRED");
    }

    @Test
    @Order(9)
    void inTheNightThatLeavesItsStartOutTheWindowOpensAfterTheGap() {
        at("2026-03-28T20:00:00Z");
        Change change = approved("nights", Map.of());
        runAt("2026-03-29T00:59:59Z");
        assertWaits(change, "WINDOW", "2026-03-29T01:00:00Z");

        runAt("2026-03-29T01:00:00Z");
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    @Order(10)
    void inTheNightThatRepeatsItsStartTheWindowOpensOnce() {
        at("2026-10-24T20:00:00Z");
        Change early = approved("nights", Map.of());
        runAt("2026-10-25T00:29:59Z");
        assertWaits(early, "WINDOW", "2026-10-25T00:30:00Z");
        runAt("2026-10-25T00:30:00Z");
        assertThat(early.updatesSent()).hasSize(1);

        at("2026-10-25T01:30:00Z");
        Change late = approved("nights", Map.of());
        world.run();
        assertWaits(late, "WINDOW", "2026-10-26T01:30:00Z");
    }

    @Test
    @Order(11)
    void aChangeOnHoldThatIsExecutedOutsideOfItsWindowWaitsForIt() {
        at("2026-11-02T20:00:00Z");
        Change change = approved("mornings", Map.of("hold", true));
        assertThat(change.waitsFor()).isEqualTo("HOLD");

        var executed = change.act("otto", Action.EXECUTE);

        assertThat(executed.statusCode()).isEqualTo(202);
        assertThat(world.json(executed.asString()).at("/waitingFor/kind").asText())
                .isEqualTo("WINDOW");
        world.run();
        assertWaits(change, "WINDOW", "2026-11-03T07:00:00Z");
        runAt("2026-11-03T07:00:00Z");
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    @Order(12)
    void aChangeThatWaitsLooksAgainEveryTenMinutesAndNoSooner() throws Exception {
        at("2026-11-04T20:00:00Z");
        Change change = approved("mornings", Map.of());
        world.run();

        world.runAfter(Duration.ofMinutes(9));
        String before = change.etag();
        world.sql("UPDATE change_request SET waiting_detail = 'as the file was' WHERE id = '" + change.id() + "'");
        world.run();
        assertThat(change.etag()).isEqualTo(before);
        world.runAfter(Duration.ofMinutes(1));
        assertThat(change.etag()).isNotEqualTo(before);
    }

    @Test
    @Order(13)
    void everybodySeesWindowsAndFreezesAsTheyStand() {
        at("2026-11-06T08:00:00Z");

        JsonNode seen = world.json(given().auth()
                .preemptive()
                .basic("ria", "demo")
                .get("/windows")
                .then()
                .statusCode(200)
                .extract()
                .asString());

        JsonNode mornings = seen.at("/windows/1");
        assertThat(mornings.path("name").asText()).as(seen.toPrettyString()).isEqualTo("mornings");
        assertThat(mornings.path("open").asBoolean()).isTrue();
        assertThat(mornings.path("closesAt").asText()).isEqualTo("2026-11-06T11:00:00Z");
        assertThat(mornings.path("openings")).hasSize(5);
        assertThat(mornings.at("/openings/1/from").asText()).isEqualTo("2026-11-09T07:00:00Z");
        assertThat(seen.at("/windows/0/opensAt").asText()).isEqualTo("2026-12-01T08:00:00Z");
        assertThat(seen.at("/freezes/0/state").asText()).isEqualTo("OVER");
        assertThat(seen.at("/freezes/0/appliesTo").asText()).isEqualTo("tag when [mornings]");
        assertThat(seen.at("/freezes/0/override").asText()).isEqualTo("security");

        JsonNode weeks = world.json(given().auth()
                .preemptive()
                .basic("ria", "demo")
                .get("/windows?days=28")
                .asString());
        assertThat(weeks.at("/windows/1/openings")).hasSize(21);
        for (String days : List.of("0", "367", "four")) {
            int status = given().auth()
                    .preemptive()
                    .basic("ria", "demo")
                    .get("/windows?days=" + days)
                    .statusCode();
            assertThat(status).as(days).isBetween(400, 404);
        }
    }

    // ---- to the instant -------------------------------------------------------------------------------------------

    @Test
    @Order(14)
    void atItsEndAWindowIsClosedAndAnInstantBeforeItIsNot() {
        at("2026-12-08T06:30:00Z");
        Change inTime = approved("mornings", Map.of("notBefore", "2026-12-08T10:59:59.999Z"));
        runAt("2026-12-08T10:59:59.999Z");
        assertThat(inTime.updatesSent()).hasSize(1);

        at("2026-12-09T06:30:00Z");
        Change tooLate = approved("mornings", Map.of("notBefore", "2026-12-09T11:00:00Z"));
        assertThat(tooLate.seenBy("ada").at("/nextWindow/from").asText()).isEqualTo("2026-12-10T07:00:00Z");
        runAt("2026-12-09T11:00:00Z");
        assertWaits(tooLate, "WINDOW", "2026-12-10T07:00:00Z");
    }

    @Test
    @Order(15)
    void whatIsNeitherDoneNorUndoneWhenItsWindowClosesIsLookedUpAndWaitsForTheNextOpening() {
        at("2026-12-10T10:59:30Z");
        Change change = approved("mornings", Map.of());
        world.fault(change.domain(), "reset-before-applying");
        world.run();
        assertThat(change.status()).isEqualTo("APPLYING");

        for (int i = 0; i < 6; i++) {
            world.runAfter(ChangeFixtures.TURN);
        }
        assertThat(change.attempts()).containsExactly("FOUND_UNDONE");
        assertThat(change.updatesSent()).hasSize(1);
        assertThat(change.waitsFor()).isEqualTo("WINDOW");

        runAt("2026-12-11T07:00:00Z");
        assertThat(change.updatesSent()).hasSize(2);
    }

    @Test
    @Order(16)
    void aWindowThatClosesWhileTheDomainIsReadLetsNothingThrough() {
        at("2026-12-14T10:59:59Z");
        Change change = approved("mornings", Map.of());

        meanwhile.whileReading(() -> world.advance(Duration.ofSeconds(1))).runDue();

        assertWaits(change, "WINDOW", "2026-12-15T07:00:00Z");
    }

    @Test
    @Order(17)
    void aFreezeHoldsFromItsFirstInstantUntilItsLast() {
        at("2026-12-21T07:30:00Z");
        Change before = approved("mornings", Map.of("notBefore", "2026-12-21T07:59:59.999Z"));
        runAt("2026-12-21T07:59:59.999Z");
        assertThat(before.updatesSent()).hasSize(1);

        Change held = approved("mornings", Map.of("notBefore", "2026-12-21T08:00:00Z"));
        runAt("2026-12-21T08:00:00Z");
        assertWaits(held, "FREEZE", "2026-12-22T09:00:00Z");
        Change emergency = world.anEmergency(domain("mornings"));
        assertThat(emergency.seenBy("ada").has("nextWindow")).isFalse();
        world.runAfter(ChangeFixtures.TURN);
        assertThat(emergency.updatesSent())
                .as("an emergency waits for no freeze")
                .hasSize(1);

        runAt("2026-12-22T08:59:59.999Z");
        assertWaits(held, "FREEZE", "2026-12-22T09:00:00Z");
        runAt("2026-12-22T09:00:00Z");
        assertThat(held.updatesSent()).hasSize(1);
    }

    @Test
    @Order(18)
    void anEmergencyWaitsForNoWindow() {
        at("2026-12-23T20:00:00Z");
        Change ordinary = approved("mornings", Map.of());
        Change emergency = world.anEmergency(domain("mornings"));

        world.run();
        world.runAfter(ChangeFixtures.LOOK);

        assertThat(emergency.status()).isEqualTo("APPLIED");
        assertWaits(ordinary, "WINDOW", "2026-12-24T07:00:00Z");
    }

    // ---- the way back ---------------------------------------------------------------------------------------------

    @Test
    @Order(19)
    void aRevertThatWasApprovedInAdvanceWaitsForTheWindowToo() {
        at("2026-12-28T10:50:00Z");
        Change change = approved("mornings", Map.of());
        applies(change);

        at("2026-12-28T11:00:00Z");
        Change inverse =
                world.known(world.json(change.act("remy", Action.REVERT).asString()));
        assertThat(inverse.status()).isEqualTo("APPROVED");
        world.run();
        assertThat(inverse.updatesSent()).as("of the domain").hasSize(1);
        assertThat(inverse.waitsFor()).isEqualTo("WINDOW");

        runAt("2026-12-29T07:00:00Z");
        assertThat(inverse.updatesSent()).hasSize(2);
    }

    @Test
    @Order(20)
    void whatNobodyConfirmsIsTakenBackInTheNextWindowAndNotBefore() {
        at("2026-12-29T10:45:00Z");
        Change change = world.anApprovedChange(
                world.aDomain(Map.of("tags", Map.of("when", "mornings", "watched", "yes"))), Map.of());
        applies(change);

        runAt("2026-12-29T11:30:00Z");
        Change inverse = revertOf(change);
        world.run();
        assertThat(inverse.status()).isEqualTo("APPROVED");
        assertThat(inverse.waitsFor()).isEqualTo("WINDOW");
        assertThat(inverse.updatesSent()).as("of the domain").hasSize(1);

        runAt("2026-12-30T07:00:00Z");
        assertThat(inverse.updatesSent()).hasSize(2);
    }

    @Test
    @Order(21)
    void whoseApprovalsCeaseToSufficeWhileItWaitsIsToldSo() {
        at("2026-12-30T12:00:00Z");
        Change change = approved("mornings", Map.of());
        world.run();
        assertThat(change.seenBy("ada").path("waitingFor").has("warning")).isFalse();

        given().auth()
                .preemptive()
                .basic("otto", "demo")
                .delete("/people/nora")
                .then()
                .statusCode(200);
        assertWaits(change, "WINDOW", "2026-12-31T07:00:00Z");
        assertThat(change.seenBy("ada").at("/waitingFor/warning").asText())
                .contains("no longer suffice", "missing: 1 of network");

        change.seenBy("nora");
        assertThat(change.seenBy("ada").path("waitingFor").has("warning"))
                .as("she was seen again")
                .isFalse();
    }

    private void applies(Change change) {
        world.run();
        world.runAfter(ChangeFixtures.LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
    }

    private Change revertOf(Change change) {
        JsonNode page = world.json(given().auth()
                .preemptive()
                .basic("ada", "demo")
                .get("/changes?domain=" + change.domain())
                .asString());
        return world.known(ChangeFixtures.stream(page.path("items"))
                .filter(it -> it.path("revertOf").asText().equals(change.id()))
                .findFirst()
                .orElseThrow());
    }
}
