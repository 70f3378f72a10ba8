package dev.sixgate.worker;

import static dev.sixgate.ChangeFixtures.ACCOUNT;
import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.gateway.Pace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens between two steps of a worker: people change their minds, AWS takes its time, the worker stands still. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class MeanwhileTest {
    /** Longer than a turn may be held before its call begins. */
    private static final Duration NAP = Duration.ofSeconds(21);

    private static final int MANY = 20;

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    Meanwhile meanwhile;

    @Inject
    Worker worker;

    @Inject
    WorkerConfig config;

    @Inject
    Pace pace;

    @Inject
    ChangeRequests changes;

    @Inject
    DataSource dataSource;

    /** How somebody stops a change that may run. */
    private enum Deed {
        WITHDRAWN("nora", Action.WITHDRAW, "PENDING_APPROVAL"),
        CANCELLED("ria", Action.CANCEL, "CANCELLED");

        private final String who;
        private final Action action;
        private final String leavesIt;

        Deed(String who, Action action, String leavesIt) {
            this.who = who;
            this.action = action;
            this.leavesIt = leavesIt;
        }
    }

    /** What the worker finds at AWS. */
    private enum Found {
        AS_PLANNED((world, domain) -> {}),
        OTHERWISE(ChangeFixtures::driftOfTheCertificate),
        BUSY((world, domain) -> world.drift(domain, Map.of("status", "UPDATING"))),
        GONE(ChangeFixtures::deleted),
        UNREADABLE(ChangeFixtures::unreadable);

        private final BiConsumer<ChangeFixtures, String> way;

        Found(BiConsumer<ChangeFixtures, String> way) {
            this.way = way;
        }
    }

    static Stream<Arguments> everyDeedWithAllThatIsFound() {
        return Arrays.stream(Deed.values())
                .flatMap(deed -> Arrays.stream(Found.values()).map(found -> Arguments.of(deed, found)));
    }

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    // ---- people ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("everyDeedWithAllThatIsFound")
    void aChangeThatIsStoppedWhileItsDomainIsReadStaysStopped(Deed deed, Found found) throws SQLException {
        Change change = world.anApprovedChange();
        found.way.accept(world, change.domain());

        int steps = steps(meanwhile.whileReading(() -> change.done(deed.who, deed.action)));

        assertThat(steps).isEqualTo(1);
        assertThat(change.status()).isEqualTo(deed.leavesIt);
        assertThat(change.updatesSent()).isEmpty();
        assertThat(change.attempts()).isEmpty();
        assertRests(change);
        assertThat(isHeld(change)).isFalse();
        assertTheTurnIsFree();
    }

    @Test
    void aChangeThatIsWithdrawnWhileItsDomainIsReadRunsOnceItIsApprovedAgain() {
        Change change = world.anApprovedChange();
        steps(meanwhile.whileReading(() -> change.done("nora", Action.WITHDRAW)));

        change.approvedBy("ned");
        world.run();

        assertThat(change.status()).isEqualTo("VERIFYING");
    }

    @ParameterizedTest
    @EnumSource
    void aChangeThatIsStoppedBeforeTheWorkerLooksAtItStaysStopped(Deed deed) {
        Change change = world.anApprovedChange();

        int steps = steps(meanwhile.afterItsClaim(() -> change.done(deed.who, deed.action)));

        assertThat(steps).isEqualTo(1);
        assertThat(change.status()).isEqualTo(deed.leavesIt);
        assertThat(change.updatesSent()).isEmpty();
        assertRests(change);
    }

    @Test
    void whatIsDueThoughNothingIsToBeDoneRestsUntilItExpires() {
        Change change = world.aChangeInReview();
        dueNow(change);

        assertThat(steps(worker)).isEqualTo(1);

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertRests(change);
    }

    @Test
    void whatIsApprovedBeforeTheWorkerLooksAtItIsNotPutToRest() {
        Change change = world.aChangeInReview();
        dueNow(change);

        steps(meanwhile.afterItsClaim(() -> change.approvedBy("nora")));

        assertThat(change.status()).isEqualTo("VERIFYING");
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"69, APPROVED", "0, APPROVED", "70, VERIFYING"})
    void nothingIsSentUnderALeaseThatIsNearlyOver(long secondsLeft, String status) {
        Change change = world.anApprovedChange();

        Duration reading = config.lease().minusSeconds(secondsLeft);
        steps(meanwhile.whileReading(() -> world.advance(reading)));

        assertThat(change.status()).isEqualTo(status);
        assertThat(change.updatesSent()).hasSize(status.equals("VERIFYING") ? 1 : 0);
    }

    @Test
    void aChangeThatWasReadTooSlowlyWaitsHalfAMinuteAndIsApplied() throws SQLException {
        Change change = world.anApprovedChange();

        int steps =
                steps(meanwhile.whileReading(() -> world.advance(config.lease().minusSeconds(1))));

        assertThat(steps).isEqualTo(1);
        assertThat(change.waitsFor()).isEqualTo("AWS");
        assertThat(change.attempts()).isEmpty();
        assertThat(stored(change).dueAt()).contains(world.now().plusSeconds(30));
        assertThat(isHeld(change)).isFalse();
        assertTheTurnIsFree();
        world.runAfter(TURN);
        world.runAfter(LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("ACCEPTED");
    }

    @Test
    void whoReadsForLongerThanItsLeaseLeavesTheChangeToWhoTookIt() {
        Change change = world.anApprovedChange();

        steps(meanwhile.whileReading(() -> world.runAfter(config.lease())));
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("ACCEPTED");
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    void aWorkerThatStandsStillSendsNothingAndGivesItsTurnBack() throws SQLException {
        Change change = world.anApprovedChange();

        assertThat(meanwhile.standingStill(1, NAP).runNext()).isTrue();

        assertThat(change.status()).isEqualTo("APPROVED");
        assertThat(change.updatesSent()).isEmpty();
        assertThat(change.attempts()).containsExactly("NOT_DONE");
        assertThat(change.seenBy("ada").at("/attempts/0/error/code").asText()).isEqualTo("TurnMissed");
        assertThat(stored(change).dueAt()).contains(world.now());
        assertThat(isHeld(change)).isFalse();
        assertTheTurnIsFree();
    }

    @Test
    void aDomainThatChangesWhileItsTurnIsAwaitedIsNotTouched() {
        world.anApprovedChange();
        world.run();
        Change change = world.anApprovedChange();
        world.run();
        world.advance(Duration.between(world.now(), pace.nextTurn(ACCOUNT, world.now()))
                .minusMillis(400));

        // It is read, its turn is taken ahead, and somebody is faster.
        steps(meanwhile.whileReading(() -> world.driftOfTheCertificate(change.domain())));

        assertThat(change.status()).isEqualTo("STALE");
        assertThat(change.seenBy("ada").at("/attempts/0/error/code").asText()).isEqualTo("DomainChanged");
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    void turnsThatWereMissedCostNoAttempts() {
        Change change = world.anApprovedChange();

        steps(meanwhile.standingStill(6, NAP));

        assertThat(change.status()).isEqualTo("VERIFYING");
        assertThat(change.attempts())
                .hasSize(7)
                .startsWith(Collections.nCopies(6, "NOT_DONE").toArray(String[]::new))
                .endsWith("ACCEPTED");
        assertThat(change.updatesSent()).hasSize(1);
    }

    // ---- quotas ---------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"PT130S, PT90S, PT101S", "PT1H, PT5M, PT5M"})
    void awsIsWaitedForAsLongAsItAsksButNoLongerThanFiveMinutes(String interval, Duration atLeast, Duration atMost) {
        world.settings(Map.of("updateInterval", interval, "retryAfter", true));
        Change first = world.anApprovedChange();
        world.run();
        assertThat(first.status()).isEqualTo("VERIFYING");
        Change second = world.anApprovedChange();

        world.runAfter(TURN);

        assertThat(second.waitsFor()).isEqualTo("QUOTA");
        assertThat(second.attempts()).containsExactly("NOT_DONE");
        assertThat(pace.nextTurn(ACCOUNT, world.now()))
                .isBetween(world.now().plus(atLeast), world.now().plus(atMost));
    }

    @Test
    void aTurnThatOurOwnCallBudgetStoppedIsGivenBack() {
        Change change = world.anApprovedChange();

        meanwhile.whileReading(this::spendAllCalls).runNext();

        assertThat(change.status()).isEqualTo("APPROVED");
        assertThat(change.seenBy("ada").at("/attempts/0/error/code").asText()).isEqualTo("CallBudgetSpent");
        assertThat(change.updatesSent()).isEmpty();
        assertTheTurnIsFree();
    }

    @Test
    void aChangeWithoutCallsToMakeIsNotLookedAtAgainAndAgain() {
        Change change = world.anApprovedChange();

        int steps = steps(meanwhile.whileReading(this::spendAllCalls));
        assertThat(steps).isLessThanOrEqualTo(2);
        assertThat(stored(change).dueAt().orElseThrow()).isAfter(world.now());
        world.runAfter(TURN);
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("NOT_DONE", "ACCEPTED");
    }

    /** The worker does what is due, in so many steps; one that has no end of them is stopped. */
    private static int steps(Worker worker) {
        int steps = 0;
        while (steps < MANY && worker.runNext()) {
            steps++;
        }
        return steps;
    }

    /** Others make so many calls that the next one would have to wait for longer than anybody waits. */
    private void spendAllCalls() {
        world.sql("UPDATE aws_call_budget SET spent_until = '"
                + world.now().plus(TestWorld.BURST).plusSeconds(15) + "'");
    }

    /** A change that has ended is never due; an open one, when it expires. */
    private void assertRests(Change change) {
        ChangeRequest stored = stored(change);
        assertThat(stored.waiting()).isEmpty();
        if (stored.status().isOpen()) {
            assertThat(stored.dueAt()).contains(stored.planned().expiresAt());
        } else {
            assertThat(stored.dueAt()).isEmpty();
        }
    }

    private void assertTheTurnIsFree() {
        assertThat(pace.nextTurn(ACCOUNT, world.now())).isBeforeOrEqualTo(world.now());
    }

    private void dueNow(Change change) {
        world.sql("UPDATE change_request SET due_at = '" + world.now() + "' WHERE id = '" + change.id() + "'");
    }

    private ChangeRequest stored(Change change) {
        return QuarkusTransaction.requiringNew().call(() -> changes.get(ChangeId.parse(change.id())));
    }

    private boolean isHeld(Change change) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT lease_until IS NOT NULL FROM change_request WHERE id = ?")) {
            select.setObject(1, UUID.fromString(change.id()));
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getBoolean(1);
            }
        }
    }
}
