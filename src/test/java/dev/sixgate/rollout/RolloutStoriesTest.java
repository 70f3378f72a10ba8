package dev.sixgate.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.rollout.RolloutFixtures.Story;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many domains move in waves under one review, and stop when too many fail. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class RolloutStoriesTest {
    private static final Map<String, Object> REFUSED =
            Map.of("status", 400, "type", "BadRequestException", "message", "The certificate is not usable");

    @Inject
    ChangeFixtures world;

    @Inject
    RolloutFixtures rollouts;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void end() {
        world.withoutFaults();
    }

    @Test
    void aCanaryIsLookedAtBeforeTheOthersFollow() {
        List<String> domains = rollouts.domains(3);
        Story story =
                rollouts.approved(domains, Map.of("waves", List.of(Map.of("size", 1, "bake", "PT10M"), Map.of())));

        rollouts.runTurns(1);
        assertThat(story.states()).containsExactly("APPLIED", "APPROVED", "APPROVED");
        JsonNode waiting = story.seenBy("ada").path("waitingFor");
        assertThat(waiting.path("kind").asText()).isEqualTo("BAKE");
        rollouts.runAfter(Duration.ofMinutes(9));
        assertThat(world.updatesSent(domains.get(1))).isEmpty();
        rollouts.runAfter(Duration.ofMinutes(2));
        rollouts.runTurns(2);

        assertThat(story.states()).containsOnly("APPLIED");
        assertThat(story.status()).isEqualTo("COMPLETED");
        assertThat(story.told())
                .containsExactly(
                        "rollout.requested",
                        "rollout.reviewed",
                        "rollout.started",
                        "rollout.wave-started",
                        "rollout.completed");
    }

    @Test
    void theSecondFailureStopsItAndWhoeverResumesItHasSeenThem() {
        List<String> domains = rollouts.domains(6);
        world.fault(domains.get(0), "error", REFUSED);
        world.fault(domains.get(2), "error", REFUSED);
        Story story = rollouts.approved(domains, Map.of("waves", List.of(Map.of()), "maxFailures", 1));

        rollouts.runTurns(6);
        assertThat(story.status()).isEqualTo("PAUSED");
        assertThat(story.states()).containsExactly("FAILED", "APPLIED", "FAILED", "APPROVED", "APPROVED", "APPROVED");
        assertThat(world.updatesSent(domains.get(3))).isEmpty();
        JsonNode seen = story.seenBy("otto");
        assertThat(seen.path("paused").path("because").asText()).startsWith("2 of 6 changes have failed");

        assertThat(story.done("otto", "resume", Map.of("reason", "understood")).statusCode())
                .isEqualTo(200);
        rollouts.runTurns(4);

        assertThat(story.status()).isEqualTo("COMPLETED");
        assertThat(story.states()).containsExactly("FAILED", "APPLIED", "FAILED", "APPLIED", "APPLIED", "APPLIED");
        assertThat(story.told()).contains("rollout.stopped", "rollout.resumed");
    }

    @Test
    void nothingRunsBeforeEveryChangeIsDecided() {
        List<String> domains = rollouts.domains(2);
        Story story = rollouts.inReview(domains, Map.of());
        JsonNode first = story.seenBy("nora").path("domains").get(0);
        JsonNode change = world.json(io.restassured.RestAssured.given()
                .auth()
                .preemptive()
                .basic("nora", "demo")
                .get(first.path("href").asText())
                .asString());
        world.known(change).approvedBy("nora");

        rollouts.runTurns(1);

        assertThat(story.states()).containsExactly("APPROVED", "PENDING_APPROVAL");
        assertThat(world.known(change).waitsFor()).isEqualTo("WAVE");
        assertThat(story.status()).isEqualTo("PENDING_APPROVAL");
    }

    @Test
    void aReviewerTakesOneDomainOut() {
        List<String> domains = rollouts.domains(3);
        Story story = rollouts.inReview(domains, Map.of("waves", List.of(Map.of())));

        Map<String, Object> review = Map.of(
                "decision",
                "APPROVE",
                "planDigest",
                story.digest(),
                "without",
                List.of(domains.get(1)),
                "comment",
                "It has no AAAA alias");
        assertThat(story.review("nora", review).statusCode()).isEqualTo(201);
        rollouts.runTurns(3);

        assertThat(story.states()).containsExactly("APPLIED", "REJECTED", "APPLIED");
        assertThat(story.status()).isEqualTo("COMPLETED");
        assertThat(story.seenBy("ada")
                        .path("reviews")
                        .get(0)
                        .path("takenOut")
                        .get(0)
                        .asText())
                .isEqualTo(domains.get(1) + "@sandbox");
    }

    @Test
    void whoAskedDoesNotApprove() {
        Story story = rollouts.inReview(rollouts.domains(2), Map.of());

        var answer = story.review("ria", Map.of("decision", "APPROVE", "planDigest", story.digest()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.asString()).contains("self-approval-forbidden");
    }

    @Test
    void anApprovalOfOtherPlansChangesNothing() {
        Story story = rollouts.inReview(rollouts.domains(2), Map.of());

        var answer = story.review("nora", Map.of("decision", "APPROVE", "planDigest", "sha256:" + "0".repeat(64)));

        assertThat(answer.statusCode()).isEqualTo(412);
        assertThat(story.states()).containsOnly("PENDING_APPROVAL");
    }

    @Test
    void nothingMoreIsSentOnceItIsPaused() {
        List<String> domains = rollouts.domains(3);
        Story story = rollouts.approved(domains, Map.of("waves", List.of(Map.of())));
        rollouts.run();
        assertThat(world.updatesSent(domains.get(0))).hasSize(1);

        assertThat(story.done("ria", "pause", Map.of("reason", "The phones ring"))
                        .statusCode())
                .isEqualTo(200);
        rollouts.runTurns(3);
        assertThat(story.states()).containsExactly("APPLIED", "APPROVED", "APPROVED");

        assertThat(story.done("ria", "resume", Map.of()).statusCode()).isEqualTo(200);
        rollouts.runTurns(3);
        assertThat(story.status()).isEqualTo("COMPLETED");
    }

    @Test
    void whatWasNotSentIsCancelledWithIt() {
        List<String> domains = rollouts.domains(3);
        Story story = rollouts.approved(domains, Map.of("waves", List.of(Map.of())));
        rollouts.runTurns(1);
        rollouts.run();

        assertThat(story.done("otto", "cancel", Map.of("reason", "Not today")).statusCode())
                .isEqualTo(200);
        rollouts.runTurns(2);

        assertThat(story.status()).isEqualTo("CANCELLED");
        assertThat(story.count("CANCELLED") + story.count("APPLIED")).isEqualTo(3);
        assertThat(story.count("CANCELLED")).isPositive();
    }

    @Test
    void whatWasDoneIsTakenBackByARolloutOfItsOwn() {
        List<String> domains = rollouts.domains(2);
        Story story = rollouts.approved(domains, Map.of("waves", List.of(Map.of())));
        rollouts.runTurns(2);
        assertThat(story.status()).isEqualTo("COMPLETED");

        var answer = story.done("ria", "revert", Map.of("reason", "The partner is not ready"));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        Story back = rollouts.at(answer.header("Location"));
        back.approvedBy("nora");
        rollouts.runTurns(3);

        assertThat(back.status()).isEqualTo("COMPLETED");
        assertThat(world.atAws(domains.get(0)).path("ipAddressType").asText()).isEqualTo("ipv4");
        assertThat(story.seenBy("ada").path("revertedBy").asText())
                .isEqualTo(back.seenBy("ada").path("id").asText());
    }
}
