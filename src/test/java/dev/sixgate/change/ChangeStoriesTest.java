package dev.sixgate.change;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of approved changes, with an AWS that does what AWS does. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ChangeStoriesTest {
    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    // ---- the straight way -----------------------------------------------------------------------------------------

    @Test
    void anApprovedChangeIsAppliedAndSeen() {
        Change change = world.anApprovedChange();

        world.run();
        assertThat(change.status()).isEqualTo("VERIFYING");
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("ACCEPTED");
        assertThat(change.updatesSent()).hasSize(1);
        assertThat(operations(change)).last().isNotEqualTo("UpdateDomainName");
        assertThat(world.atAws(change.domain()).path("ipAddressType").asText()).isEqualTo("dualstack");
    }

    static Stream<Arguments> preciousDomains() {
        return Stream.of(
                Arguments.of(
                        "/v2/domainnames/",
                        Map.of("mutualTls", Map.of("truststoreUri", "s3://trust/ca.pem", "truststoreVersion", "7"))),
                Arguments.of(
                        "/domainnames/",
                        Map.of("securityPolicy", "SecurityPolicy_TLS13_1_3_2025_09", "endpointAccessMode", "STRICT")),
                Arguments.of(
                        "/domainnames/",
                        Map.of(
                                "endpointTypes",
                                List.of("EDGE"),
                                "certificateArn",
                                "arn:aws:acm:us-east-1:111111111111:certificate/0003")));
    }

    @ParameterizedTest
    @MethodSource("preciousDomains")
    void nothingButTheTypeOfADomainChanges(String api, Map<String, Object> members) {
        Change change = world.anApprovedChange(world.aDomain(members), Map.of());
        JsonNode before = world.atAws(change.domain());

        world.run();
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.updatesSent())
                .singleElement()
                .satisfies(call -> assertThat(call.path("path").asText()).startsWith(api));
        ObjectNode expected = ((ObjectNode) before).put("ipAddressType", "dualstack");
        assertThat(world.atAws(change.domain())).isEqualTo(expected);
    }

    // ---- the domain is no longer as planned -----------------------------------------------------------------------

    @Test
    void aDomainThatSomebodyElseChangedIsNotTouched() {
        Change change = world.anApprovedChange();
        world.driftOfTheCertificate(change.domain());

        world.run();

        assertThat(change.status()).isEqualTo("STALE");
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    void aDomainThatIsGoneMakesThePlanStale() {
        Change change = world.anApprovedChange();
        world.deleted(change.domain());

        world.run();

        assertThat(change.status()).isEqualTo("STALE");
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    void aDomainThatGoesAtTheLastMomentFailsTheChange() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "delete-domain");

        world.run();

        assertThat(change.status()).isEqualTo("FAILED");
        assertThat(change.failure()).isEqualTo("NotFoundException");
    }

    // ---- answers that are lost ------------------------------------------------------------------------------------

    @Test
    void aChangeWhoseAnswerWasLostIsFoundDone() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "reset-after-applying");

        world.run();
        assertThat(change.status()).isEqualTo("APPLYING");
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("FOUND_DONE");
        assertThat(change.updatesSent()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"error", "reset-before-applying"})
    void aChangeThatWasNotDoneIsTriedAgainOnceThatIsCertain(String kind) {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), kind, kind.equals("error") ? Map.of("status", 503) : Map.of());

        world.run();
        world.runAfter(LOOK);
        assertThat(change.status()).as("the call may still be on its way").isEqualTo("APPLYING");
        assertThat(change.updatesSent()).hasSize(1);
        world.runAfter(TURN);
        world.runAfter(TURN);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("FOUND_UNDONE", "ACCEPTED");
        assertThat(operations(change))
                .as("the domain is read between two attempts")
                .containsSubsequence("UpdateDomainName", "GetDomainName", "UpdateDomainName");
        assertThat(change.updatesSent()).hasSize(2);
    }

    @Test
    void aCallThatArrivesLateIsNotFollowedByAnother() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "error", Map.of("status", 503));

        world.run();
        world.runAfter(LOOK);
        world.drift(change.domain(), Map.of("ipAddressType", "dualstack"));
        world.runAfter(TURN);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    void aDomainThatGoesWhileItsAnswerIsLostFailsTheChange() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "reset-after-applying");

        world.run();
        world.deleted(change.domain());
        world.runAfter(LOOK);

        assertThat(change.failure()).isEqualTo("domain-deleted");
    }

    @Test
    void attemptsEndWhereNoneIsEverAnswered() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "error", Map.of("status", 503, "count", -1));

        for (int i = 0; i < 20; i++) {
            world.runAfter(TURN);
        }

        assertThat(change.failure()).isEqualTo("no-attempt-succeeded");
        assertThat(change.updatesSent()).hasSize(5);
    }

    // ---- AWS says no, or not now ----------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"429, TooManyRequestsException, QUOTA", "409, ConflictException, DOMAIN_BUSY"})
    void aChangeThatComesAtABadTimeWaitsAndIsApplied(int status, String type, String waitsFor) {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "error", Map.of("status", status, "type", type));

        world.run();
        assertThat(change.status()).isEqualTo("APPROVED");
        assertThat(change.waitsFor()).isEqualTo(waitsFor);
        world.runAfter(TURN);
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("NOT_DONE", "ACCEPTED");
    }

    @Test
    void aDomainThatAwsIsBusyWithIsLeftAlone() {
        Change change = world.anApprovedChange();
        world.drift(change.domain(), Map.of("status", "UPDATING"));

        world.run();
        assertThat(change.waitsFor()).isEqualTo("DOMAIN_BUSY");
        assertThat(change.updatesSent()).isEmpty();
        world.drift(change.domain(), Map.of("status", "AVAILABLE"));
        world.runAfter(LOOK);
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
    }

    @ParameterizedTest
    @CsvSource({"400, BadRequestException", "403, AccessDeniedException"})
    void whatAwsRefusesFailsInItsWordsAndMayBeRetried(int status, String type) {
        Change change = world.anApprovedChange();
        world.fault(
                change.domain(),
                "error",
                Map.of("status", status, "type", type, "message", "Not with this certificate"));

        world.run();
        assertThat(change.status()).isEqualTo("FAILED");
        assertThat(change.seenBy("ada").path("failure").path("code").asText()).isEqualTo(type);
        assertThat(change.seenBy("ada").path("failure").path("detail").asText()).isEqualTo("Not with this certificate");
        world.advance(TURN);
        change.done("otto", Action.RETRY);
        world.run();
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("NOT_DONE", "ACCEPTED");
    }

    @Test
    void aFailedChangeIsNotRetriedOnceItsApprovalHasEnded() {
        Change change = world.aFailedChange();

        world.advance(Duration.ofHours(72));

        assertThat(change.act("otto", Action.RETRY).statusCode()).isEqualTo(409);
        assertThat(change.status()).isEqualTo("FAILED");
    }

    // ---- the check afterwards -------------------------------------------------------------------------------------

    @Test
    void anUpdateThatNeverEndsFailsAfterAnHour() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "stuck-updating");

        world.run();
        world.runAfter(Duration.ofMinutes(60));
        assertThat(change.status()).isEqualTo("VERIFYING");
        world.runAfter(LOOK);

        assertThat(change.failure()).isEqualTo("verification-timeout");
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    void anUpdateThatAwsUndoesFailsAfterSomePatience() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "update-fails");

        world.run();
        world.runAfter(Duration.ofMinutes(5));
        assertThat(change.status()).isEqualTo("VERIFYING");
        world.runAfter(LOOK);

        assertThat(change.failure()).isEqualTo("not-applied");
    }

    @Test
    void aDomainInWhichSomethingElseChangedTooIsNoSuccess() {
        Change change = world.anApprovedChange();

        world.run();
        world.advance(LOOK);
        world.driftOfTheCertificate(change.domain());
        world.run();

        assertThat(change.failure()).isEqualTo("configuration-changed");
        assertThat(change.seenBy("ada").path("failure").path("detail").asText()).contains("certificateArn");
    }

    @Test
    void aDomainThatGoesAfterItsUpdateIsNoSuccess() {
        Change change = world.anApprovedChange();

        world.run();
        world.deleted(change.domain());
        world.runAfter(LOOK);

        assertThat(change.failure()).isEqualTo("domain-deleted");
    }

    // ---- waiting --------------------------------------------------------------------------------------------------

    @Test
    void changesOfOneAccountTakeTurns() {
        Change first = world.anApprovedChange();
        Change second = world.anApprovedChange();
        world.run();

        assertThat(List.of(first.waitsFor(), second.waitsFor())).contains("QUOTA");
        Change waiting = first.waitsFor().equals("QUOTA") ? first : second;
        JsonNode until = waiting.seenBy("ada").path("waitingFor").path("until");
        assertThat(Instant.parse(until.asText())).isEqualTo(world.now().plusSeconds(30));
        for (int i = 0; i < 28; i++) {
            world.runAfter(Duration.ofSeconds(1));
            assertThat(waiting.updatesSent()).isEmpty();
        }
        world.runAfter(Duration.ofSeconds(2));
        world.runAfter(LOOK);

        assertThat(List.of(first.status(), second.status())).containsOnly("APPLIED");
        assertThat(Stream.of(first, second).map(Change::attempts)).containsOnly(List.of("ACCEPTED"));
    }

    @Test
    void whoWaitsForATurnStandsInLineAndIsToldWhenItComes() {
        world.anApprovedChange();
        world.run();
        List<Change> line = Stream.generate(world::anApprovedChange).limit(5).toList();

        world.run();

        assertThat(line.stream()
                        .map(change -> Instant.parse(
                                change.seenBy("ada").at("/waitingFor/until").asText())))
                .containsExactlyElementsOf(Stream.iterate(world.now().plusSeconds(30), turn -> turn.plusSeconds(30))
                        .limit(5)
                        .toList());
        List<Change> others = line.subList(1, 5);
        List<Integer> calls = callsFor(others);
        world.runAfter(Duration.ofSeconds(30));
        assertThat(line.get(0).updatesSent()).hasSize(1);
        // Nobody else was read in vain.
        assertThat(callsFor(others)).isEqualTo(calls);
    }

    private List<Integer> callsFor(List<Change> changes) {
        return changes.stream()
                .map(change -> world.calls(change.domain()).size())
                .toList();
    }

    @Test
    void aHeldChangeRunsWhenSomebodyExecutesIt() {
        Change change = world.anApprovedChange(world.aDomain(), Map.of("hold", true));

        world.runAfter(Duration.ofHours(1));
        assertThat(change.status()).isEqualTo("APPROVED");
        assertThat(change.waitsFor()).isEqualTo("HOLD");
        change.done("otto", Action.EXECUTE);
        world.run();

        assertThat(change.status()).isEqualTo("VERIFYING");
    }

    @Test
    void aChangeDoesNotRunBeforeTheTimeItWasAskedFor() {
        Instant start = world.now().plus(Duration.ofHours(2));
        Change change = world.anApprovedChange(world.aDomain(), Map.of("notBefore", start.toString()));

        world.runAfter(Duration.ofHours(2).minusSeconds(1));
        assertThat(change.waitsFor()).isEqualTo("START_TIME");
        assertThat(change.updatesSent()).isEmpty();
        world.runAfter(Duration.ofSeconds(1));

        assertThat(change.status()).isEqualTo("VERIFYING");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatNobodyDecidesInAWeekExpires(boolean stale) {
        Change change = stale ? world.aStaleChange() : world.aChangeInReview();

        world.runAfter(Duration.ofDays(7).minusSeconds(1));
        assertThat(change.status()).isNotEqualTo("EXPIRED");
        world.runAfter(Duration.ofSeconds(1));

        assertThat(change.status()).isEqualTo("EXPIRED");
    }

    @Test
    void whatDoesNotRunInThreeDaysOfItsApprovalExpires() {
        Change change = world.anApprovedChange(world.aDomain(), Map.of("hold", true));

        world.runAfter(Duration.ofHours(72).minusSeconds(1));
        assertThat(change.status()).isEqualTo("APPROVED");
        world.runAfter(Duration.ofSeconds(1));

        assertThat(change.status()).isEqualTo("EXPIRED");
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    void anApprovalLapsesWithTheRoleOfWhoGaveIt() {
        Change change = world.anApprovedChange();
        world.sql("UPDATE person SET roles = '{}' WHERE subject = 'nora'");

        world.run();

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
    }

    private List<String> operations(Change change) {
        return world.calls(change.domain()).stream()
                .map(call -> call.path("operation").asText())
                .toList();
    }
}
