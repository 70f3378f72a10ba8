package dev.sixgate.change;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of AWS end in the right state, with a cause in plain words, and never in a second update of the domain; more of them
 * in {@link ChangeStoriesTest}.
 */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class FaultStoriesTest {
    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
        world.withoutFaults();
    }

    @Test
    void aStormOfThrottlingIsSatOutAtOneCallPerTurn() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "error", Map.of("status", 429, "type", "TooManyRequestsException", "count", 12));

        for (int second = 0; second < 300; second++) {
            world.runAfter(Duration.ofSeconds(1));
        }
        assertThat(change.waitsFor()).isEqualTo("QUOTA");
        // A turn may be taken a second ahead.
        assertThat(change.updatesSent()).hasSizeBetween(8, 300 / 29 + 1);
        for (int turn = 0; turn < 12 && change.status().equals("APPROVED"); turn++) {
            world.runAfter(TURN);
        }
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(answered200(change)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "503, before, FOUND_UNDONE",
        "503, after, FOUND_DONE",
        "500, before, FOUND_UNDONE",
        "504, after, FOUND_DONE"
    })
    void whatFailsWithinAwsIsLookedAtBeforeAnythingElseIsSent(int status, String at, String first) {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "error", Map.of("status", status, "at", at));

        world.run();
        assertThat(change.attempts()).containsExactly("UNKNOWN");
        for (int turn = 0; turn < 8 && !change.status().equals("APPLIED"); turn++) {
            world.runAfter(TURN);
        }

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).startsWith(first);
        assertThat(change.updatesSent()).hasSize(at.equals("after") ? 1 : 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset-before-applying", "reset-after-applying"})
    void aLostAnswerIsLookedUpAndDoneOnce(String fault) {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), fault);

        world.run();
        for (int turn = 0; turn < 8 && !change.status().equals("APPLIED"); turn++) {
            world.runAfter(TURN);
        }

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.updatesSent()).hasSize(fault.equals("reset-after-applying") ? 1 : 2);
    }

    @Test
    void aSlowAnswerIsWaitedFor() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "delay", Map.of("millis", 2000));

        world.run();
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.updatesSent()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "403, ExpiredTokenException, The security token included in the request is expired",
        "403, AccessDeniedException, no identity-based policy allows apigateway:PATCH",
        "400, BadRequestException, PENDING_OWNERSHIP_VERIFICATION: no update is taken"
    })
    void whatAwsRefusesIsSentOnceAndFailsInItsWords(int status, String type, String message) {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "error", Map.of("status", status, "type", type, "message", message));

        for (int turn = 0; turn < 4; turn++) {
            world.runAfter(TURN);
        }

        assertThat(change.status()).isEqualTo("FAILED");
        assertThat(change.seenBy("ada").at("/failure/detail").asText()).isEqualTo(message);
        assertThat(change.seenBy("ada").at("/failure/code").asText()).isEqualTo(type);
        assertThat(change.updatesSent()).hasSize(1);
    }

    @Test
    void aDomainThatNeedsItsOwnershipVerifiedIsRefusedByAwsAndLeftAsItIs() {
        String domain = world.aDomain();
        Change change = world.anApprovedChange(domain, Map.of());
        world.drift(domain, Map.of("status", "PENDING_OWNERSHIP_VERIFICATION"));

        for (int turn = 0; turn < 3; turn++) {
            world.runAfter(TURN);
        }

        assertThat(change.status()).isEqualTo("FAILED");
        assertThat(change.seenBy("ada").at("/failure/detail").asText()).isNotEmpty();
        assertThat(change.updatesSent()).hasSize(1);
        assertThat(world.atAws(domain).path("ipAddressType").asText()).isEqualTo("ipv4");
    }

    private static long answered200(Change change) {
        return change.updatesSent().stream()
                .filter(call -> call.path("status").asInt() == 200)
                .count();
    }
}
