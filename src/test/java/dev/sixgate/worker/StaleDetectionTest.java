package dev.sixgate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.InventoryRefresh;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class StaleDetectionTest {
    private static final TargetName TARGET = new TargetName("sandbox");

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    InventoryRefresh inventory;

    @Inject
    StaleDetection detection;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @Test
    void aPlanIsStaleAsSoonAsItsDomainIsSeenOtherwise() {
        Change untouched = world.aChangeInReview();
        Change renewed = world.aChangeInReview();
        Change deleted = world.anApprovedChange();
        world.driftOfTheCertificate(renewed.domain());
        world.deleted(deleted.domain());

        refresh();

        assertThat(untouched.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(renewed.status()).isEqualTo("STALE");
        assertThat(deleted.status()).isEqualTo("STALE");
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @Test
    void aStalePlanIsNotFoundTwice() {
        Change change = world.aChangeInReview();
        world.driftOfTheCertificate(change.domain());

        refresh();
        String etag = change.etag();
        refresh();

        assertThat(change.etag()).isEqualTo(etag);
    }

    @Test
    void aSingleReadingIsEnoughToSeeIt() {
        Change untouched = world.anApprovedChange();
        Change renewed = world.anApprovedChange();
        world.driftOfTheCertificate(renewed.domain());
        world.advance(Duration.ofSeconds(1));

        inventory.read(TARGET, new DomainName(renewed.domain()));
        inventory.read(TARGET, new DomainName(untouched.domain()));
        detection.detectSeen();

        assertThat(renewed.status()).isEqualTo("STALE");
        assertThat(untouched.status()).isEqualTo("APPROVED");
        folding.requireThatEventsTellTheRows(world.asked());
    }

    private void refresh() {
        world.advance(Duration.ofSeconds(1));
        inventory.ask();
        assertThat(inventory.refreshDue()).isNotEmpty().allSatisfy(detection::detect);
    }
}
