package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.DUALSTACK;
import static dev.sixgate.api.ApiWorld.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class DomainsApiTest {
    @Inject
    ApiWorld world;

    @Inject
    ChangeFixtures fixtures;

    @Inject
    MutableClock clock;

    @Inject
    DataSource dataSource;

    @Test
    void pagesGoThroughEveryDomainOnceInOrder() {
        world.domains("p1.paged.example.com", "p2.paged.example.com", "p3.paged.example.com");

        List<String> seen = new ArrayList<>();
        @Nullable String token = null;
        do {
            Response page = as("ria")
                    .get("/domains?q=PAGED&pageSize=2" + (token == null ? "" : "&pageToken=" + token))
                    .then()
                    .statusCode(200)
                    .extract()
                    .response();
            seen.addAll(page.path("items.domain"));
            token = page.path("nextPageToken");
        } while (token != null);

        assertThat(seen).containsExactly("p1.paged.example.com", "p2.paged.example.com", "p3.paged.example.com");
    }

    @Test
    void aPageOfTwentyTakesAsManyStatementsAsAPageOfTwo() {
        String[] names = IntStream.range(0, 20)
                .mapToObj(i -> "s" + i + ".many.example.com")
                .toArray(String[]::new);
        world.domains(names);
        for (String name : names) {
            world.ask(name);
        }

        long two = statementsOf("/domains?q=many.example&pageSize=2");
        long twenty = statementsOf("/domains?q=many.example&pageSize=20");

        assertThat(twenty).isEqualTo(two).isPositive();
    }

    private static long statementsOf(String path) {
        as("ada").get(path).then().statusCode(200);
        long before = Statements.count() + Acquisitions.count();
        as("ada").get(path).then().statusCode(200).body("items.openChange", everyItem(notNullValue()));
        return Statements.count() + Acquisitions.count() - before;
    }

    @Test
    void aPageTokenOfOtherFiltersIsRefused() {
        world.domains("t1.token.example.com", "t2.token.example.com");
        String token = as("ria").get("/domains?q=token&pageSize=1").path("nextPageToken");

        as("ria").get("/domains?q=other&pageSize=1&pageToken=" + token).then().statusCode(400);
        as("ria").get("/changes?pageToken=" + token).then().statusCode(400);
        String tampered = (token.charAt(0) == 'A' ? "B" : "A") + token.substring(1);
        as("ria").get("/domains?q=token&pageToken=" + tampered).then().statusCode(400);
    }

    @Test
    void filtersNarrow() throws SQLException {
        world.domains("labelled.example.com");
        execute("UPDATE domain SET tags = '{\"suite\":\"api\",\"level\":\"1\"}' WHERE name = 'labelled.example.com'");

        as("ria")
                .get("/domains?ipAddressType=dualstack&pageSize=200")
                .then()
                .body("items.ipAddressType", everyItem(equalTo("dualstack")));
        as("ria")
                .get("/domains?tag=suite:api&tag=level:1&q=labelled")
                .then()
                .body("items.domain", contains("labelled.example.com"));
        as("ria").get("/domains?tag=suite:api&tag=suite:other").then().body("items", empty());
        as("ria").get("/domains?tag=suite:other&q=labelled").then().body("items", empty());
        as("ria").get("/domains?target=sandbox&q=internal.").then().body("items", hasSize(1));
        as("ria").get("/domains?target=elsewhere").then().body("items", empty());
    }

    @Test
    void whatAStackOwnsAndWhatWasChangedOutsideLatelyIsFound() throws SQLException {
        world.domains("s1.owned.example.com", "s2.owned.example.com", "s3.owned.example.com");
        execute(
                "UPDATE domain SET tags = '{\"aws:cloudformation:stack-name\":\"orders\"}' WHERE name = 's1.owned.example.com'");
        execute(
                "UPDATE domain SET tags = '{\"aws:cloudformation:stack-name\":\"carts\"}' WHERE name = 's2.owned.example.com'");
        execute(
                "UPDATE domain SET observed = observed || '{\"lastChangedBy\":{\"tool\":\"other\",\"at\":\"2026-03-01T00:00:00Z\"}}'"
                        + " WHERE name = 's3.owned.example.com'");

        as("ria").get("/domains?q=owned&stack=orders").then().body("items.domain", contains("s1.owned.example.com"));
        as("ria")
                .get("/domains?q=owned&stack=*")
                .then()
                .body("items.domain", contains("s1.owned.example.com", "s2.owned.example.com"));
        as("ria")
                .get("/domains?q=owned&changedOutsideSince=2026-03-01T00:00:00Z")
                .then()
                .body("items.domain", contains("s3.owned.example.com"));
        as("ria")
                .get("/domains?q=owned&changedOutsideSince=2026-03-01T00:00:01Z")
                .then()
                .body("items", empty());
        as("ria").get("/domains?changedOutsideSince=lately").then().statusCode(400);
        String token = as("ria").get("/domains?q=owned&stack=*&pageSize=1").path("nextPageToken");
        as("ria")
                .get("/domains?q=owned&stack=orders&pageSize=1&pageToken=" + token)
                .then()
                .statusCode(400);
    }

    @Test
    void aDomainHasOneFingerprintWhereverItIsReadAndConditionsKnowIt() {
        world.domains("tagged.example.com");
        String etag = as("ria")
                .get("/domains/tagged.example.com")
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");

        assertThat(as("ria").get("/domains/tagged.example.com/ip-address-type").header("ETag"))
                .isEqualTo(etag);
        for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            as("ria")
                    .header("If-None-Match", known)
                    .get("/domains/tagged.example.com")
                    .then()
                    .statusCode(304)
                    .header("ETag", etag);
        }
        as("ria")
                .header("If-None-Match", "\"other\"")
                .get("/domains/tagged.example.com")
                .then()
                .statusCode(200);
        for (String unmet : List.of("\"other\"", "W/" + etag)) {
            as("ria")
                    .header("If-Match", unmet)
                    .contentType("application/json")
                    .body(DUALSTACK)
                    .patch("/domains/tagged.example.com/ip-address-type")
                    .then()
                    .statusCode(412)
                    .body("type", equalTo("/problems/fingerprint-mismatch"));
        }
        as("ria")
                .header("If-Match", "\"other\", " + etag)
                .contentType("application/json")
                .body(DUALSTACK)
                .patch("/domains/tagged.example.com/ip-address-type")
                .then()
                .statusCode(202);
    }

    @Test
    void whoeverAsksForWhatIsThereGetsNoChangeAndOneEvent() {
        world.domains("same.example.com");

        ApiWorld.patch("ria", "same.example.com", "{\"ipAddressType\":\"ipv4\",\"reason\":\"stay\"}")
                .then()
                .statusCode(200)
                .body("status", equalTo("NO_CHANGE"));

        as("ada").get("/changes?domain=same.example.com").then().body("items", empty());
        as("ada")
                .get("/audit/events?domain=same.example.com")
                .then()
                .body("items.event.action", contains("change.not-needed"));
    }

    @Test
    void validateOnlyShowsThePlanAndRecordsNothing() {
        world.domains("preview.example.com");

        as("ria")
                .contentType("application/merge-patch+json")
                .body(DUALSTACK)
                .patch("/domains/preview.example.com/ip-address-type?validateOnly=true")
                .then()
                .statusCode(200)
                .body("status", equalTo("VALID"))
                .body("plan.after.ipAddressType", equalTo("dualstack"))
                .body("policy.requirements.group", contains("approvers"));

        as("ria")
                .contentType("application/merge-patch+json")
                .body("{\"ipAddressType\":\"ipv4\",\"reason\":\"stay\"}")
                .patch("/domains/preview.example.com/ip-address-type?validateOnly=true")
                .then()
                .statusCode(200)
                .body("status", equalTo("SAME_TYPE"));
        as("ada").get("/changes?domain=preview.example.com").then().body("items", empty());
        as("ada").get("/audit/events?domain=preview.example.com").then().body("items", empty());
    }

    @Test
    void theSecondWhoAsksGetsTheLinkOfTheOpenChange() {
        world.domains("open.example.com");
        String open = world.ask("open.example.com");

        ApiWorld.patch("remy", "open.example.com", DUALSTACK)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/change-open"))
                .body("change", equalTo(open));
        as("ria").get("/domains/open.example.com").then().body("openChange", equalTo(open));
    }

    @Test
    void aPrivateDomainIsDualstackOnly() {
        world.refresh();

        ApiWorld.patch("ria", "internal.example.com", "{\"ipAddressType\":\"ipv4\",\"reason\":\"x\"}")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/unsupported-domain"));
    }

    @Test
    void aNameInSeveralTargetsNeedsTheTarget() throws SQLException {
        world.domains("twice.example.com");
        execute(
                "INSERT INTO domain (name, target, account, region, ip_address_type, fingerprint, tags, observed, observed_at)"
                        + " SELECT name, 'other', account, region, ip_address_type, fingerprint, tags,"
                        + " observed || '{\"target\":\"other\"}', observed_at FROM domain WHERE name = 'twice.example.com'");
        try {
            as("ria")
                    .get("/domains/twice.example.com")
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("/problems/ambiguous-target"))
                    .body("targets", containsInAnyOrder("other", "sandbox"));
            ApiWorld.patch("ria", "twice.example.com", DUALSTACK).then().statusCode(409);
            as("ria").get("/domains/twice.example.com?target=sandbox").then().statusCode(200);
        } finally {
            execute("DELETE FROM domain WHERE target = 'other'");
        }
    }

    @Test
    void whileAwsIsAwayTheInventoryIsReadAndStaleEntriesAreNotPlannedOn() {
        world.domains("away.example.com");
        clock.advance(Duration.ofHours(1));
        world.sandbox(
                "/_sandbox/faults",
                "{\"operation\":\"*\",\"domain\":\"away.example.com\",\"kind\":\"error\",\"status\":500,"
                        + "\"type\":\"InternalFailure\",\"count\":100}");
        try {
            as("ria").get("/domains/away.example.com").then().statusCode(200);
            ApiWorld.patch("ria", "away.example.com", DUALSTACK)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("type", equalTo("/problems/not-ready"));
            as("ada").get("/changes?domain=away.example.com").then().body("items", empty());
        } finally {
            given().delete(world.endpoint + "/_sandbox/faults");
        }
    }

    @Test
    void preferWaitAnswersWithTheEndOrAfterTheWait() {
        world.domains("wait.example.com");

        as("ria")
                .header("Prefer", "wait=1")
                .contentType("application/json")
                .body(DUALSTACK)
                .patch("/domains/wait.example.com/ip-address-type")
                .then()
                .statusCode(202)
                .header("Preference-Applied", "wait=1")
                .header("Retry-After", notNullValue())
                .body("waitingFor.kind", equalTo("APPROVAL"));
        as("ria")
                .header("Prefer", "wait=-1, rubbish")
                .contentType("application/json")
                .body(DUALSTACK)
                .patch("/domains/wait.example.com/ip-address-type?validateOnly=true")
                .then()
                .statusCode(200)
                .header("Preference-Applied", nullValue());
    }

    @Test
    void aPreferenceIsReadOrIgnoredAndNeverLongerThanTwentySeconds() {
        assertThat(Prefer.parse("wait=99999999999999999999").waitFor()).isEqualTo(Prefer.LONGEST);
        assertThat(Prefer.parse("respond-async, wait=3").waitFor()).isEqualTo(Duration.ofSeconds(3));
        assertThat(Prefer.parse("respond-async").applied()).isEqualTo("respond-async");
        for (String rubbish : List.of("", "wait", "wait=", "wait=-1", "wait=x", "waiting=3", "nowait=3")) {
            assertThat(Prefer.parse(rubbish).waitFor()).isZero();
            assertThat(Prefer.parse(rubbish).applied()).isNull();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void aNameThatNobodyHasCostsAwsOneLookAMinute() {
        String nobodys = "nobody-has-this.example.org";
        as("ria").get("/domains/" + nobodys).then().statusCode(404);
        int looks = fixtures.calls(nobodys).size();
        assertThat(looks).isPositive();

        for (int i = 0; i < 5; i++) {
            as("ria").get("/domains/" + nobodys).then().statusCode(404);
            ApiWorld.patch("ria", nobodys, DUALSTACK).then().statusCode(404);
        }
        assertThat(fixtures.calls(nobodys)).hasSize(looks);

        fixtures.advance(Duration.ofSeconds(61));
        as("ria").get("/domains/" + nobodys).then().statusCode(404);
        assertThat(fixtures.calls(nobodys)).hasSize(2 * looks);
    }
}
