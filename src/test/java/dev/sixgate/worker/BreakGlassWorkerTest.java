package dev.sixgate.worker;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.Action;
import dev.sixgate.gateway.Pace;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What the worker does for emergencies: it takes them first, and remembers that nobody reviewed them. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class BreakGlassWorkerTest {
    private static final Duration DAY = Duration.ofHours(24);

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    OverdueReviews overdueReviews;

    @Inject
    BreakGlassMetrics metrics;

    @Inject
    Leases leases;

    @Inject
    LeasedChanges changes;

    @Inject
    WorkerConfig config;

    @Inject
    Pace pace;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @Test
    void anEmergencyIsClaimedBeforeAllThatHasBeenDueForLonger() throws SQLException {
        world.anApprovedChange();
        world.advance(Duration.ofSeconds(1));
        Change emergency = world.anEmergency();

        assertThat(claimed()).isEqualTo(emergency.id());
        assertThat(claimed()).isNotEqualTo(emergency.id());
        assertThat(leases.claim(world.now())).isEmpty();
    }

    @Test
    void nothingTakesTheTurnOfAnEmergencyThatAnotherWorkerHolds() throws SQLException {
        Change ordinary = world.anApprovedChange();
        Change emergency = world.anEmergency();
        assertThat(claimed()).isEqualTo(emergency.id());

        world.run();

        assertThat(ordinary.updatesSent()).isEmpty();
        assertThat(ordinary.waitsFor()).isEqualTo("QUOTA");
        world.runAfter(config.lease());
        assertThat(emergency.updatesSent()).hasSize(1);
        world.runAfter(TURN);
        world.runAfter(LOOK);
        assertThat(List.of(ordinary.status(), emergency.status())).containsOnly("APPLIED");
    }

    @Test
    void aWorkerThatDiesBetweenTwoStepsOfAnEmergencyLosesNeitherItNorItsDebt() throws SQLException {
        Change change = world.anEmergency();
        storeIntent(leases.claim(world.now()).orElseThrow());

        world.runAfter(config.lease());
        world.runAfter(TURN);
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("FOUND_UNDONE", "ACCEPTED");
        assertThat(change.updatesSent()).hasSize(1);
        world.advance(DAY);
        assertThat(world.overdue()).contains(change);
    }

    @RepeatedTest(3)
    void thatAReviewIsOverdueIsRecordedOnceHoweverManyLook() throws Exception {
        Change change = world.anEmergency();
        Change reviewed = world.anEmergency().done("sam", Action.RETROSPECT);
        world.advance(DAY.minusSeconds(1));
        overdueReviews.record();
        assertThat(overdueEvents(change)).isZero();
        world.advance(Duration.ofSeconds(1));

        atOnce(overdueReviews::record, overdueReviews::record, overdueReviews::record);
        overdueReviews.record();

        assertThat(overdueEvents(change)).isEqualTo(1);
        assertThat(overdueEvents(reviewed)).isZero();
        change.done("sam", Action.RETROSPECT);
        overdueReviews.record();
        assertThat(overdueEvents(change)).isEqualTo(1);
    }

    @Test
    void usesAndDebtsAreMeasured() {
        metrics.count();
        double uses = metric("sixgate_break_glass_uses_total");
        Change change = world.anEmergency();
        metrics.count();
        double due = metric("sixgate_break_glass_reviews{state=\"due\"}");
        double overdue = metric("sixgate_break_glass_reviews{state=\"overdue\"}");

        assertThat(metric("sixgate_break_glass_uses_total")).isEqualTo(uses + 1);
        world.advance(DAY);
        metrics.count();
        assertThat(metric("sixgate_break_glass_reviews{state=\"due\"}")).isZero();
        assertThat(metric("sixgate_break_glass_reviews{state=\"overdue\"}")).isEqualTo(overdue + due);
        change.done("sam", Action.RETROSPECT);
        metrics.count();
        assertThat(metric("sixgate_break_glass_reviews{state=\"overdue\"}")).isEqualTo(overdue + due - 1);
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

    private String claimed() throws SQLException {
        return leases.claim(world.now()).orElseThrow().change().toString();
    }

    private void storeIntent(Lease lease) {
        changes.with(lease, change -> {
            Pace.Turn turn = pace.takeTurn(ChangeFixtures.ACCOUNT, world.now());
            changes.record(
                    change,
                    "change.applying",
                    Outcome.SUCCESS,
                    world.now(),
                    it -> it.beginAttempt(world.now()),
                    event -> event);
            return turn;
        });
    }

    private long overdueEvents(Change change) {
        return folding.events(change).stream()
                .filter(event -> event.path("action").asText().equals("break-glass.overdue"))
                .count();
    }

    private static void atOnce(Runnable... looks) throws Exception {
        ExecutorService replicas = Executors.newFixedThreadPool(looks.length);
        try {
            List<Callable<Object>> all =
                    Arrays.stream(looks).map(Executors::callable).toList();
            for (Future<Object> look : replicas.invokeAll(all)) {
                look.get();
            }
        } finally {
            replicas.shutdownNow();
        }
    }
}
