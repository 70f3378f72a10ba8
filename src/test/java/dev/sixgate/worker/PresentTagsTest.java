package dev.sixgate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.Action;
import dev.sixgate.inventory.InventoryRefresh;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags are no part of a plan's fingerprint, but rules ask for them: they are asked again. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PresentTagsTest {
    private static final Map<String, Object> FROZEN = Map.of("tags", Map.of("tier", "frozen"));
    private static final Map<String, Object> CRITICAL = Map.of("tags", Map.of("tier", "critical"));

    private static final String TAGGED = """
            version: 1
            rules:
              - name: four-eyes
                require: [{group: approvers, approvals: 1}]
              - name: critical-domains
                match:
                  tags: {tier: [critical]}
                require: [{group: approvers, approvals: 2}]
              - name: frozen-domains
                match:
                  tags: {tier: [frozen]}
                deny: A frozen domain is left alone.
            """;

    @Inject
    ChangeFixtures world;

    @Inject
    TestPolicies policies;

    @Inject
    AuditFolding folding;

    @Inject
    InventoryRefresh inventory;

    @Inject
    StaleDetection detection;

    @BeforeEach
    void begin() {
        world.freshWorld();
        policies.put(TAGGED);
    }

    @AfterEach
    void end() {
        policies.reset();
    }

    @Test
    void aDomainThatWasTaggedAfterItsApprovalNeedsWhatItsTagsAskFor() {
        Change change = world.anApprovedChange();
        world.drift(change.domain(), CRITICAL);

        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
        assertThat(change.seenBy("ada").at("/approval/requirements/0/approvals").asInt())
                .as(change.seenBy("ada").path("approval").toPrettyString())
                .isEqualTo(2);

        change.approvedBy("ned");
        world.run();
        world.runAfter(ChangeFixtures.LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
        folding.requireThatEventsTellTheRows(List.of(change));
    }

    @Test
    void aDomainThatWasTaggedWhileItWaitsShowsWhatItNeedsAsSoonAsItIsSeen() {
        Change change = world.aChangeInReview();
        world.drift(change.domain(), CRITICAL);

        world.advance(Duration.ofSeconds(1));
        inventory.ask();
        inventory.refreshDue().forEach(detection::detect);

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        change.approvedBy("nora");
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        change.approvedBy("ned");
        assertThat(change.status()).isEqualTo("APPROVED");
    }

    @Test
    void aTagThatWentTakesNothingOffWhatWasPinned() {
        Change change = world.aChangeInReview(world.aDomain(CRITICAL), Map.of());
        world.drift(change.domain(), Map.of("tags", Map.of()));

        change.approvedBy("nora");
        world.run();

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    void noEmergencyOutweighsARuleThatDenies() {
        world.anEmergency();

        Response refused = world.breakGlass("bea", world.aDomain(FROZEN));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.asString()).contains("policy-denied", "frozen-domains");
    }

    @Test
    void anEmergencyOnADomainThatARuleDeniesByNowIsNotSentAndDoesNotComeBack() {
        Change change = world.anEmergency();
        world.drift(change.domain(), FROZEN);

        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
        world.drift(change.domain(), Map.of("tags", Map.of()));
        world.advance(Duration.ofSeconds(1));
        inventory.ask();
        inventory.refreshDue().forEach(detection::detect);
        change.done("ada", Action.COMMENT);
        world.run();

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.approvedBy("nora").status()).isEqualTo("APPROVED");
        folding.requireThatEventsTellTheRows(List.of(change));
    }
}
