package dev.sixgate.change;

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
import dev.sixgate.change.verb.ProposeChange;
import dev.sixgate.change.verb.ProposeChange.Proposal;
import dev.sixgate.change.verb.ReviewEmergency;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.Inventory;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an emergency may skip and what not, and the debt that it leaves. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class BreakGlassStoriesTest {
    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration INSTANT = Duration.ofSeconds(1);

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    ProposeChange proposeChange;

    @Inject
    ReviewEmergency reviewEmergency;

    @Inject
    Inventory inventory;

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    // ---- what it skips, and what not ------------------------------------------------------------------------------

    @Test
    void anEmergencyRunsWithoutApprovalsAndIsCheckedLikeAnyOther() {
        Change change = world.anEmergency();

        JsonNode seen = change.seenBy("bea");
        assertThat(seen.path("status").asText()).isEqualTo("APPROVED");
        assertThat(seen.at("/approval/met").asBoolean()).isFalse();
        assertThat(seen.at("/emergency/incident").asText()).isEqualTo("INC-77");
        assertThat(seen.at("/emergency/by/subject").asText()).isEqualTo("bea");
        assertThat(seen.at("/emergency/inForce").asBoolean()).isTrue();
        assertThat(Instant.parse(seen.at("/emergency/review/dueAt").asText()))
                .isEqualTo(world.now().plus(DAY));
        world.run();
        assertThat(change.status()).isEqualTo("VERIFYING");
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.updatesSent()).hasSize(1);
        assertThat(actions(change))
                .containsExactly(
                        "change.requested", "break-glass.used", "change.applying", "change.accepted", "change.applied");
        JsonNode used = folding.events(change).get(1);
        assertThat(used.at("/actor/subject").asText()).isEqualTo("bea");
        assertThat(used.path("incident").asText()).isEqualTo("INC-77");
        assertThat(used.path("reason").asText()).isNotBlank();
        assertThat(used.at("/skipped/0/missing").asInt()).isEqualTo(1);
    }

    @Test
    void anEmergencyOnADomainThatSomebodyElseChangedIsNotSent() {
        Change change = world.anEmergency();
        world.driftOfTheCertificate(change.domain());

        world.run();

        assertThat(change.status()).isEqualTo("STALE");
        assertThat(change.updatesSent()).isEmpty();
        assertThat(owes("bea")).isTrue();
    }

    @Test
    void aStaleEmergencyThatIsPlannedAnewNeedsItsApprovals() {
        Change change = world.anEmergency();
        String certificate = world.atAws(change.domain()).path("certificateArn").asText();
        world.driftOfTheCertificate(change.domain());
        world.run();
        // Even the very same plan: an emergency does not come back.
        world.drift(change.domain(), Map.of("certificateArn", certificate));

        change.done("bea", Action.REPLAN);
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.seenBy("ada").at("/emergency/inForce").asBoolean()).isFalse();
        change.approvedBy("nora");
        world.run();
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(owes("bea")).isTrue();
    }

    @Test
    void anEmergencyKeepsThePaceOfItsAccount() {
        Change ordinary = world.anApprovedChange();
        world.run();
        Change emergency = world.anEmergency();

        world.run();
        assertThat(emergency.status()).isEqualTo("APPROVED");
        assertThat(emergency.waitsFor()).isEqualTo("QUOTA");
        world.runAfter(TURN);

        assertThat(emergency.status()).isEqualTo("VERIFYING");
        assertThat(ordinary.updatesSent()).hasSize(1);
    }

    @Test
    void anEmergencyOvertakesWhatWaitsForTheSameTurn() {
        Change first = world.anApprovedChange();
        world.run();
        List<Change> waiting = List.of(world.anApprovedChange(), world.anApprovedChange());
        world.run();
        Change emergency = world.anEmergency();
        world.run();

        world.runAfter(TURN);

        assertThat(first.updatesSent()).hasSize(1);
        assertThat(emergency.updatesSent()).hasSize(1);
        assertThat(waiting).allSatisfy(it -> assertThat(it.updatesSent()).isEmpty());
        world.runAfter(TURN);
        world.runAfter(TURN);
        world.runAfter(LOOK);
        assertThat(Stream.concat(waiting.stream(), Stream.of(emergency)).map(Change::status))
                .containsOnly("APPLIED");
    }

    @Test
    void aDomainWhoseChangeIsOpenIsNoEmergencysEither() {
        Change open = world.aChangeInReview();

        Response refused = world.breakGlass("bea", open.domain());

        assertRefused(refused, 409, "change-open");
        assertThat(world.json(refused.asString()).path("change").asText()).isEqualTo(open.href());
    }

    @Test
    void aDomainThatHasTheTypeAlreadyBreaksNoGlass() {
        settle();
        String domain = world.aDomain();

        Response answer = patch("bea", domain, Map.of("ipAddressType", "ipv4", "reason", "x", "emergency", incident()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(world.json(answer.asString()).path("status").asText()).isEqualTo("NO_CHANGE");
        assertThat(owes("bea")).isFalse();
    }

    @Test
    void anEmergencyCanBeTriedOutWithoutBreakingAnything() {
        settle();
        Response preview = given().auth()
                .preemptive()
                .basic("bea", "demo")
                .contentType("application/json")
                .body(Map.of("ipAddressType", "dualstack", "reason", "x", "emergency", incident()))
                .patch("/domains/" + world.aDomain() + "/ip-address-type?validateOnly=true");

        assertThat(world.json(preview.asString()).path("status").asText()).isEqualTo("VALID");
        assertThat(owes("bea")).isFalse();
    }

    @Test
    void aFailedEmergencyIsTriedAgainWhileItLasts() {
        Change change = aFailedEmergency();

        change.done("otto", Action.RETRY);
        world.runAfter(TURN);
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        assertThat(change.attempts()).containsExactly("NOT_DONE", "ACCEPTED");
    }

    @Test
    void anEmergencyLastsNoLongerThanItsReviewMayTake() {
        Change failed = aFailedEmergency();
        Change waiting = world.anEmergency();

        world.advance(DAY);
        world.run();

        assertThat(waiting.status()).isEqualTo("EXPIRED");
        assertThat(waiting.updatesSent()).isEmpty();
        assertThat(failed.act("bea", Action.RETRY).statusCode()).isEqualTo(409);
    }

    // ---- who may --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"ria", "nora", "otto", "ada", "bot"})
    void whoHasNoBreakGlassIsTurnedAwayAndThatIsRecorded(String who) {
        String domain = world.aDomain();

        assertRefused(world.breakGlass(who, domain), 403, "role-required");

        JsonNode refusal = lastEventOf(domain);
        assertThat(refusal.path("code").asText()).isEqualTo("role-required");
        assertThat(refusal.at("/actor/subject").asText()).isEqualTo(who);
        assertThat(world.breakGlass("bea", domain).statusCode()).isIn(202, 403);
    }

    @Test
    void aServiceAccountNeverBreaksTheGlassWhateverRolesItHas() {
        Actor machine = new Actor(
                Actor.Type.SERVICE,
                "robot",
                "Robot",
                null,
                Set.of(Actor.Role.BREAK_GLASS, Actor.Role.REQUESTER),
                Set.of(),
                new Actor.Origin("bearer", null, null, null, null));
        Proposal proposal = anEmergencyToBe();

        assertThatThrownBy(() -> proposeChange.propose(proposal, machine, world.now()))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.ROLE_REQUIRED));
    }

    @Test
    void breakGlassAloneAsksForNothingOrdinary() {
        assertRefused(world.ask("bea", world.aDomain(), Map.of()), 403, "role-required");
    }

    static Stream<Arguments> incompleteEmergencies() {
        return Stream.of(
                Arguments.of(Map.of("emergency", Map.of()), 400, "malformed-request"),
                Arguments.of(Map.of("emergency", Map.of("incident", 77)), 400, "malformed-request"),
                Arguments.of(Map.of("emergency", Map.of("incident", "a".repeat(201))), 400, "malformed-request"),
                Arguments.of(Map.of("emergency", Map.of("incident", " ")), 422, "reason-required"),
                Arguments.of(Map.of("emergency", incident(), "reason", " "), 422, "reason-required"),
                Arguments.of(Map.of("emergency", incident(), "hold", true), 400, "malformed-request"),
                Arguments.of(
                        Map.of("emergency", incident(), "notBefore", "2030-01-01T00:00:00Z"),
                        400,
                        "malformed-request"));
    }

    @ParameterizedTest
    @MethodSource("incompleteEmergencies")
    void anEmergencyNamesItsIncidentAndReasonAndDoesNotWait(Map<String, Object> asked, int status, String code) {
        settle();
        assertRefused(world.ask("bea", world.aDomain(), asked), status, code);
        assertThat(owes("bea")).isFalse();
    }

    // ---- the review afterwards ------------------------------------------------------------------------------------

    @Test
    void anApproverReviewsItOnceAndSaysWhy() {
        Change change = world.anEmergency();
        world.run();
        world.runAfter(LOOK);

        assertRefused(change.retrospect("sam", "JUSTIFIED", " "), 422, "reason-required");
        assertRefused(change.retrospect("sam", "MAYBE", "x"), 400, "malformed-request");
        Response answer = change.retrospect("sam", "JUSTIFIED", "Half of the clients were cut off");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        JsonNode review = world.json(answer.asString()).at("/emergency/review");
        assertThat(review.at("/reviewedBy/subject").asText()).isEqualTo("sam");
        assertThat(review.path("verdict").asText()).isEqualTo("JUSTIFIED");
        assertThat(review.path("comment").asText()).isEqualTo("Half of the clients were cut off");
        assertThat(Instant.parse(review.path("reviewedAt").asText())).isEqualTo(world.now());
        assertThat(answer.header("ETag")).isEqualTo(change.etag());
        assertRefused(change.retrospect("nora", "NOT_JUSTIFIED", "It could have waited"), 409, "invalid-transition");

        assertThat(owes("bea")).isFalse();
        JsonNode reviewed = event(change, "break-glass.reviewed");
        assertThat(reviewed.at("/actor/subject").asText()).isEqualTo("sam");
        assertThat(reviewed.path("verdict").asText()).isEqualTo("JUSTIFIED");
        assertThat(change.status()).isEqualTo("APPLIED");
    }

    @ParameterizedTest
    @CsvSource({
        "bea, self-approval-forbidden",
        "bot, machine-approver-forbidden",
        "ria, role-required",
        "otto, role-required",
        "ada, role-required"
    })
    void whoMayNotReviewItIsTurnedAway(String who, String code) {
        Change change = world.anEmergency();

        assertRefused(change.retrospect(who, "JUSTIFIED", "so"), 403, code);

        assertThat(event(change, "request.refused").path("code").asText()).isEqualTo(code);
        assertThat(owes("bea")).isTrue();
    }

    @Test
    void whoPlannedItAnewDoesNotReviewItsEmergency() {
        Change change = world.anEmergency();
        world.driftOfTheCertificate(change.domain());
        world.run();
        change.done("otto", Action.REPLAN);

        assertRefused(change.retrospect("otto", "JUSTIFIED", "so"), 403, "contributor-approval-forbidden");
    }

    @Test
    void noServiceReviewsItForAPerson() {
        Change change = world.anEmergency();
        Actor sam = person("sam", "assistant", Actor.Role.APPROVER);

        assertThatThrownBy(() -> reviewEmergency.review(
                        ChangeId.parse(change.id()),
                        Retrospective.Verdict.JUSTIFIED,
                        "so",
                        OptionalLong.empty(),
                        sam,
                        world.now()))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.MACHINE_APPROVER_FORBIDDEN));

        assertThat(owes("bea")).isTrue();
    }

    @Test
    void anOrdinaryChangeHasNothingToReview() {
        assertRefused(world.anApprovedChange().retrospect("sam", "JUSTIFIED", "so"), 409, "invalid-transition");
    }

    @Test
    void whatWasNotJustifiedAndNotSentWaitsForItsApprovals() {
        Change change = world.anEmergency();

        assertThat(change.retrospect("sam", "NOT_JUSTIFIED", "It can wait").statusCode())
                .isEqualTo(201);
        world.run();
        assertThat(change.status()).isEqualTo("PENDING_APPROVAL");
        assertThat(change.updatesSent()).isEmpty();
        change.approvedBy("sam");
        world.run();

        assertThat(change.status()).isEqualTo("VERIFYING");
    }

    @Test
    void whatWasNotJustifiedIsNotTriedAgain() {
        Change change = aFailedEmergency();

        assertThat(change.retrospect("sam", "NOT_JUSTIFIED", "It can wait").statusCode())
                .isEqualTo(201);

        assertRefused(change.act("bea", Action.RETRY), 409, "invalid-transition");
    }

    @RepeatedTest(5)
    void ofTwoWhoReviewItAtTheSameMomentOneDoes() throws Exception {
        Change change = world.anEmergency();

        List<Integer> answers = atOnce(
                () -> change.retrospect("sam", "JUSTIFIED", "of sam"),
                () -> change.retrospect("nora", "NOT_JUSTIFIED", "of nora"));

        assertThat(answers).containsExactlyInAnyOrder(201, 409);
        assertThat(actions(change)).containsOnlyOnce("break-glass.reviewed");
        assertThat(change.seenBy("ada")
                        .at("/emergency/review/reviewedBy/subject")
                        .asText())
                .isEqualTo(answers.get(0) == 201 ? "sam" : "nora");
    }

    // ---- the debt -------------------------------------------------------------------------------------------------

    @Test
    void whoOwesAReviewTooLongHasNoBreakGlassUntilItIsGiven() {
        Change owed = world.anEmergency();
        Change too = world.anEmergency();
        world.run();
        world.advance(DAY.minus(INSTANT));
        Change inTime = world.anEmergency();
        world.advance(INSTANT);

        String domain = world.aDomain();
        Response refused = world.breakGlass("bea", domain);
        assertRefused(refused, 403, "break-glass-blocked");
        assertThat(ChangeFixtures.stream(world.json(refused.asString()).path("changes"))
                        .map(JsonNode::asText))
                .containsExactly(owed.href(), too.href());
        assertThat(lastEventOf(domain).path("code").asText()).isEqualTo("break-glass-blocked");
        owed.done("sam", Action.RETROSPECT);
        assertRefused(world.breakGlass("bea", domain), 403, "break-glass-blocked");
        assertThat(too.retrospect("sam", "NOT_JUSTIFIED", "No").statusCode()).isEqualTo(201);

        assertThat(world.breakGlass("bea", domain).statusCode()).isEqualTo(202);
        assertThat(listed("DUE")).contains(inTime.id());
    }

    @Test
    void anOverdueDebtIsNobodyElses() {
        world.anEmergency();
        world.advance(DAY);
        Actor beo = person("beo", null, Actor.Role.BREAK_GLASS);
        assertRefused(world.breakGlass("bea", world.aDomain()), 403, "break-glass-blocked");

        Optional<ChangeRequest> ofBeo = proposeChange.propose(anEmergencyToBe(), beo, world.now());

        assertThat(ofBeo).map(ChangeRequest::status).contains(ChangeStatus.APPROVED);
        world.advance(DAY);
        assertThatThrownBy(() -> proposeChange.propose(anEmergencyToBe(), beo, world.now()))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.members().get("changes"))
                                .asInstanceOf(InstanceOfAssertFactories.LIST)
                                .containsExactly(
                                        "/changes/" + ofBeo.orElseThrow().id()));
        settle();
    }

    @Test
    void aDebtStandsWhateverBecomesOfItsChange() {
        Change change = world.anEmergency();
        change.done("bea", Action.CANCEL);
        world.advance(DAY);

        assertThat(change.updatesSent()).isEmpty();
        assertRefused(world.breakGlass("bea", world.aDomain()), 403, "break-glass-blocked");
    }

    @Test
    void whatIsOwedIsListedWhileItIsDueAndWhenItIsOverdue() {
        Change change = world.anEmergency();
        Change ordinary = world.anApprovedChange();

        assertThat(listed("DUE")).contains(change.id()).doesNotContain(ordinary.id());
        assertThat(listed("OVERDUE")).doesNotContain(change.id());
        world.advance(DAY);
        assertThat(listed("DUE")).doesNotContain(change.id());
        assertThat(listed("OVERDUE")).contains(change.id()).doesNotContain(ordinary.id());
        change.done("sam", Action.RETROSPECT);

        assertThat(Stream.of("DUE", "OVERDUE").flatMap(it -> listed(it).stream()))
                .doesNotContain(change.id());
        assertThat(given().auth()
                        .preemptive()
                        .basic("ada", "demo")
                        .get("/changes?retrospective=NEVER")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nobodyWithAnOverdueDebtGetsThrough(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Change, Instant> owed = new LinkedHashMap<>();
        settle();
        for (int step = 0; step < 30; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    boolean blocked =
                            owed.values().stream().anyMatch(due -> !world.now().isBefore(due));
                    Response answer = world.breakGlass("bea", world.aDomain());
                    assertThat(answer.statusCode())
                            .as("seed " + seed + ", step " + step + ": " + answer.asString())
                            .isEqualTo(blocked ? 403 : 202);
                    if (!blocked) {
                        owed.put(
                                world.known(world.json(answer.asString())),
                                world.now().plus(DAY));
                    }
                }
                case 2 -> world.runAfter(DAY.dividedBy(1 + random.nextInt(3)));
                default -> {
                    List<Change> all = new ArrayList<>(owed.keySet());
                    if (!all.isEmpty()) {
                        Change paid = all.get(random.nextInt(all.size()));
                        paid.done("sam", Action.RETROSPECT);
                        owed.remove(paid);
                    }
                }
            }
        }
    }

    // ---- hands ----------------------------------------------------------------------------------------------------

    private Change aFailedEmergency() {
        Change change = world.anEmergency();
        world.fault(change.domain(), "error", Map.of("status", 400, "type", "BadRequestException"));
        world.run();
        assertThat(change.status()).isEqualTo("FAILED");
        return change;
    }

    /** An emergency on a domain that has no open change. */
    private Proposal anEmergencyToBe() {
        Change seen = world.aChangeInReview().done("ria", Action.CANCEL);
        return QuarkusTransaction.requiringNew().call(() -> {
            var domain = inventory
                    .find(new TargetName("sandbox"), DomainName.parse(seen.domain()))
                    .orElseThrow();
            return new Proposal(
                    domain,
                    domain.ipAddressType().other(),
                    List.of(),
                    new Ask.Intent("x", null, null, false, "INC-77"),
                    null);
        });
    }

    private static Actor person(String subject, @Nullable String via, Actor.Role role) {
        return new Actor(
                Actor.Type.USER,
                subject,
                subject,
                via,
                Set.of(role),
                Set.of(),
                new Actor.Origin("bearer", null, null, null, null));
    }

    private static Map<String, Object> incident() {
        return Map.of("incident", "INC-77");
    }

    private static Response patch(String who, String domain, Map<String, Object> body) {
        return given().auth()
                .preemptive()
                .basic(who, "demo")
                .contentType("application/json")
                .body(body)
                .patch("/domains/" + domain + "/ip-address-type");
    }

    /** Has all that earlier stories left reviewed. */
    private void settle() {
        Stream.of("DUE", "OVERDUE")
                .flatMap(state -> listed(state).stream())
                .forEach(id -> new Change(world, id, "").done("sam", Action.RETROSPECT));
    }

    private boolean owes(String who) {
        return Stream.of("DUE", "OVERDUE")
                .flatMap(state -> listed(state + "&requestedBy=" + who).stream())
                .anyMatch(id -> world.asked().isEmpty()
                        || world.asked().stream().anyMatch(change -> change.id().equals(id)));
    }

    private List<String> listed(String retrospective) {
        return ChangeFixtures.stream(world.json(given().auth()
                                .preemptive()
                                .basic("ada", "demo")
                                .get("/changes?pageSize=200&retrospective=" + retrospective)
                                .asString())
                        .path("items"))
                .map(view -> view.path("id").asText())
                .toList();
    }

    private JsonNode lastEventOf(String domain) {
        JsonNode events = world.json(given().auth()
                .preemptive()
                .basic("ada", "demo")
                .get("/domains/" + domain + "/history?pageSize=200")
                .asString());
        JsonNode items = events.path("items");
        return items.get(items.size() - 1).path("event");
    }

    private List<String> actions(Change change) {
        return folding.events(change).stream()
                .map(event -> event.path("action").asText())
                .toList();
    }

    private JsonNode event(Change change, String action) {
        return folding.events(change).stream()
                .filter(event -> event.path("action").asText().equals(action))
                .findFirst()
                .orElseThrow();
    }

    @SafeVarargs
    private static List<Integer> atOnce(Callable<Response>... requests) throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(requests.length);
        try {
            List<Integer> answers = new ArrayList<>();
            for (Future<Response> answer : people.invokeAll(List.of(requests))) {
                answers.add(answer.get().statusCode());
            }
            return answers;
        } finally {
            people.shutdownNow();
        }
    }

    private void assertRefused(Response response, int status, String code) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(world.json(response.asString()).path("type").asText()).endsWith("/" + code);
    }
}
