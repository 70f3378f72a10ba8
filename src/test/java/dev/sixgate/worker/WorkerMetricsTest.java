package dev.sixgate.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class WorkerMetricsTest {
    @Inject
    ChangeFixtures world;

    @Inject
    WorkerMetrics metrics;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    private static double metric(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theOldestChangeOfAStateIsAsOldAsItsRequest() throws SQLException {
        metrics.count();
        assertThat(metric("sixgate_changes_oldest_seconds{status=\"PENDING_APPROVAL\"}"))
                .isZero();
        world.aChangeInReview();
        world.advance(Duration.ofHours(2));
        world.aChangeInReview();
        metrics.count();

        assertThat(metric("sixgate_changes_open{status=\"PENDING_APPROVAL\"}")).isEqualTo(2);
        assertThat(metric("sixgate_changes_oldest_seconds{status=\"PENDING_APPROVAL\"}"))
                .isEqualTo(7200);
        assertThat(metric("sixgate_changes_oldest_seconds{status=\"APPROVED\"}"))
                .isZero();
    }

    @Test
    void aChangeThatNoWorkerTakesIsBehindUntilOneDoes() throws SQLException {
        Change change = world.anApprovedChange();
        world.advance(Duration.ofMinutes(5));
        metrics.count();
        assertThat(metric("sixgate_worker_behind_seconds")).isEqualTo(300);

        world.run();
        metrics.count();

        assertThat(metric("sixgate_worker_behind_seconds")).isZero();
        assertThat(change.status()).isNotEqualTo("APPROVED");
    }

    @Test
    void everyOutcomeIsCountedFromZeroOn() {
        assertThat(metric("sixgate_attempts_total{outcome=\"NOT_DONE\"}")).isNotNegative();
        assertThat(metric("sixgate_attempts_total{outcome=\"UNKNOWN\"}")).isNotNegative();
    }
}
