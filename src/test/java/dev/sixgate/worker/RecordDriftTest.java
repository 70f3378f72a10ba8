package dev.sixgate.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Trail;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.InventoryRefresh;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class RecordDriftTest {
    private static final TargetName TARGET = new TargetName("sandbox");
    private static final Duration BETWEEN_REFRESHES = Duration.ofMinutes(6);

    @Inject
    InventoryRefresh refresh;

    @Inject
    ChangeFixtures world;

    @Inject
    Trail trail;

    @BeforeEach
    void aFreshWorld() {
        world.freshWorld();
        refreshed();
    }

    private void refreshed() {
        world.advance(BETWEEN_REFRESHES);
        assertThat(refresh.refreshDue()).contains(TARGET);
    }

    private List<JsonNode> drifts(long since, String domain) {
        return trail.since(since, "domain.drifted").stream()
                .filter(event -> event.path("domain").asText().equals(domain))
                .toList();
    }

    @Test
    void whatSomebodyElseDidIsOnRecordOnceWithBeforeAndAfter() {
        String domain = world.aDomain();
        refreshed();
        long before = trail.size();

        world.drift(domain, Map.of("ipAddressType", "dualstack"));
        refreshed();
        refreshed();

        assertThat(drifts(before, domain)).singleElement().satisfies(event -> {
            assertThat(event.path("before").toString()).isEqualTo("{\"ipAddressType\":\"ipv4\"}");
            assertThat(event.path("after").toString()).isEqualTo("{\"ipAddressType\":\"dualstack\"}");
            assertThat(event.at("/actor/subject").asText()).isEqualTo("system:inventory");
            assertThat(event.path("lastSeen").asText()).isNotEmpty();
            assertThat(event.has("besideChanges")).isFalse();
        });
    }

    @Test
    void aReadingInBetweenDoesNotSwallowIt() {
        String domain = world.aDomain();
        refreshed();
        long before = trail.size();

        world.driftOfTheCertificate(domain);
        world.advance(Duration.ofMinutes(1));
        refresh.read(TARGET, new DomainName(domain));
        refreshed();

        assertThat(drifts(before, domain)).hasSize(1);
    }

    @Test
    void whatAChangeOfOursDidIsNone() {
        long before = trail.size();
        Change change = world.anAppliedChange();
        refreshed();

        assertThat(trail.since(before, "domain.drifted"))
                .noneMatch(event -> event.path("domain").asText().equals(change.domain()));
    }

    @Test
    void whatSomebodyElseDidMeanwhileIsToldApart() {
        long before = trail.size();
        Change change = world.anApprovedChange();
        refreshed();
        world.run();
        world.advance(ChangeFixtures.LOOK);
        world.driftOfTheCertificate(change.domain());
        world.run();

        assertThat(change.status()).isEqualTo("FAILED");
        assertThat(drifts(before, change.domain())).singleElement().satisfies(event -> {
            assertThat(event.path("after").has("certificateArn")).isTrue();
            assertThat(event.at("/besideChanges/0").asText()).isEqualTo(change.id());
        });
    }

    @Test
    void aDomainThatIsGoneIsSaidToBe() {
        String domain = world.aDomain();
        refreshed();
        long before = trail.size();

        world.deleted(domain);
        refreshed();
        refreshed();

        assertThat(drifts(before, domain)).singleElement().satisfies(event -> {
            assertThat(event.path("gone").asBoolean()).isTrue();
            assertThat(event.has("after")).isFalse();
            assertThat(event.at("/before/ipAddressType").asText()).isEqualTo("ipv4");
        });
    }
}
