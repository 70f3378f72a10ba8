package dev.sixgate.worker;

import static dev.sixgate.ChangeFixtures.LOOK;
import static dev.sixgate.ChangeFixtures.TURN;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.Refusal;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.verb.ConfirmChange;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.worker.LeasedChanges.LeaseLost;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to be confirmed and is not is taken back: once, whoever dies or hurries, and never blindly. */
@QuarkusTest
@TestProfile(Confirming.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class ConfirmationTest {
    private static final List<String> PEOPLE = List.of("ria", "remy", "nora", "otto", "ada", "bot");
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    Worker worker;

    @Inject
    Leases leases;

    @Inject
    WorkerConfig config;

    @Inject
    UnconfirmedChange unconfirmed;

    @Inject
    ConfirmChange confirm;

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

    // ---- the straight ways ----------------------------------------------------------------------------------------

    @Test
    void whatNobodyConfirmsIsTakenBackByItself() {
        Change change = applied(Map.of());
        assertThat(by(change)).isEqualTo(world.now().plus(HALF_AN_HOUR));
        assertThat(change.seenBy("ada").path("waitingFor").isMissingNode()).isTrue();

        world.runAfter(HALF_AN_HOUR.minusMillis(1));
        assertThat(state(change)).isEqualTo("AWAITED");
        assertThat(reverts(change)).isEmpty();
        world.runAfter(Duration.ofMillis(1));

        assertThat(state(change)).isEqualTo("MISSED");
        Change inverse = revertOf(change);
        JsonNode seen = inverse.seenBy("ada");
        assertThat(seen.at("/requestedBy/subject").asText()).isEqualTo("system:confirmation");
        assertThat(seen.path("reason").asText()).contains(change.id());
        assertThat(seen.at("/approval/inAdvance/by/0").asText()).isEqualTo("nora");
        assertThat(seen.at("/approval/confirmWithin").isMissingNode()).isTrue();
        world.runAfter(LOOK);
        assertThat(inverse.status()).isEqualTo("APPLIED");
        assertThat(inverse.seenBy("ada").path("confirmation").isMissingNode()).isTrue();
        assertThat(world.atAws(change.domain()).path("ipAddressType").asText()).isEqualTo("ipv4");
        world.runAfter(Duration.ofDays(1));
        assertThat(reverts(change)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ria", "ned", "otto"})
    void whatSomebodyConfirmsStays(String who) {
        Change change = applied(Map.of());

        JsonNode seen = change.done(who, Action.CONFIRM).seenBy("ada").path("confirmation");
        world.runAfter(HALF_AN_HOUR);

        assertThat(seen.path("state").asText()).isEqualTo("CONFIRMED");
        assertThat(seen.at("/confirmedBy/subject").asText()).isEqualTo(who);
        assertThat(seen.path("confirmedAt").asText()).isNotEmpty();
        assertThat(reverts(change)).isEmpty();
        assertThat(actions(change)).endsWith("change.confirmed");
        assertThat(world.atAws(change.domain()).path("ipAddressType").asText()).isEqualTo("dualstack");
    }

    @Test
    void aChangeThatNobodyApprovedIsTakenBackByThePolicyThatAskedForTheConfirmation() {
        Change change = world.aChangeInReview(
                world.aDomain(watched(Map.of(
                        "endpointTypes",
                        List.of("EDGE"),
                        "certificateArn",
                        "arn:aws:acm:us-east-1:111111111111:certificate/0003"))),
                Map.of());
        applies(change);

        world.runAfter(HALF_AN_HOUR);
        world.runAfter(LOOK);

        assertThat(revertOf(change).status()).isEqualTo("APPLIED");
    }

    // ---- never blindly --------------------------------------------------------------------------------------------

    @Test
    void aDomainThatSomebodyElseChangedIsNotTakenBackWithoutAnApproval() {
        Change change = applied(Map.of());
        world.driftOfTheCertificate(change.domain());

        world.runAfter(HALF_AN_HOUR);

        Change inverse = revertOf(change);
        assertThat(inverse.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(inverse.seenBy("ada").at("/approval/notInAdvance").asText()).contains("no longer as change");
        assertThat(missed(change).path("because").asText()).contains("waits for approval");
        assertThat(change.updatesSent()).hasSize(1);
        inverse.approvedBy("ned");
        applies(inverse);
        assertThat(inverse.seenBy("ada").path("confirmation").isMissingNode())
                .as("nobody has to confirm it")
                .isTrue();
    }

    @Test
    void whoApprovedAndIsNoApproverAnyMoreTakesNothingBack() {
        Change change = applied(Map.of());
        world.sql("UPDATE person SET roles = '{}' WHERE subject = 'nora'");

        world.runAfter(HALF_AN_HOUR);

        assertThat(revertOf(change).status()).isEqualTo("PENDING_APPROVAL");
    }

    @Test
    void whatThePoliciesDenyByNowIsNotTakenBackButStandsOnRecord() {
        Change change = applied(Map.of());
        world.drift(change.domain(), Map.of("tags", Map.of("way-back", "no")));

        world.runAfter(HALF_AN_HOUR);

        assertThat(state(change)).isEqualTo("MISSED");
        assertThat(reverts(change)).isEmpty();
        assertThat(missed(change).path("outcome").asText()).isEqualTo("FAILED");
        assertThat(missed(change).path("because").asText()).contains("It stays where it is.");
    }

    @Test
    void whatIsGoneOrBackAlreadyIsNotTakenBack() {
        Change gone = applied(Map.of());
        Change back = applied(Map.of());
        world.deleted(gone.domain());
        world.drift(back.domain(), Map.of("ipAddressType", "ipv4"));

        world.runAfter(HALF_AN_HOUR);

        assertThat(missed(gone).path("because").asText()).contains("no longer there");
        assertThat(missed(back).path("because").asText()).contains("ipv4 again already");
        assertThat(reverts(gone)).isEmpty();
        assertThat(reverts(back)).isEmpty();
    }

    @Test
    void whatCannotBeReadAtTheDeadlineIsTakenBackOnceAwsAnswersAgain() {
        Change change = applied(Map.of());
        world.unreadable(change.domain());

        world.runAfter(HALF_AN_HOUR);

        assertThat(state(change)).isEqualTo("AWAITED");
        assertThat(reverts(change)).isEmpty();
        assertThat(change.act("ria", Action.CONFIRM).statusCode())
                .as("too late")
                .isEqualTo(409);
        world.withoutFaults();
        world.runAfter(ApplyChange.BACKOFF.minusMillis(1));
        assertThat(state(change)).as("AWS is left alone for a while").isEqualTo("AWAITED");
        world.runAfter(Duration.ofMillis(1));
        assertThat(state(change)).isEqualTo("MISSED");
        assertThat(revertOf(change).seenBy("ada").at("/approval/inAdvance/by/0").asText())
                .isEqualTo("nora");
        assertThat(actions(change))
                .filteredOn(action -> action.startsWith("change.confirm"))
                .containsExactly("change.confirmation-missed");
    }

    @Test
    void aDomainThatAwsIsBusyWithAtTheDeadlineIsTakenBackAfterwards() {
        Change change = applied(Map.of());
        world.drift(change.domain(), Map.of("status", "UPDATING"));

        world.runAfter(HALF_AN_HOUR);
        assertThat(state(change)).isEqualTo("AWAITED");
        assertThat(reverts(change)).isEmpty();
        world.drift(change.domain(), Map.of("status", "AVAILABLE"));
        world.runAfter(A_MINUTE);

        assertThat(state(change)).isEqualTo("MISSED");
        assertThat(revertOf(change).seenBy("ada").at("/approval/inAdvance/by/0").asText())
                .isEqualTo("nora");
    }

    // ---- what else is done to the domain --------------------------------------------------------------------------

    @Test
    void aRevertByHandEndsTheWaiting() {
        Change change = applied(Map.of());

        Change inverse =
                world.known(world.json(change.act("remy", Action.REVERT).asString()));
        applies(inverse);

        assertThat(state(change)).isEqualTo("OVERTAKEN");
        assertThat(inverse.seenBy("ada").path("confirmation").isMissingNode()).isTrue();
        world.runAfter(HALF_AN_HOUR);
        assertThat(reverts(change)).containsExactly(inverse.id());
    }

    @Test
    void aChangeThatMerelyWaitsGivesWayToTheRevert() {
        Change change = applied(Map.of());
        Change other = world.aChangeInReview(change.domain(), Map.of());

        world.runAfter(HALF_AN_HOUR);

        assertThat(other.status()).isEqualTo("CANCELLED");
        assertThat(folding.events(other))
                .filteredOn(event -> event.path("action").asText().equals("change.cancelled"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("reason").asText())
                        .isEqualTo("Nobody confirmed change " + change.id() + " in time; it is reverted first."));
        assertThat(state(change)).isEqualTo("MISSED");
        assertThat(reverts(change)).hasSize(1);
    }

    @Test
    void aChangeThatIsBeingSentGoesFirstAndWhereItIsAppliedNothingIsLeftToConfirm() {
        Change change = applied(Map.of());
        world.advance(HALF_AN_HOUR.minus(TURN));
        world.settings(Map.of("updateDelay", "PT10M"));
        Change other = world.anApprovedChange(change.domain(), Map.of());
        world.run();
        world.runAfter(TURN);

        assertThat(other.status()).isEqualTo("VERIFYING");
        assertThat(state(change)).isEqualTo("AWAITED");
        assertThat(reverts(change)).isEmpty();

        world.runAfter(Duration.ofMinutes(10));
        world.runAfter(LOOK);

        assertThat(other.status()).isEqualTo("APPLIED");
        assertThat(state(change)).isEqualTo("OVERTAKEN");
        assertThat(reverts(change)).isEmpty();
    }

    @Test
    void aChangeBackAndForthIsNotTakenBackForTheSakeOfTheFirst() {
        Change first = applied(Map.of());
        applies(world.anApprovedChange(first.domain(), Map.of()));
        Change last = world.anApprovedChange(first.domain(), Map.of());
        applies(last);
        last.done("ria", Action.CONFIRM);

        world.runAfter(HALF_AN_HOUR);

        assertThat(state(first)).isEqualTo("OVERTAKEN");
        assertThat(reverts(first)).isEmpty();
        assertThat(world.atAws(first.domain()).path("ipAddressType").asText()).isEqualTo("dualstack");
    }

    // ---- at the same moment, and after a crash --------------------------------------------------------------------

    @Test
    void ofAConfirmationAndTheDeadlineAtTheSameMomentExactlyOneWins() throws Exception {
        for (int i = 0; i < 8; i++) {
            Change change = applied(Map.of());
            Instant justInTime = by(change).minusMillis(1);
            world.advance(HALF_AN_HOUR);

            List<Callable<Boolean>> both = Arrays.asList(() -> confirmed(change, justInTime), () -> {
                worker.runNext();
                return false;
            });
            if (i % 2 == 0) {
                Collections.reverse(both);
            }
            boolean confirmed = atOnce(both).contains(true);

            assertThat(state(change)).isEqualTo(confirmed ? "CONFIRMED" : "MISSED");
            assertThat(reverts(change)).hasSize(confirmed ? 0 : 1);
            assertThat(actions(change))
                    .filteredOn(action -> action.startsWith("change.confirm"))
                    .containsExactly(confirmed ? "change.confirmed" : "change.confirmation-missed");
            world.park();
        }
    }

    @Test
    void manyWorkersTakeEachChangeBackOnce() throws Exception {
        List<Change> many = Stream.generate(() -> applied(Map.of())).limit(6).toList();
        world.advance(HALF_AN_HOUR);

        atOnce(Collections.nCopies(4, () -> worker.runDue() >= 0));

        assertThat(many).allSatisfy(change -> assertThat(reverts(change)).hasSize(1));
    }

    @Test
    void aWorkerThatDiesBeforeItAsksForTheRevertLeavesItToAnother() throws SQLException {
        Change change = applied(Map.of());
        world.advance(HALF_AN_HOUR);
        assertThat(leases.claim(world.now())).isPresent();

        world.run();
        assertThat(state(change)).as("while the dead worker's lease runs").isEqualTo("AWAITED");
        world.runAfter(config.lease());

        assertThat(state(change)).isEqualTo("MISSED");
        assertThat(reverts(change)).hasSize(1);
    }

    @Test
    void aWorkerThatDiesAfterItAskedForTheRevertIsNotRepeated() throws SQLException {
        Change change = applied(Map.of());
        world.advance(HALF_AN_HOUR);
        unconfirmed.run(leases.claim(world.now()).orElseThrow());

        world.runAfter(config.lease());
        world.runAfter(LOOK);

        assertThat(reverts(change)).hasSize(1);
        assertThat(revertOf(change).status()).isEqualTo("APPLIED");
        assertThat(change.updatesSent()).hasSize(2);
    }

    @Test
    void aWorkerThatWakesUpAfterAnotherTookItBackDoesNothing() throws SQLException {
        Change change = applied(Map.of());
        world.advance(HALF_AN_HOUR);
        Lease asleep = leases.claim(world.now()).orElseThrow();
        ObservedDomain seen = reader.read(new TargetName("sandbox"), DomainName.parse(change.domain()));
        world.runAfter(config.lease());

        assertThatThrownBy(() -> unconfirmed.takeBack(asleep, seen)).isInstanceOf(LeaseLost.class);

        assertThat(reverts(change)).hasSize(1);
    }

    @Test
    void aChangeThatIsConfirmedWhileTheWorkerLooksAtTheDomainStays() throws SQLException {
        Change change = applied(Map.of());
        Instant justInTime = by(change).minusMillis(1);
        world.advance(HALF_AN_HOUR);
        Lease lease = leases.claim(world.now()).orElseThrow();
        ObservedDomain seen = reader.read(new TargetName("sandbox"), DomainName.parse(change.domain()));

        assertThat(confirmed(change, justInTime)).isTrue();
        unconfirmed.takeBack(lease, seen);

        assertThat(state(change)).isEqualTo("CONFIRMED");
        assertThat(reverts(change)).isEmpty();
    }

    // ---- who may --------------------------------------------------------------------------------------------------

    /** Where a change can be after it was applied, and how it gets there. */
    private enum Place {
        AWAITED((test, change) -> change),
        TOO_LATE((test, change) -> {
            test.world.advance(HALF_AN_HOUR);
            return change;
        }),
        CONFIRMED((test, change) -> change.done("ria", Action.CONFIRM)),
        MISSED((test, change) -> {
            test.world.runAfter(HALF_AN_HOUR);
            return change;
        }),
        OVERTAKEN((test, change) -> {
            change.done("remy", Action.REVERT);
            test.world.runAfter(TURN);
            test.world.runAfter(LOOK);
            return change;
        });

        private final BiFunction<ConfirmationTest, Change, Change> way;

        Place(BiFunction<ConfirmationTest, Change, Change> way) {
            this.way = way;
        }
    }

    static Stream<Arguments> everybodyEverywhere() {
        return Arrays.stream(Place.values()).flatMap(place -> PEOPLE.stream().map(who -> Arguments.of(place, who)));
    }

    @ParameterizedTest
    @MethodSource("everybodyEverywhere")
    void whatIsListedSucceedsAndTheRestIsRefusedAsSaid(Place place, String who) {
        Change change = place.way.apply(this, applied(Map.of()));
        JsonNode seen = change.seenBy(who);
        String etag = change.etag();

        for (JsonNode refused : seen.path("notAllowed")) {
            Response response =
                    change.act(who, Action.valueOf(refused.path("action").asText()));
            assertThat(response.statusCode()).as(response.asString()).isBetween(400, 499);
            assertThat(world.json(response.asString()).path("detail").asText())
                    .isEqualTo(refused.path("because").asText());
        }
        assertThat(change.etag()).isEqualTo(etag);
        boolean mayConfirm = ChangeFixtures.stream(seen.path("allowedActions"))
                .anyMatch(allowed -> allowed.path("action").asText().equals("CONFIRM"));
        assertThat(mayConfirm)
                .isEqualTo(
                        place == Place.AWAITED && Set.of("ria", "nora", "otto").contains(who));
        if (mayConfirm) {
            change.done(who, Action.CONFIRM);
        }
    }

    // ---- hands ----------------------------------------------------------------------------------------------------

    private Change applied(Map<String, Object> members) {
        Change change = world.anApprovedChange(world.aDomain(watched(members)), Map.of());
        applies(change);
        return change;
    }

    private static Map<String, Object> watched(Map<String, Object> members) {
        Map<String, Object> all = new TreeMap<>(members);
        all.put("tags", Map.of("watched", "yes"));
        return all;
    }

    private void applies(Change change) {
        world.runAfter(TURN);
        world.runAfter(LOOK);
        assertThat(change.status()).isEqualTo("APPLIED");
    }

    private boolean confirmed(Change change, Instant at) {
        Actor ria = new Actor(
                Actor.Type.USER,
                "ria",
                "Ria",
                null,
                Set.of(Actor.Role.REQUESTER),
                Set.of(),
                new Actor.Origin("basic", null, null, null, null));
        try {
            confirm.confirm(ChangeId.parse(change.id()), null, OptionalLong.empty(), ria, at);
            return true;
        } catch (Refusal e) {
            assertThat(e.detail()).contains("nobody confirmed it in time");
            return false;
        }
    }

    private static List<Boolean> atOnce(List<Callable<Boolean>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Boolean> results = new ArrayList<>();
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private Instant by(Change change) {
        return Instant.parse(change.seenBy("ada").at("/confirmation/by").asText());
    }

    private static String state(Change change) {
        return change.seenBy("ada").at("/confirmation/state").asText();
    }

    private List<String> actions(Change change) {
        return folding.events(change).stream()
                .map(event -> event.path("action").asText())
                .toList();
    }

    private JsonNode missed(Change change) {
        return folding.events(change).stream()
                .filter(event -> event.path("action").asText().equals("change.confirmation-missed"))
                .findFirst()
                .orElseThrow();
    }

    /** The changes that take one back, by their ids. */
    private List<String> reverts(Change change) {
        JsonNode page = world.json(given().auth()
                .preemptive()
                .basic("ada", "demo")
                .get("/changes?domain=" + change.domain())
                .asString());
        return ChangeFixtures.stream(page.path("items"))
                .filter(it -> it.path("revertOf").asText().equals(change.id()))
                .map(it -> it.path("id").asText())
                .toList();
    }

    private Change revertOf(Change change) {
        return world.known(world.json(given().auth()
                .preemptive()
                .basic("ada", "demo")
                .get("/changes/" + reverts(change).get(0))
                .asString()));
    }
}
