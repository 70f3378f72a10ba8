package dev.sixgate.worker;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.verb.RevertChange;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever approves a change may approve its revert with it: then there is no second round, if nothing else changed. */
@QuarkusTest
@TestProfile(Confirming.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class RevertInAdvanceTest {
    private static final Map<String, Object> NETWORK = Map.of("tags", Map.of("team", "network"));

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    RevertChange revert;

    @Inject
    DomainReader reader;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @Test
    void aRevertOfWhatIsAsItWasLeftNeedsNoSecondRound() {
        Change change = applied(Map.of());
        Instant until =
                Instant.parse(change.seenBy("ada").path("appliedAt").asText()).plus(Duration.ofHours(24));

        Change inverse = reverted(change);

        JsonNode approval = inverse.seenBy("ada").path("approval");
        assertThat(inverse.status()).isEqualTo("APPROVED");
        assertThat(approval.path("met").asBoolean()).isTrue();
        assertThat(approval.at("/inAdvance/change").asText()).isEqualTo(change.id());
        assertThat(approval.at("/inAdvance/by/0").asText()).isEqualTo("nora");
        assertThat(approval.at("/inAdvance/until").asText()).isEqualTo(until.toString());
        assertThat(approval.path("reviews")).isEmpty();
        assertThat(folding.events(inverse))
                .filteredOn(event -> event.path("action").asText().equals("change.approved"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/inAdvance/by/0").asText()).isEqualTo("nora"));
        applies(inverse);
        assertThat(world.atAws(change.domain()).path("ipAddressType").asText()).isEqualTo("ipv4");
        assertThat(change.seenBy("ada").path("revertedBy").asText()).isEqualTo(inverse.id());
    }

    @Test
    void whoApprovesSeesThatTheRevertIsApprovedTooAndSoDoesThePreview() {
        String domain = world.aDomain(Map.of("tags", Map.of("watched", "yes")));

        JsonNode preview = world.json(given().auth()
                .preemptive()
                .basic("ria", "demo")
                .contentType("application/merge-patch+json")
                .body(Map.of("ipAddressType", "dualstack", "reason", "IPv6"))
                .patch("/domains/" + domain + "/ip-address-type?validateOnly=true")
                .asString());
        JsonNode seen = world.aChangeInReview(domain, Map.of()).seenBy("nora").path("approval");

        assertThat(preview.at("/policy/revertApprovedFor").asText()).isEqualTo("PT24H");
        assertThat(preview.at("/policy/confirmWithin").asText()).isEqualTo("PT30M");
        assertThat(seen.path("revertApprovedFor").asText()).isEqualTo("PT24H");
        assertThat(seen.path("confirmWithin").asText()).isEqualTo("PT30M");
        assertThat(seen.path("revertApprovedUntil").isMissingNode()).isTrue();
    }

    @Test
    void aRevertOfWhatSomebodyElseChangedNeedsAnApprovalOfItsOwn() {
        Change change = applied(Map.of());
        world.driftOfTheCertificate(change.domain());

        Change inverse = reverted(change);

        assertNotInAdvance(inverse, "no longer as change " + change.id() + " left it");
        inverse.approvedBy("ned");
        applies(inverse);
    }

    @Test
    void anApprovalFromBeforeALaterChangeRevertsNothingOfIt() {
        Change change = applied(Map.of());
        applies(reverted(change));
        Change later = world.anApprovedChange(change.domain(), Map.of());
        applies(later);

        assertNotInAdvance(reverted(change), "Change " + later.id() + " was applied to the domain since");
    }

    @Test
    void theTimeEndsAtItsEnd() {
        Change early = applied(Map.of());
        world.advance(Duration.ofHours(24).minusMillis(1));
        assertThat(reverted(early).status()).isEqualTo("APPROVED");

        world.park();
        Change late = applied(Map.of());
        world.advance(Duration.ofHours(24));
        assertNotInAdvance(reverted(late), "approved in advance until");
    }

    @Test
    void whoApprovedAndLostTheGroupApprovesNothingInAdvance() {
        Change change = appliedForTheNetwork();
        world.sql("UPDATE person SET groups = '{}' WHERE subject = 'nora'");

        assertNotInAdvance(reverted(change), "is not enough by now");
    }

    @Test
    void whoLosesTheGroupBeforeTheRevertRunsIsMissedThen() {
        Change change = appliedForTheNetwork();
        Change inverse = reverted(change);
        assertThat(inverse.status()).isEqualTo("APPROVED");
        world.sql("UPDATE person SET groups = '{}' WHERE subject = 'nora'");

        world.runAfter(TURN);

        assertNotInAdvance(inverse, "no longer counts");
        assertThat(inverse.updatesSent()).hasSize(1);
        inverse.approvedBy("ned").approvedBy("sam");
        applies(inverse);
    }

    @Test
    void aDomainThatChangesBeforeTheRevertRunsIsNotTouchedAndTheApprovalIsGone() {
        Change change = applied(Map.of());
        Change inverse = reverted(change);
        world.driftOfTheCertificate(change.domain());

        world.runAfter(TURN);
        assertThat(inverse.status()).isEqualTo("STALE");
        assertThat(inverse.updatesSent()).hasSize(1);
        inverse.done("otto", Action.REPLAN);

        assertNotInAdvance(inverse, "no longer as the reverted change left it");
    }

    @Test
    void whoApprovedDoesNotCountForARevertOfTheirOwn() {
        Change change = applied(Map.of());
        Actor nora = new Actor(
                Actor.Type.USER,
                "nora",
                "Nora",
                null,
                Set.of(Actor.Role.REQUESTER, Actor.Role.APPROVER),
                Set.of("network"),
                new Actor.Origin("basic", null, null, null, null));

        ChangeRequest inverse = revert.revert(
                ChangeId.parse(change.id()),
                new RevertChange.Ground(
                        reader.read(new TargetName("sandbox"), DomainName.parse(change.domain())),
                        List.of(),
                        "I want it back",
                        null),
                OptionalLong.empty(),
                nora,
                world.now());

        assertThat(inverse.status()).isEqualTo(ChangeStatus.PENDING_APPROVAL);
        assertThat(inverse.advance().orElseThrow().refused()).contains("one of them asks for this");
    }

    @Test
    void aRevertOfARevertNeedsAnApprovalOfItsOwn() {
        Change inverse = reverted(applied(Map.of()));
        applies(inverse);

        JsonNode approval = inverse.seenBy("ada").path("approval");
        assertThat(approval.path("revertApprovedFor").isMissingNode()).isTrue();
        assertThat(approval.path("revertApprovedUntil").isMissingNode()).isTrue();
        assertThat(reverted(inverse).status()).isEqualTo("PENDING_APPROVAL");
    }

    @Test
    void oneRuleThatSaysNothingOfRevertsLeavesThemToAnotherRound() {
        Change change = applied(Map.of("tags", Map.of("revert", "ask")));

        JsonNode inverse = reverted(change).seenBy("ada");

        assertThat(inverse.path("status").asText()).isEqualTo("PENDING_APPROVAL");
        assertThat(inverse.at("/approval/notInAdvance").asText()).contains("states revertApprovedFor");
    }

    @Test
    void aRevertOfWhatNobodyApprovedIsApprovedByNobodyEither() {
        Change change = world.aChangeInReview(edge(Map.of()), Map.of());
        applies(change);

        JsonNode inverse = reverted(change).seenBy("ada");

        assertThat(inverse.path("status").asText()).isEqualTo("APPROVED");
        assertThat(inverse.at("/approval/inAdvance").isMissingNode()).isTrue();
    }

    @Test
    void whatThePoliciesDenyByNowIsNotRevertedOnAnOldApproval() {
        Change change = applied(Map.of());
        world.drift(change.domain(), Map.of("tags", Map.of("way-back", "no")));

        Response response = change.act("remy", Action.REVERT);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(world.json(response.asString()).path("type").asText()).endsWith("policy-denied");
    }

    private String edge(Map<String, String> tags) {
        return world.aDomain(Map.of(
                "endpointTypes",
                List.of("EDGE"),
                "certificateArn",
                "arn:aws:acm:us-east-1:111111111111:certificate/0003",
                "tags",
                tags));
    }

    private Change applied(Map<String, Object> members) {
        world.advance(TURN);
        Change change = world.anApprovedChange(world.aDomain(members), Map.of());
        applies(change);
        return change;
    }

    /** A change of the network's domain: nora counts for her group, and sam for the approvers. */
    private Change appliedForTheNetwork() {
        world.advance(TURN);
        Change change = world.anApprovedChange(world.aDomain(NETWORK), Map.of()).approvedBy("sam");
        applies(change);
        return change;
    }

    private void applies(Change change) {
        world.runAfter(TURN);
        world.runAfter(LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
    }

    private Change reverted(Change change) {
        Response response = change.act("remy", Action.REVERT);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        return world.known(world.json(response.asString()));
    }

    private static void assertNotInAdvance(Change inverse, String why) {
        JsonNode seen = inverse.seenBy("ada");
        assertThat(seen.path("status").asText()).isEqualTo("PENDING_APPROVAL");
        assertThat(seen.at("/approval/inAdvance").isMissingNode()).isTrue();
        assertThat(seen.at("/approval/notInAdvance").asText()).contains(why);
    }
}
