package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Trail;
import dev.sixgate.audit.fold.FoldLoop;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who reads the audit trail is in it. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AuditReadsTest {
    @Inject
    ApiWorld world;

    @Inject
    MutableClock clock;

    @Inject
    Trail trail;

    @Inject
    FoldLoop folds;

    private long before;

    @BeforeEach
    void begin() {
        rest();
        before = trail.size();
    }

    private void rest() {
        clock.advance(Duration.ofMinutes(5));
        folds.look();
    }

    private List<JsonNode> reads() {
        return trail.since(before, "audit.read");
    }

    @Test
    void theFirstReadIsRecordedAtOnceWithWhatWasLookedForAndDelivered() {
        world.domains("read.example.com");
        world.ask("read.example.com");

        Response page = as("ada").get("/audit/events?domain=Read.example.com&actor=ria&to=9999-01-01T00:00:00Z");

        int leaf = page.path("items[0].leafIndex");
        assertThat(reads()).singleElement().satisfies(read -> {
            assertThat(read.path("outcome").asText()).isEqualTo("SUCCESS");
            assertThat(read.at("/actor/subject").asText()).isEqualTo("ada");
            assertThat(read.at("/actor/requestId").asText()).isEqualTo(page.header("X-Request-Id"));
            assertThat(read.path("what").asText()).isEqualTo("events");
            assertThat(read.path("count").asInt()).isEqualTo(1);
            assertThat(read.path("filter").toString())
                    .isEqualTo("{\"actor\":\"ria\",\"domain\":\"read.example.com\",\"to\":\"9999-01-01T00:00:00Z\"}");
            assertThat(read.path("delivered").toString())
                    .isEqualTo("{\"events\":1,\"fromLeaf\":" + leaf + ",\"toLeaf\":" + leaf + "}");
        });
        assertThat(reads().get(0).has("domain"))
                .as("it is no event of the domain that was looked for")
                .isFalse();
    }

    @Test
    void pageAfterPageIsOneEventAMinute() {
        int pages = 40;
        for (int page = 0; page < pages; page++) {
            as("ada").get("/audit/events?pageSize=2").then().statusCode(200);
            clock.advance(Duration.ofSeconds(5));
            folds.look();
        }
        rest();

        assertThat(reads()).hasSizeBetween(3, 5);
        assertThat(reads().stream()
                        .mapToLong(read -> read.path("count").asLong())
                        .sum())
                .isEqualTo(pages);
        assertThat(reads().get(0).path("count").asLong()).isEqualTo(1);
        assertThat(reads().get(1).at("/delivered/events").asLong())
                .isEqualTo(2 * reads().get(1).path("count").asLong());
        assertThat(reads().get(1).at("/delivered/toLeaf").asLong()).isEqualTo(1);
    }

    @Test
    void whatACountDeliveredIsFromTheLowestPlaceToTheHighest() {
        world.domains("range.example.com");
        String change = world.ask("range.example.com");
        world.review("nora", change, "COMMENT").then().statusCode(201);
        world.review("ned", change, "COMMENT").then().statusCode(201);
        Response page = as("ria").get(change + "/events");
        List<String> ids = page.path("items.event.id");
        List<Integer> leaves = page.path("items.leafIndex");
        for (String id : List.of(ids.get(2), ids.get(0), ids.get(1), ids.get(2))) {
            as("ada").get("/audit/events/" + id).then().statusCode(200);
        }
        rest();

        List<JsonNode> single = reads().stream()
                .filter(read -> read.path("what").asText().equals("event"))
                .toList();
        assertThat(single).hasSize(2);
        assertThat(single.get(0).at("/filter/id").asText()).isEqualTo(ids.get(2));
        assertThat(single.get(1).path("delivered").toString())
                .isEqualTo("{\"events\":3,\"fromLeaf\":" + leaves.get(0) + ",\"toLeaf\":" + leaves.get(2) + "}");
    }

    @Test
    void anEmptyPageIsARead() {
        as("ada").get("/audit/events?action=nothing.such").then().statusCode(200);

        assertThat(reads())
                .singleElement()
                .satisfies(read -> assertThat(read.path("delivered").toString()).isEqualTo("{\"events\":0}"));
    }

    @Test
    void whatIsRefusedAndTheHistoriesThatEverybodyMayReadAreNoReadsOfTheTrail() {
        world.domains("pages.example.com");
        String change = world.ask("pages.example.com");

        as("ria").get(change + "/events").then().statusCode(200);
        as("ada").get(change + "/events").then().statusCode(200);
        as("ada").get("/domains/pages.example.com/history").then().statusCode(200);
        as("ria").get("/audit/events").then().statusCode(403);
        as("ada").get("/audit/events?pageToken=wrong").then().statusCode(400);
        as("ada")
                .get("/audit/events/00000000-0000-7000-8000-000000000000")
                .then()
                .statusCode(404);

        rest();
        assertThat(reads()).isEmpty();
    }
}
