package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.InventoryRefresh;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class TargetsApiTest {
    private static final TargetName TARGET = new TargetName("sandbox");

    @Inject
    InventoryRefresh refresh;

    @Inject
    ChangeFixtures world;

    @BeforeEach
    void aFreshWorld() {
        world.freshWorld();
    }

    @AfterEach
    void itAnswersAgain() {
        world.withoutFaults();
        world.advance(Duration.ofMinutes(6));
        refresh.refreshDue();
    }

    private JsonNode target() {
        return ChangeFixtures.stream(world.json(given().auth()
                                .preemptive()
                                .basic("ria", "demo")
                                .get("/targets")
                                .asString())
                        .path("items"))
                .filter(each -> each.path("target").asText().equals(TARGET.value()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTargetThatWasReadSaysWhenAndHowMuchItHas() {
        world.advance(Duration.ofMinutes(6));
        assertThat(refresh.refreshDue()).contains(TARGET);

        JsonNode seen = target();

        assertThat(seen.path("reachable").asBoolean()).isTrue();
        assertThat(seen.path("accountId").asText()).isEqualTo("111111111111");
        assertThat(seen.path("region").asText()).isEqualTo("eu-central-1");
        assertThat(seen.path("domains").asInt()).isPositive();
        assertThat(seen.path("refreshedAt").asText()).isNotEmpty();
        assertThat(seen.has("failure")).isFalse();
    }

    @Test
    void oneThatCannotBeReachedSaysWhyAndKeepsWhatWasSeen() {
        world.advance(Duration.ofMinutes(6));
        assertThat(refresh.refreshDue()).contains(TARGET);
        int domains = target().path("domains").asInt();
        world.unlistable();

        world.advance(Duration.ofMinutes(6));
        assertThat(refresh.refreshDue()).doesNotContain(TARGET);

        assertThat(target().path("reachable").asBoolean()).isFalse();
        assertThat(target().path("failure").asText()).isNotEmpty();
        assertThat(target().path("domains").asInt()).isEqualTo(domains);

        world.advance(Duration.ofSeconds(31));
        world.withoutFaults();
        assertThat(refresh.refreshDue())
                .as("the first failure may be over soon")
                .contains(TARGET);
        assertThat(target().path("reachable").asBoolean()).isTrue();
    }

    @Test
    void oneThatGoesOnFailingIsAskedNoMoreOftenThanTheOthers() {
        world.unlistable();
        world.advance(Duration.ofMinutes(6));
        refresh.refreshDue();
        world.advance(Duration.ofSeconds(31));
        refresh.refreshDue();

        world.withoutFaults();
        world.advance(Duration.ofSeconds(31));
        assertThat(refresh.refreshDue()).doesNotContain(TARGET);
        world.advance(Duration.ofMinutes(5));
        assertThat(refresh.refreshDue()).contains(TARGET);
    }
}
