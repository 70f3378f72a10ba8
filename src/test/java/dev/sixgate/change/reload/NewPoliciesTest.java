package dev.sixgate.change.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.PolicyInForce;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes that were asked for under another policy file than the one in force: the new one adds, and takes nothing away. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class NewPoliciesTest {
    private static final String ONE = "version: 1\nrules: [{name: r, require: [{group: approvers, approvals: 1}]}]\n";
    private static final String TWO = "version: 1\nrules: [{name: r, require: [{group: approvers, approvals: 2}]}]\n";
    private static final String NONE = "version: 1\nrules: [{name: r, automatic: true}]\n";
    private static final String DENIED = "version: 1\nrules: [{name: r, deny: Not this week.}]\n";

    /** Of the service's twenty. */
    private static final int MOST_CONNECTIONS = 15;

    @Inject
    ChangeFixtures world;

    @Inject
    TestPolicies policies;

    @Inject
    PolicyInForce inForce;

    @Inject
    AuditFolding folding;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String database;

    @ConfigProperty(name = "quarkus.flyway.username")
    String owner;

    @ConfigProperty(name = "quarkus.flyway.password")
    String ownerPassword;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void end() {
        policies.reset();
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @Test
    void aStricterFileAddsToWhatAnApprovedChangeNeeds() {
        policies.put(ONE);
        Change change = world.anApprovedChange();

        policies.put(TWO);
        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();

        change.approvedBy("ned");
        world.run();
        world.runAfter(ChangeFixtures.LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
    }

    @Test
    void aLaxerFileTakesNothingAwayFromWhatWasPinned() {
        policies.put(TWO);
        Change change = world.aChangeInReview();

        policies.put(NONE);
        change.approvedBy("nora");
        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
        assertThat(world.aChangeInReview().status()).isEqualTo("APPROVED");

        change.approvedBy("ned");
        assertThat(change.status()).isEqualTo("APPROVED");
    }

    @Test
    void aDenyStopsAnApprovedChangeUntilTheFileLoosensAgain() {
        policies.put(ONE);
        Change change = world.anApprovedChange();

        policies.put(DENIED);
        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
        assertThat(change.seenBy("ria").path("approval").toString()).contains("Not this week.");

        policies.put(ONE);
        world.run();
        world.runAfter(ChangeFixtures.LOOK);
        assertThat(change.status()).as(change.seenBy("ada").toPrettyString()).isEqualTo("APPLIED");
    }

    @Test
    void aCrowdThatAsksRightAfterAReloadGetsAcceptedOrToldThatAChangeIsOpen() throws Exception {
        policies.put("# " + world.now() + "\n" + ONE);
        List<String> domains = List.of(world.aDomain(), world.aDomain(), world.aDomain(), world.aDomain());
        List<Callable<Response>> asks = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            String domain = domains.get(i % domains.size());
            String who = i % 2 == 0 ? "ria" : "remy";
            asks.add(() -> world.ask(who, domain, Map.of()));
        }
        var threads = Executors.newFixedThreadPool(asks.size());
        try (Connection somebody = DriverManager.getConnection(database, owner, ownerPassword)) {
            List<Future<Response>> answers = new ArrayList<>();
            keepTheVersionInForceFromBeingStored(somebody);
            asks.forEach(ask -> answers.add(threads.submit(ask)));
            awaitThatMostConnectionsWait(somebody);
            somebody.rollback();

            assertThat(accepted(answers)).isEqualTo(domains.size());
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many were accepted; the others must have been told that a change is open. */
    private int accepted(List<Future<Response>> answers) throws Exception {
        int accepted = 0;
        for (Future<Response> answer : answers) {
            Response response = answer.get();
            if (response.statusCode() == 202) {
                accepted++;
                world.known(world.json(response.asString()));
            } else {
                assertThat(response.statusCode()).as(response.asString()).isEqualTo(409);
                assertThat(response.<String>path("type")).isEqualTo("/problems/change-open");
            }
        }
        return accepted;
    }

    /** Takes the row away, as on a replica that read its file at the start, and lets whoever stores it wait. */
    private void keepTheVersionInForceFromBeingStored(Connection somebody) throws SQLException {
        try (var delete = somebody.prepareStatement("DELETE FROM policy_version WHERE digest = ?")) {
            delete.setString(1, inForce.present().digest());
            assertThat(delete.executeUpdate()).isEqualTo(1);
        }
        somebody.setAutoCommit(false);
        try (var insert = somebody.prepareStatement("INSERT INTO policy_version VALUES (?, 'other', 'other', now())")) {
            insert.setString(1, inForce.present().digest());
            insert.executeUpdate();
        }
    }

    /** Longer than a connection is waited for, so that whoever needs two of them at once fails. */
    private static void awaitThatMostConnectionsWait(Connection somebody) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        int waiting = 0;
        try (var select = somebody.prepareStatement(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")) {
            while (waiting < MOST_CONNECTIONS && System.nanoTime() < deadline) {
                try (var row = select.executeQuery()) {
                    row.next();
                    waiting = row.getInt(1);
                }
            }
        }
    }
}
