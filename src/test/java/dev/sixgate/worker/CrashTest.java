package dev.sixgate.worker;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.DomainWriter;
import dev.sixgate.gateway.Pace;
import dev.sixgate.worker.LeasedChanges.LeaseLost;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers that die, stand still, or are many. A dead worker's steps are done here by hand, up to where it died. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class CrashTest {
    private static final int MANY = 30;

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    Worker worker;

    @Inject
    Leases leases;

    @Inject
    LeasedChanges changes;

    @Inject
    WorkerConfig config;

    @Inject
    Pace pace;

    @Inject
    DomainReader reader;

    @Inject
    DomainWriter writer;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @Test
    void aWorkerThatDiesBeforeItsIntentLeavesTheChangeToAnother() throws SQLException {
        Change change = world.anApprovedChange();
        claim();

        world.run();
        assertThat(change.status()).as("while the dead worker's lease runs").isEqualTo("APPROVED");
        applyAfterTheLease(change);

        assertThat(change.attempts()).containsExactly("ACCEPTED");
    }

    @Test
    void aWorkerThatDiesBeforeItsCallCostsAnAttempt() throws SQLException {
        Change change = world.anApprovedChange();
        storeIntent(claim());

        world.run();
        assertThat(change.status()).isEqualTo("APPLYING");
        assertThat(change.updatesSent()).isEmpty();
        applyAfterTheLease(change);

        assertThat(change.attempts()).containsExactly("FOUND_UNDONE", "ACCEPTED");
    }

    @Test
    void aCallThatMayStillBeOnItsWayIsNotTakenForUndone() throws SQLException {
        Change change = world.anApprovedChange();
        Lease lease = claim();
        storeIntent(lease);
        leases.release(lease);

        world.runAfter(Duration.ofSeconds(69));
        assertThat(change.status()).isEqualTo("APPLYING");
        world.runAfter(LOOK);

        assertThat(change.attempts()).startsWith("FOUND_UNDONE");
    }

    @Test
    void aWorkerThatDiesAfterItsCallIsNotRepeated() throws SQLException {
        Change change = world.anApprovedChange();
        Lease lease = claim();
        storeIntent(lease);
        call(change, lease);

        applyAfterTheLease(change);

        assertThat(change.attempts()).containsExactly("FOUND_DONE");
    }

    @Test
    void aWorkerThatDiesAfterItStoredTheAnswerLeavesTheCheckToAnother() throws SQLException {
        Change change = world.anApprovedChange();
        Lease lease = claim();
        storeIntent(lease);
        call(change, lease);
        storeAnswer(lease);

        applyAfterTheLease(change);

        assertThat(change.attempts()).containsExactly("ACCEPTED");
    }

    @Test
    void aWorkerThatLostItsLeaseWritesNothing() throws SQLException {
        Change change = world.anApprovedChange();
        Lease old = claim();
        world.advance(config.lease());
        Lease present = claim();
        String etag = change.etag();

        assertThat(present.token()).isGreaterThan(old.token());
        assertThatThrownBy(() -> storeIntent(old)).isInstanceOf(LeaseLost.class);
        assertThatThrownBy(() -> storeAnswer(old)).isInstanceOf(LeaseLost.class);
        assertThatThrownBy(
                        () -> changes.steer(old, it -> it.lookAgain(it.waiting().orElseThrow(), world.now())))
                .isInstanceOf(LeaseLost.class);

        assertThat(change.etag()).isEqualTo(etag);
        assertThat(change.updatesSent()).isEmpty();
        leases.release(old);
        assertThat(leases.claim(world.now()))
                .as("the present lease still holds")
                .isEmpty();
    }

    @Test
    void aWorkerThatWakesUpAfterAnotherFinishedWritesNothing() throws SQLException {
        Change change = world.anApprovedChange();
        Lease asleep = claim();
        storeIntent(asleep);
        call(change, asleep);
        applyAfterTheLease(change);
        String etag = change.etag();

        assertThatThrownBy(() -> storeAnswer(asleep)).isInstanceOf(LeaseLost.class);

        assertThat(change.etag()).isEqualTo(etag);
    }

    @Test
    void twoWorkersApplyEachOfManyChangesOnce() throws Exception {
        List<Change> many = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            many.add(world.anApprovedChange());
            world.advance(Duration.ofSeconds(1));
        }

        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            for (int turn = 0; turn <= MANY; turn++) {
                List<Callable<Integer>> both = List.of(worker::runDue, worker::runDue);
                for (Future<Integer> done : workers.invokeAll(both)) {
                    done.get();
                }
                world.advance(TURN);
            }
        } finally {
            workers.shutdownNow();
        }

        assertThat(many).allSatisfy(change -> {
            assertThat(change.updatesSent()).hasSize(1);
            assertThat(change.status()).isEqualTo("APPLIED");
            assertThat(change.attempts()).containsExactly("ACCEPTED");
        });
    }

    private void applyAfterTheLease(Change change) {
        world.runAfter(config.lease());
        world.runAfter(TURN);
        world.runAfter(LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.updatesSent()).hasSize(1);
    }

    private Lease claim() throws SQLException {
        return leases.claim(world.now()).orElseThrow();
    }

    private void storeIntent(Lease lease) {
        Pace.Turn taken = changes.with(lease, change -> {
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
        assertThat(taken.granted()).isTrue();
    }

    private void call(Change change, Lease lease) {
        writer.setIpAddressType(
                reader.read(new TargetName("sandbox"), DomainName.parse(change.domain())),
                IpAddressType.DUALSTACK,
                new DomainWriter.Author(lease.change().toString(), "ria"));
    }

    private void storeAnswer(Lease lease) {
        changes.with(lease, change -> {
            changes.record(
                    change,
                    "change.accepted",
                    Outcome.SUCCESS,
                    world.now(),
                    it -> it.accepted("request", world.now(), world.now()),
                    event -> event);
            return change.status();
        });
    }
}
