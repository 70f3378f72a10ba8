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
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
        forgetTheVersionInForce();
        List<String> domains = List.of(world.aDomain(), world.aDomain(), world.aDomain(), world.aDomain());
        List<Callable<Response>> asks = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            String domain = domains.get(i % domains.size());
            String who = i % 2 == 0 ? "ria" : "remy";
            asks.add(() -> world.ask(who, domain, Map.of()));
        }
        var threads = Executors.newFixedThreadPool(asks.size());
        try {
            int accepted = 0;
            for (Future<Response> answer : threads.invokeAll(asks)) {
                Response response = answer.get();
                if (response.statusCode() == 202) {
                    accepted++;
                    world.known(world.json(response.asString()));
                } else {
                    assertThat(response.statusCode()).as(response.asString()).isEqualTo(409);
                    assertThat(response.<String>path("type")).isEqualTo("/problems/change-open");
                }
            }
            assertThat(accepted).isEqualTo(domains.size());
        } finally {
            threads.shutdownNow();
        }
    }

    /** As it is on a replica that read a file at its start which nobody has used. */
    private void forgetTheVersionInForce() throws SQLException {
        try (var connection = DriverManager.getConnection(database, owner, ownerPassword);
                var delete = connection.prepareStatement("DELETE FROM policy_version WHERE digest = ?")) {
            delete.setString(1, inForce.present().digest());
            assertThat(delete.executeUpdate()).isEqualTo(1);
        }
    }
}
