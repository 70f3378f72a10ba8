package dev.sixgate.change;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people say of changes, and what follows from it. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ReviewStoriesTest {
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

    // ---- who may judge --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "ria, self-approval-forbidden",
        "bot, machine-approver-forbidden",
        "remy, not-eligible-approver",
        "otto, not-eligible-approver",
        "ada, not-eligible-approver"
    })
    void whoMayNotJudgeIsTurnedAwayAndThatIsRecorded(String who, String code) {
        Change change = world.aChangeInReview();
        String etag = change.etag();

        assertRefused(change.act(who, Action.APPROVE), 403, code);
        assertRefused(change.act(who, Action.REJECT), 403, code);

        assertThat(change.etag()).isEqualTo(etag);
        assertThat(actions(change)).containsExactly("change.requested", "request.refused", "request.refused");
    }

    @Test
    void whoPlannedItAnewDoesNotApproveIt() {
        Change change = world.aStaleChange().done("otto", Action.REPLAN);

        assertRefused(change.act("otto", Action.APPROVE), 403, "contributor-approval-forbidden");
    }

    @Test
    void anApprovalIsGivenOnce() {
        Change change = world.anApprovedChange();
        world.sql("UPDATE person SET roles = '{}' WHERE subject = 'nora'");
        world.run();

        assertRefused(change.act("nora", Action.APPROVE), 409, "duplicate-review");
        change.approvedBy("ned");

        assertThat(change.status()).isEqualTo("APPROVED");
    }

    // ---- what they say --------------------------------------------------------------------------------------------

    @Test
    void anApprovalOfAnotherPlanCountsForNothing() {
        Change change = world.aChangeInReview();
        String etag = change.etag();

        assertRefused(change.review("nora", "APPROVE", Map.of("planDigest", "sha256:0")), 412, "plan-digest-mismatch");
        assertRefused(change.review("nora", "APPROVE", Map.of()), 412, "plan-digest-mismatch");

        assertThat(change.etag()).isEqualTo(etag);
        assertThat(actions(change)).containsExactly("change.requested", "request.refused", "request.refused");
    }

    @Test
    void whoSawAnOlderVersionChangesNothing() {
        Change change = world.aChangeInReview();
        String seen = change.etag();
        change.done("ada", Action.COMMENT);

        assertRefused(change.actIf(seen, "nora", Action.APPROVE), 412, "precondition-failed");

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(actions(change)).containsExactly("change.requested", "review.comment", "request.refused");
    }

    @Test
    void aRejectionNeedsAReasonAndEndsTheChange() {
        Change change = world.aChangeInReview();

        assertRefused(change.review("nora", "REJECT", Map.of()), 422, "reason-required");
        assertRefused(change.review("nora", "REJECT", Map.of("comment", " ")), 422, "reason-required");
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        change.done("nora", Action.REJECT);

        assertThat(change.status()).isEqualTo("REJECTED");
        assertRefused(change.act("ned", Action.APPROVE), 409, "invalid-transition");
    }

    @Test
    void twoHundredReviewsAreEnoughForCommentsAndNoHindranceForApprovals() {
        Change change = world.aChangeInReview();
        world.sql("""
                INSERT INTO review (change_id, number, reviewer, reviewer_name, decision, comment, plan_digest, reviewed_at)
                SELECT id, n, 'ada', 'Ada Auditor', 'COMMENT', 'And now?', plan_digest, requested_at
                FROM change_request, generate_series(1, 199) n WHERE id = '%s'
                """.formatted(change.id()));

        change.done("ada", Action.COMMENT);
        assertRefused(change.act("ria", Action.COMMENT), 409, "invalid-transition");
        assertThat(change.seenBy("ada").at("/approval/reviews")).hasSize(200);
        change.approvedBy("nora");

        assertThat(change.status()).isEqualTo("APPROVED");
    }

    @Test
    void anApprovalThatIsTakenBackNoLongerCounts() {
        Change change = world.anApprovedChange();

        change.done("nora", Action.WITHDRAW);

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.seenBy("ada").path("approval").has("approvalExpiresAt"))
                .isFalse();
        world.run();
        assertThat(change.updatesSent()).isEmpty();
        assertThat(change.approvedBy("nora").status()).isEqualTo("APPROVED");
    }

    @Test
    void theRequesterMayCancelAndNobodyElseOfThatRole() {
        Change change = world.aChangeInReview();

        assertRefused(change.act("remy", Action.CANCEL), 403, "role-required");
        change.done("ria", Action.CANCEL);

        assertThat(change.status()).isEqualTo("CANCELLED");
    }

    // ---- planned anew, and taken back -----------------------------------------------------------------------------

    @Test
    void anotherPlanVoidsApprovalsAndTheSamePlanRestoresThem() {
        Change change = world.anApprovedChange();
        String digest = change.planDigest();
        String certificate = world.atAws(change.domain()).path("certificateArn").asText();

        world.driftOfTheCertificate(change.domain());
        world.run();
        change.done("ria", Action.REPLAN);
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.planDigest()).isNotEqualTo(digest);

        change.approvedBy("ned");
        world.drift(change.domain(), Map.of("certificateArn", certificate));
        world.run();
        change.done("ria", Action.REPLAN);

        assertThat(change.planDigest()).isEqualTo(digest);
        assertThat(change.status()).isEqualTo("APPROVED");
        assertThat(change.seenBy("ada").at("/approval/requirements/0/by/0").asText())
                .isEqualTo("nora");
    }

    @Test
    void aStaleChangeCannotBeApproved() {
        assertRefused(world.aStaleChange().act("ned", Action.APPROVE), 409, "plan-stale");
    }

    @Test
    void aRevertIsAChangeOfItsOwn() {
        Change change = world.anAppliedChange();

        JsonNode answer = world.json(change.act("remy", Action.REVERT).asString());
        Change revert = world.known(answer);
        assertThat(answer.path("revertOf").asText()).isEqualTo(change.id());
        assertThat(answer.path("status").asText()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.seenBy("ada").path("revertedBy").asText()).isEqualTo(revert.id());
        revert.approvedBy("nora");
        world.runAfter(TURN);
        world.runAfter(LOOK);

        assertThat(revert.status()).isEqualTo("APPLIED");
        assertThat(world.atAws(change.domain()).path("ipAddressType").asText()).isEqualTo("ipv4");
        assertThat(change.status()).isEqualTo("APPLIED");
    }

    @Test
    void aDomainHasOneOpenChange() {
        Change change = world.aChangeInReview();

        assertRefused(world.ask("remy", change.domain(), Map.of()), 409, "change-open");
    }

    @Test
    void aFailedChangeIsNotRetriedBesideAnother() {
        Change failed = world.aFailedChange();
        world.aChangeInReview(failed.domain(), Map.of());

        assertRefused(failed.act("otto", Action.RETRY), 409, "change-open");
    }

    // ---- at the same moment ---------------------------------------------------------------------------------------

    @RepeatedTest(5)
    void ofAnApprovalAndARejectionOneWins() throws Exception {
        Change change = world.aChangeInReview();

        List<Integer> answers =
                atOnce(() -> change.act("nora", Action.APPROVE), () -> change.act("ned", Action.REJECT));

        assertThat(answers).containsExactlyInAnyOrder(201, 409);
        assertThat(change.status()).isEqualTo(answers.get(0) == 201 ? "APPROVED" : "REJECTED");
        assertThat(actions(change))
                .contains("request.refused")
                .containsOnlyOnce(answers.get(0) == 201 ? "change.approved" : "change.rejected");
    }

    @RepeatedTest(5)
    void ofACancellationAndAnApprovalOfTheSameVersionOneWins() throws Exception {
        Change change = world.aChangeInReview();
        String seen = change.etag();

        List<Integer> answers = atOnce(
                () -> change.actIf(seen, "ria", Action.CANCEL), () -> change.actIf(seen, "nora", Action.APPROVE));

        assertThat(answers).containsOnlyOnce(412);
        assertThat(change.status()).isEqualTo(answers.get(0) == 200 ? "CANCELLED" : "APPROVED");
    }

    @Test
    void ofManyWhoAskForTheSameDomainOneGetsIt() throws Exception {
        String domain = world.aDomain();
        Callable<Response> ask = () -> world.ask("ria", domain, Map.of());

        assertThat(atOnce(ask, ask, ask, ask)).containsExactlyInAnyOrder(202, 409, 409, 409);
    }

    @SafeVarargs
    private static List<Integer> atOnce(Callable<Response>... requests) throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(requests.length);
        try {
            List<Integer> answers = new ArrayList<>();
            for (Future<Response> answer : people.invokeAll(List.of(requests))) {
                answers.add(answer.get().statusCode());
            }
            return answers;
        } finally {
            people.shutdownNow();
        }
    }

    private List<String> actions(Change change) {
        return folding.events(change).stream()
                .map(event -> event.path("action").asText())
                .toList();
    }

    private void assertRefused(Response response, int status, String code) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(world.json(response.asString()).path("type").asText()).endsWith("/" + code);
    }
}
