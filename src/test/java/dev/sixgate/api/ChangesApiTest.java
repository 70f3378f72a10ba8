package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.DUALSTACK;
import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ChangesApiTest {
    @Inject
    ApiWorld world;

    @Test
    void pagesAreNewestFirstAndStayInStepWhileChangesArrive() {
        world.domains(
                "k1.keyset.example.com", "k2.keyset.example.com", "k3.keyset.example.com", "k4.keyset.example.com");
        List<String> asked = Stream.of("k1", "k2", "k3")
                .map(label -> askAsRemy(label + ".keyset.example.com"))
                .toList();

        Response first = as("ada").get("/changes?requestedBy=remy&pageSize=2");
        askAsRemy("k4.keyset.example.com");
        Response second =
                as("ada").get("/changes?requestedBy=remy&pageSize=2&pageToken=" + first.path("nextPageToken"));

        assertThat(first.<List<String>>path("items.href")).containsExactly(asked.get(2), asked.get(1));
        assertThat(second.<List<String>>path("items.href")).startsWith(asked.get(0));
    }

    @Test
    void filtersNarrowByStateDomainTargetAndRequester() {
        world.domains("f1.filter.example.com");
        String change = world.ask("f1.filter.example.com");

        as("ada")
                .get("/changes?status=PENDING_APPROVAL&domain=F1.Filter.example.com.&target=sandbox&requestedBy=ria")
                .then()
                .body("items.href", contains(change));
        as("ada")
                .get("/changes?status=APPLIED&domain=f1.filter.example.com")
                .then()
                .body("items", hasSize(0));
        as("ada")
                .get("/changes?domain=f1.filter.example.com&target=other")
                .then()
                .body("items", hasSize(0));
        as("ada")
                .get("/changes?status=PENDING_APPROVAL&pageSize=200")
                .then()
                .body("items.status", everyItem(equalTo("PENDING_APPROVAL")));
    }

    @Test
    void awaitingMeShowsWhatMyApprovalWouldMove() {
        world.domains("a1.awaiting.example.com", "a2.awaiting.example.com", "a3.awaiting.example.com");
        List<String> asked = Stream.of("a1", "a2", "a3")
                .map(label -> world.ask(label + ".awaiting.example.com"))
                .toList();
        world.review("ned", asked.get(0), "APPROVE").then().statusCode(201);

        List<String> ofNora = all("nora", "/changes?awaitingMe=true&pageSize=1");
        assertThat(ofNora)
                .contains(asked.get(2), asked.get(1))
                .doesNotContain(asked.get(0))
                .doesNotHaveDuplicates();
        as("ria").get("/changes?awaitingMe=true").then().body("items", hasSize(0));
        as("bot").get("/changes?awaitingMe=true").then().body("items", hasSize(0));

        world.review("nora", asked.get(1), "APPROVE").then().statusCode(201);
        as("nora").get("/changes?awaitingMe=true&pageSize=200").then().body("items.href", not(hasItem(asked.get(1))));
    }

    @Test
    void theEtagMovesWithEveryReviewAndTransitionAndIfMatchHoldsToIt() {
        world.domains("versions.example.com");
        String change = world.ask("versions.example.com");
        String asked = etag(change);
        world.review("nora", change, "COMMENT").then().statusCode(201);
        String commented = etag(change);
        assertThat(commented).isNotEqualTo(asked);

        cancel(change, asked).then().statusCode(412).body("type", equalTo("/problems/precondition-failed"));
        cancel(change, "W/" + commented).then().statusCode(412);
        cancel(change, "\"v99999999999999999999\"").then().statusCode(412);
        cancel(change, asked + ", \"v77\"").then().statusCode(412);
        assertThat(ApiWorld.status(change)).isEqualTo("PENDING_APPROVAL");
        for (String known : List.of(commented, "W/" + commented, asked + ", " + commented)) {
            as("ria").header("If-None-Match", known).get(change).then().statusCode(304);
        }
        as("ria").header("If-None-Match", asked).get(change).then().statusCode(200);

        Response cancelled = cancel(change, asked + ", " + commented);
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(cancelled.header("ETag")).isEqualTo(etag(change)).isNotEqualTo(commented);
    }

    @Test
    void preferWaitAnswers200ForAChangeThatIsAppliedMeanwhile() {
        world.domains("applied.example.com");
        String change = world.ask("applied.example.com");
        world.review("nora", change, "APPROVE").then().statusCode(201);
        world.apply(change);
        world.refresh();

        as("ada").get(change).then().body("attempts", hasSize(1)).body("attempts[0].outcome", equalTo("ACCEPTED"));
        as("ada").get("/domains/applied.example.com").then().body("ipAddressType", equalTo("dualstack"));
        as("ria")
                .contentType("application/json")
                .body("{\"reason\":\"The partner is not ready\"}")
                .post(change + "/revert")
                .then()
                .statusCode(202)
                .body("revertOf", equalTo(change.substring("/changes/".length())))
                .body("to", equalTo("ipv4"));
    }

    @Test
    void whatIsAllowedSucceedsAndWhatIsNotIsRefusedForTheReasonGiven() {
        world.domains("actions.example.com");
        String change = world.ask("actions.example.com");

        List<String> refused = as("ria").get(change).path("notAllowed.action");
        assertThat(refused).contains("APPROVE", "EXECUTE", "RETRY", "REPLAN", "REVERT");
        world.review("ria", change, "APPROVE")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/self-approval-forbidden"));
        for (String verb : List.of("execute", "retry", "replan")) {
            as("ria")
                    .post(change + "/" + verb)
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("/problems/invalid-transition"));
        }
        List<String> allowed = as("ria").get(change).path("allowedActions.href");
        assertThat(allowed).contains(change + "/cancel");
        assertThat(cancel(change, "*").statusCode()).isEqualTo(200);
    }

    @Test
    void aPageOfTwentyTakesAsManyStatementsAsAPageOfTwo() {
        String[] names = IntStream.range(0, 20)
                .mapToObj(i -> "s" + i + ".statements.example.com")
                .toArray(String[]::new);
        world.domains(names);
        for (int i = 0; i < names.length; i++) {
            String change = world.ask(names[i]);
            if (i % 3 == 0) {
                world.review(i % 2 == 0 ? "nora" : "ned", change, "APPROVE");
            }
        }

        long two = statementsOf("/changes?pageSize=2");
        long twenty = statementsOf("/changes?pageSize=20");

        assertThat(twenty).isEqualTo(two).isPositive();
    }

    private long statementsOf(String path) {
        as("ada").get(path).then().statusCode(200);
        long before = Statements.count() + Acquisitions.count();
        as("ada").get(path).then().statusCode(200);
        return Statements.count() + Acquisitions.count() - before;
    }

    private static String askAsRemy(String domain) {
        return ApiWorld.patch("remy", domain, DUALSTACK)
                .then()
                .statusCode(202)
                .extract()
                .path("href");
    }

    private static String etag(String change) {
        return as("ria").get(change).header("ETag");
    }

    private static Response cancel(String change, String ifMatch) {
        return as("ria")
                .header("If-Match", ifMatch)
                .contentType("application/json")
                .body("{\"reason\":\"no longer wanted\"}")
                .post(change + "/cancel");
    }

    private static List<String> all(String person, String path) {
        List<String> seen = new ArrayList<>();
        @Nullable String token = null;
        do {
            Response page = as(person).get(path + (token == null ? "" : "&pageToken=" + token));
            assertThat(page.statusCode()).isEqualTo(200);
            seen.addAll(page.path("items.href"));
            token = page.path("nextPageToken");
        } while (token != null);
        return seen;
    }
}
