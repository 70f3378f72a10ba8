package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.inventory.InventoryRefresh;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class CensusApiTest {
    private static final Duration A_DAY = Duration.ofDays(1);

    @Inject
    ChangeFixtures world;

    @Inject
    InventoryRefresh refresh;

    @Inject
    MutableClock clock;

    @BeforeEach
    void begin() {
        world.freshWorld();
        // Far from midnight, so that a few minutes later it is the same day.
        Instant noon = today().plusDays(1).atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
        clock.advance(Duration.between(clock.instant(), noon));
        world.sql("UPDATE domain_census SET ipv4 = 0");
    }

    @AfterEach
    void itAnswersAgain() {
        world.withoutFaults();
        read();
    }

    private LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private void read() {
        world.advance(Duration.ofMinutes(6));
        refresh.refreshDue();
    }

    private static List<Map<String, Object>> census(Object from, Object to) {
        return as("ria").get("/domains/census?from=" + from + "&to=" + to).path("items");
    }

    private static int domains(String type) {
        return as("ria").get("/domains?pageSize=200&ipAddressType=" + type).path("items.size()");
    }

    @Test
    void aDayIsWhatItsLastReadingFoundAndTodayIsWhatIsKnownNow() {
        read();
        LocalDate day = today();
        int before = domains("ipv4");
        world.aDomain();
        read();
        assertThat(domains("ipv4")).isEqualTo(before + 1);
        assertThat(census(day, day))
                .singleElement()
                .satisfies(count -> assertThat(count)
                        .containsEntry("day", day.toString())
                        .containsEntry("target", "sandbox")
                        .containsEntry("accountId", ChangeFixtures.ACCOUNT)
                        .containsEntry("ipv4", before + 1)
                        .containsEntry("dualstack", domains("dualstack")));

        clock.advance(A_DAY);
        world.sql("DELETE FROM domain WHERE name = (SELECT min(name) FROM domain WHERE ip_address_type = 'ipv4')");

        assertThat(census(day, today()))
                .extracting(count -> count.get("day"), count -> count.get("ipv4"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(day.toString(), before + 1),
                        org.assertj.core.groups.Tuple.tuple(today().toString(), before));
    }

    @Test
    void aDayOnWhichATargetCannotBeReadHasNoCount() {
        read();
        clock.advance(A_DAY);
        world.agreeOnTheTime();
        LocalDate unread = today();
        world.unlistable();
        read();
        clock.advance(A_DAY);

        assertThat(census(unread, unread)).isEmpty();
    }

    @Test
    void ninetyDaysAreShownToWhoeverNamesNone() {
        as("ria")
                .get("/domains/census")
                .then()
                .statusCode(200)
                .body("from", equalTo(today().minusDays(89).toString()))
                .body("to", equalTo(today().toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from=2026-02-30",
                "to=tomorrow",
                "from=2026-01-02&to=2026-01-01",
                "from=2025-01-01&to=2026-01-02"
            })
    void whatIsNoSpanOfDaysIsRefused(String query) {
        as("ria").get("/domains/census?" + query).then().statusCode(400).body("type", endsWith("malformed-request"));
    }
}
