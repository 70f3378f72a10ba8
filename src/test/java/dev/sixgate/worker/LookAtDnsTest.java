package dev.sixgate.worker;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.reach.Reachabilities;
import dev.sixgate.inventory.Survey;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class LookAtDnsTest {
    @Inject
    ChangeFixtures world;

    @Inject
    LookAtDns lookAtDns;

    @Inject
    Reachabilities reachabilities;

    @Inject
    Survey survey;

    @Inject
    AuditFolding folding;

    private String domain = "";

    @BeforeEach
    void begin() {
        world.freshWorld();
        domain = world.aDomain();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    private Change applied() {
        Change change = world.anApprovedChange(domain, Map.of());
        world.run();
        world.runAfter(LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
        return change;
    }

    private boolean lookAfter(Duration time) {
        world.advance(time);
        return lookAtDns.next();
    }

    private static JsonNode reachability(Change change) {
        return change.seenBy("ria").path("reachability");
    }

    private List<JsonNode> told(Change change) {
        return folding.events(change).stream()
                .filter(event -> event.path("action").asText().equals("domain.resolved"))
                .toList();
    }

    @Test
    void aDualstackDomainWithoutAnAaaaAliasIsSaidToHaveNoEffect() throws SQLException {
        world.aliases(domain, "A");
        Change change = applied();
        assertThat(reachability(change).isMissingNode())
                .as("nobody has looked yet")
                .isTrue();
        world.sql("UPDATE domain SET survey_due_at = '2100-01-01' WHERE name <> '" + domain + "'");
        assertThat(survey.next()).isTrue();

        assertThat(lookAtDns.next()).isTrue();

        JsonNode seen = reachability(change);
        assertThat(seen.path("effective").asBoolean(true)).isFalse();
        assertThat(seen.path("ipv4").asBoolean()).isTrue();
        assertThat(seen.path("ipv6").asBoolean(true)).isFalse();
        assertThat(seen.path("detail").asText()).isEqualTo("dualstack, but no client can use it: no AAAA alias.");
        assertThat(seen.path("fix").asText())
                .contains(
                        "aws route53 change-resource-record-sets --hosted-zone-id Z",
                        "UPSERT",
                        world.atAws(domain).path("apiGatewayDomainName").asText(),
                        world.atAws(domain).path("hostedZoneId").asText());
        assertThat(told(change)).singleElement().satisfies(event -> {
            assertThat(event.path("effective").asBoolean(true)).isFalse();
            assertThat(event.path("ipv6").asBoolean(true)).isFalse();
            assertThat(event.at("/apiGateway/ipv6").asBoolean()).isTrue();
            assertThat(event.path("outcome").asText()).isEqualTo("SUCCESS");
            assertThat(event.at("/actor/subject").asText()).isEqualTo("system:worker");
        });
    }

    @Test
    void dnsIsAskedAgainAFewTimesAndWhatStaysTheSameIsNoNews() {
        world.aliases(domain, "A");
        Change change = applied();
        assertThat(lookAtDns.next()).isTrue();
        String etag = change.etag();

        assertThat(lookAfter(Duration.ofSeconds(59))).isFalse();
        assertThat(lookAfter(Duration.ofSeconds(1))).isTrue();
        assertThat(lookAfter(Duration.ofMinutes(3))).isFalse();
        assertThat(lookAfter(Duration.ofMinutes(1))).isTrue();
        assertThat(lookAfter(Duration.ofMinutes(25))).isTrue();

        assertThat(lookAfter(Duration.ofHours(1))).as("given up").isFalse();
        assertThat(told(change)).hasSize(1);
        assertThat(change.etag()).isEqualTo(etag);
    }

    @Test
    void onceClientsSeeItThatIsNewsAndTheEnd() {
        world.aliases(domain, "A");
        Change change = applied();
        lookAtDns.next();
        String etag = change.etag();

        world.aliases(domain, "A", "AAAA");
        assertThat(lookAfter(Duration.ofMinutes(1))).isTrue();

        assertThat(reachability(change).path("effective").asBoolean()).isTrue();
        assertThat(reachability(change).has("fix")).isFalse();
        assertThat(told(change)).hasSize(2);
        assertThat(change.etag()).as("whoever has seen it has not seen this").isNotEqualTo(etag);
        assertThat(lookAfter(Duration.ofHours(1))).isFalse();
    }

    @Test
    void whatNoResolverAnsweredIsNotKnown() {
        world.aliases(domain, "A", "AAAA");
        Change change = applied();
        world.nameServer("servfail");

        assertThat(lookAtDns.next()).isTrue();

        assertThat(reachability(change).has("effective")).isFalse();
        assertThat(reachability(change).has("ipv6")).isFalse();
        assertThat(told(change))
                .singleElement()
                .satisfies(event -> assertThat(event.path("outcome").asText()).isEqualTo("UNKNOWN"));

        world.nameServer("normal");
        assertThat(lookAfter(Duration.ofMinutes(1))).isTrue();
        assertThat(reachability(change).path("effective").asBoolean()).isTrue();
    }

    @Test
    void aWorkerThatDiesLeavesTheLookToAnotherAndWhoSleptWritesNothing() {
        world.aliases(domain, "A", "AAAA");
        Change change = applied();
        Reachabilities.Due asleep =
                reachabilities.take(world.now(), Duration.ofMinutes(10)).orElseThrow();

        assertThat(lookAtDns.next()).as("somebody is at it").isFalse();
        assertThat(lookAfter(Duration.ofMinutes(10))).isTrue();

        assertThat(told(change)).hasSize(1);
        assertThat(QuarkusTransaction.requiringNew().call(() -> reachabilities.looked(asleep, world.now())))
                .isFalse();
        assertThat(lookAtDns.next()).isFalse();
    }

    @Test
    void aChangeThatALaterOneUndidIsNotLookedAt() {
        world.aliases(domain, "A", "AAAA");
        Change first = applied();
        world.advance(TURN);
        Change back = applied();

        assertThat(lookAtDns.next()).isTrue();
        assertThat(lookAtDns.next()).isTrue();

        assertThat(told(first)).isEmpty();
        assertThat(reachability(back).path("detail").asText()).startsWith("Clients see IPv4 alone.");
    }

    @Test
    void aDomainThatIsGoneIsLeftAlone() {
        Change change = applied();
        world.sql("DELETE FROM domain WHERE name = '" + domain + "'");

        assertThat(lookAtDns.next()).isTrue();

        assertThat(told(change)).isEmpty();
        assertThat(lookAfter(Duration.ofHours(1))).isFalse();
    }
}
