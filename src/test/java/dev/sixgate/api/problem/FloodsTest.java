package dev.sixgate.api.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Trail;
import dev.sixgate.audit.fold.FoldLoop;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever is refused again and again fills no log, and stays in it. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class FloodsTest {
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @Inject
    TestRefusalTolerance tolerance;

    @Inject
    ChangeFixtures world;

    @Inject
    MutableClock clock;

    @Inject
    Trail trail;

    @Inject
    FoldLoop folds;

    private long before;

    @BeforeEach
    void begin() throws Exception {
        world.freshWorld();
        rest();
        tolerance.asInProduction(true);
        before = trail.size();
    }

    @AfterEach
    void end() throws Exception {
        tolerance.asInProduction(false);
        rest();
    }

    /** Until every bucket is full again. */
    private void rest() throws Exception {
        clock.advance(Duration.ofHours(1));
        look();
    }

    /** As it is done in the service: where no request is being answered. */
    private void look() throws InterruptedException {
        Thread thread = new Thread(folds::look, "look");
        thread.start();
        thread.join();
    }

    private static int guess(String login, String path) {
        return given().auth()
                .preemptive()
                .basic(login, "guess")
                .contentType("application/json")
                .body("{}")
                .post(path)
                .statusCode();
    }

    private static int auditAs(String person) {
        return given().auth()
                .preemptive()
                .basic(person, "demo")
                .get("/audit/events")
                .statusCode();
    }

    private List<JsonNode> singles() {
        return trail.since(before, "request.refused");
    }

    private List<JsonNode> counts() {
        return trail.since(before, "requests.refused");
    }

    @Test
    void guessesOfAStrangerAreTwentyEventsAndThenOneThatCountsThem() throws Exception {
        Instant first = clock.instant();
        for (int i = 0; i < 60; i++) {
            assertThat(guess("nora" + i % 3, "/domains/refresh")).isEqualTo(401);
        }
        clock.advance(Duration.ofSeconds(54));
        look();
        assertThat(singles()).hasSize(20);
        assertThat(counts()).isEmpty();

        Instant last = clock.instant();
        assertThat(guess("nora4", "/domains/refresh")).isEqualTo(401);
        clock.advance(Duration.ofSeconds(1));
        look();

        assertThat(singles()).hasSize(20);
        assertThat(counts()).singleElement().satisfies(count -> {
            assertThat(count.path("outcome").asText()).isEqualTo("REFUSED");
            assertThat(count.path("code").asText()).isEqualTo("unauthenticated");
            assertThat(count.path("count").asLong()).isEqualTo(41);
            assertThat(count.path("first").asText()).isEqualTo(first.toString());
            assertThat(count.path("last").asText()).isEqualTo(last.toString());
            assertThat(count.at("/source/type").asText()).isEqualTo("IP");
            assertThat(count.at("/source/id").asText()).isEqualTo("127.0.0.1");
            assertThat(count.at("/actor/subject").asText()).isEqualTo("anonymous");
            assertThat(count.at("/actor/requestId").asText()).isNotEmpty();
            assertThat(count.path("requests").get(0).asText()).isEqualTo("POST /domains/refresh");
            assertThat(count.path("claimed"))
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder("nora0", "nora1", "nora2", "nora4");
        });
    }

    @Test
    void guessesByTheFormAreCountedAsThoseByBasicAre() throws Exception {
        for (int i = 0; i < 40; i++) {
            given().header("Sec-Fetch-Site", "same-origin")
                    .formParam("name", "nora")
                    .formParam("password", "guess")
                    .post("/sign-in/password")
                    .then()
                    .statusCode(401);
        }
        clock.advance(A_MINUTE);
        look();

        assertThat(singles()).hasSize(20);
        assertThat(counts()).singleElement().satisfies(count -> {
            assertThat(count.path("count").asLong()).isEqualTo(20);
            assertThat(count.path("claimed").get(0).asText()).isEqualTo("nora");
        });
    }

    @Test
    void whoIsKnownStaysSingleWhileStrangersOfTheSameAddressAreCounted() throws Exception {
        for (int i = 0; i < 40; i++) {
            guess("nora", "/domains/refresh");
        }

        assertThat(auditAs("ria")).isEqualTo(403);
        assertThat(auditAs("remy")).isEqualTo(403);

        assertThat(singles().stream().map(event -> event.at("/actor/subject").asText()))
                .hasSize(22)
                .contains("ria", "remy");
    }

    @Test
    void judgementsOfAKnownPersonStaySingleForLongerAndTheCountIsInTheChangesHistory() throws Exception {
        Change change = world.aChangeInReview();
        String digest = change.planDigest();
        for (int i = 0; i < 210; i++) {
            int status = change.review("ria", "APPROVE", Map.of("planDigest", digest))
                    .statusCode();
            assertThat(status).isEqualTo(403);
        }
        for (int i = 0; i < 25; i++) {
            assertThat(auditAs("ria")).isEqualTo(403);
        }
        clock.advance(A_MINUTE);
        look();

        assertThat(singles()).hasSize(200 + 20);
        assertThat(counts())
                .extracting(
                        count -> count.path("code").asText(),
                        count -> count.path("count").asLong(),
                        count -> count.at("/actor/subject").asText(),
                        count -> count.at("/source/id").asText(),
                        count -> count.path("domain").asText(),
                        count -> count.path("changeId").asText())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "self-approval-forbidden",
                                10L,
                                "ria",
                                "ria",
                                change.domain(),
                                change.id().toString()),
                        org.assertj.core.groups.Tuple.tuple("role-required", 5L, "ria", "ria", "", ""));
    }

    @Test
    void aCountOfSeveralChangesIsOfNoneOfThem() throws Exception {
        Change one = world.aChangeInReview();
        Change other = world.aChangeInReview();
        for (int i = 0; i < 30; i++) {
            Change change = i % 2 == 0 ? one : other;
            int status = change.review("nora", "APPROVE", Map.of("planDigest", "sha256:" + "0".repeat(64)))
                    .statusCode();
            assertThat(status).isEqualTo(412);
        }
        clock.advance(A_MINUTE);
        look();

        assertThat(counts()).singleElement().satisfies(count -> {
            assertThat(count.path("count").asLong()).isEqualTo(10);
            assertThat(count.has("changeId")).isFalse();
            assertThat(count.has("domain")).isFalse();
            assertThat(count.path("requests")).hasSize(2);
        });
    }

    @Test
    void aFloodThatGoesOnIsOneCountAMinuteAndSomeEvents() throws Exception {
        int refused = 0;
        for (int second = 0; second < 180; second++) {
            for (int i = 0; i < 3; i++) {
                guess("nora", "/domains/refresh");
                refused++;
            }
            clock.advance(Duration.ofSeconds(1));
            if (second % 5 == 0) {
                look();
            }
        }
        clock.advance(A_MINUTE);
        look();

        assertThat(singles()).hasSizeBetween(20, 20 + 18);
        assertThat(counts()).hasSizeBetween(3, 4);
        assertThat(singles().size()
                        + counts().stream()
                                .mapToLong(count -> count.path("count").asLong())
                                .sum())
                .isEqualTo(refused);
    }
}
