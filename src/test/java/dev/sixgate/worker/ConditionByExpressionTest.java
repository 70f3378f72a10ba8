package dev.sixgate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Expressions are asked of the domain as it is right before a change runs, and a failing one holds it back. */
@QuarkusTest
@TestProfile(ConditionByExpressionTest.Asking.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ConditionByExpressionTest {

    public static final class Asking implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sixgate.policies", "src/test/resources/policies/when.yaml");
        }
    }

    @Inject
    ChangeFixtures world;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @Test
    void anExpressionThatComesToHoldAsksForMore() {
        Change change = world.anApprovedChange();
        world.drift(change.domain(), Map.of("tags", Map.of("tier", "3")));

        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        change.approvedBy("ned");
        world.run();
        world.runAfter(ChangeFixtures.LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
    }

    @Test
    void anExpressionThatComesToFailHoldsTheChangeBack() {
        Change change = world.anApprovedChange();
        world.drift(change.domain(), Map.of("tags", Map.of("tier", "high")));

        world.run();
        change.approvedBy("ned");
        world.run();

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
    }

    @Test
    void anOwnerThatComesToBeKnownIsAskedFor() {
        Change change = world.anApprovedChange();
        world.drift(change.domain(), Map.of("tags", Map.of("aws:cloudformation:stack-name", "edge")));

        world.run();

        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
    }
}
