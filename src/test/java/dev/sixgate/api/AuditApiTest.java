package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AuditApiTest {
    @Inject
    ApiWorld world;

    @Test
    void onlyAuditorsReadTheWholeTrail() {
        for (String person : List.of("ria", "remy", "nora", "ned", "sam", "otto", "bea", "bot")) {
            as(person)
                    .get("/audit/events")
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("type", equalTo("/problems/role-required"));
        }
        given().get("/audit/events").then().statusCode(401).contentType("application/problem+json");
        as("ada").get("/audit/events").then().statusCode(200);
    }

    @Test
    void filtersNarrowTheTrail() {
        world.domains("trail.example.com");
        String change = world.ask("trail.example.com");
        String id = change.substring("/changes/".length());
        world.review("nora", change, "APPROVE").then().statusCode(201);

        as("ada")
                .get("/audit/events?domain=Trail.example.com&actor=ria")
                .then()
                .body("items.event.action", contains("change.requested"));
        as("ada").get("/audit/events?change=" + id).then().body("items.event.changeId", everyItem(equalTo(id)));
        as("ada").get("/audit/events?change=" + id + "&actor=otto").then().body("items", empty());
        as("ada").get("/audit/events?change=" + id + "&target=other").then().body("items", empty());
        as("ada")
                .get("/audit/events?change=" + id + "&to=2020-01-01T00:00:00Z")
                .then()
                .body("items", empty());
        as("ada")
                .get("/audit/events?change=" + id + "&from=9999-01-01T00:00:00Z")
                .then()
                .body("items", empty());
        Response all = as("ada").get("/audit/events?change=" + id);
        as("ria").get(change + "/events").then().body("items.leafIndex", equalTo(all.path("items.leafIndex")));
    }

    @Test
    void aReaderThatGoesOnFromItsTokenMissesNothing() {
        world.domains("cursor.example.com");
        String change = world.ask("cursor.example.com");
        String path = "/audit/events?change=" + change.substring("/changes/".length()) + "&pageSize=1";
        List<String> seen = new ArrayList<>();
        Response page = as("ada").get(path);
        while (page.<Boolean>path("more")) {
            seen.addAll(page.path("items.event.id"));
            page = as("ada").get(path + "&pageToken=" + page.path("nextPageToken"));
        }
        seen.addAll(page.path("items.event.id"));

        world.review("nora", change, "COMMENT").then().statusCode(201);
        Response later = as("ada").get(path + "&pageToken=" + page.path("nextPageToken"));

        assertThat(later.<List<String>>path("items.event.id")).hasSize(1).doesNotContainAnyElementsOf(seen);
        assertThat(later.<List<Integer>>path("items.leafIndex").get(0))
                .isGreaterThan(page.<List<Integer>>path("items.leafIndex").get(0));
    }

    @Test
    void anEventIsReadByItsIdWithItsPlace() {
        world.domains("one-event.example.com");
        world.ask("one-event.example.com");
        Response listed = as("ada").get("/audit/events?domain=one-event.example.com");
        String id = listed.path("items[0].event.id");

        as("ada")
                .get("/audit/events/" + id)
                .then()
                .statusCode(200)
                .body("leafIndex", equalTo(listed.path("items[0].leafIndex")))
                .body("event.action", equalTo("change.requested"));
        as("ria").get("/audit/events/" + id).then().statusCode(403);
    }

    @Test
    void aDomainsHistoryTellsEverythingInOrderAlsoWhatWasRefused() {
        world.domains("history.example.com");
        String change = world.ask("history.example.com");
        world.review("ria", change, "APPROVE").then().statusCode(403);
        world.review("nora", change, "APPROVE").then().statusCode(201);
        ApiWorld.patch("remy", "History.example.com", ApiWorld.DUALSTACK).then().statusCode(409);

        as("ria")
                .get("/domains/history.example.com/history")
                .then()
                .statusCode(200)
                .body("items.event.domain", everyItem(equalTo("history.example.com")))
                .body("items.event.action[0]", equalTo("change.requested"))
                .body(
                        "items.event.findAll { it.action == 'request.refused' }.code",
                        contains("self-approval-forbidden", "change-open"))
                .body("items.event.action", hasItem("change.approved"));
        for (String member : List.of("ip", "userAgent")) {
            as("ria")
                    .get("/domains/history.example.com/history")
                    .then()
                    .body("items.event.actor." + member, everyItem(nullValue()));
            as("ada")
                    .get("/audit/events?domain=history.example.com")
                    .then()
                    .body("items.event.actor." + member, hasItem(notNullValue()));
        }
        as("ria").get("/domains/nothing-ever.example.com/history").then().body("items", hasSize(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/domains/x:y/ip-address-type",
                "/domains/a%20b/ip-address-type",
                "/domains/%5B::1%5D/ip-address-type",
                "/domains/..%2fchanges/ip-address-type",
                "/changes/0-0/cancel",
                "/changes/00000000-0000-7000-8000-0000000000000/reviews"
            })
    void aWrongPasswordIsRecordedOnWhateverPathItIsTried(String path) {
        int before = refusalsOfStrangers();

        boolean domain = path.startsWith("/domains");
        Response answer = given().urlEncodingEnabled(false)
                .auth()
                .preemptive()
                .basic("nora", "guess")
                .contentType(domain ? "application/merge-patch+json" : "application/json")
                .body("{}")
                .request(domain ? "PATCH" : "POST", path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(refusalsOfStrangers()).isEqualTo(before + 1);
    }

    private static int refusalsOfStrangers() {
        return as("ada")
                .get("/audit/events?actor=anonymous&action=request.refused&pageSize=200")
                .then()
                .statusCode(200)
                .extract()
                .<List<Object>>path("items")
                .size();
    }
}
