package dev.sixgate.change;

import static dev.sixgate.ChangeFixtures.TURN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a change says that one may do with it is what one may do: no more, and no less. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class AllowedActionsTest {
    private static final List<String> PEOPLE =
            List.of("ria", "remy", "nora", "ned", "sam", "otto", "bea", "ada", "bot");
    private static final Path TABLE = Path.of("src/test/resources/allowed-actions.csv");
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
    private static final Optional<String> WATCHED = Optional.of("""
            version: 1
            rules:
              - name: four-eyes
                require: [{group: approvers, approvals: 1}]
                confirmWithin: 30m
            """);

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    TestPolicies policies;

    /** Where a change can be, and how it gets there. */
    private enum Place {
        IN_REVIEW(ChangeStatus.PENDING_APPROVAL, ChangeFixtures::aChangeInReview),
        IN_REVIEW_TO_BE_HELD(
                ChangeStatus.PENDING_APPROVAL, world -> world.aChangeInReview(world.aDomain(), Map.of("hold", true))),
        APPROVED(ChangeStatus.APPROVED, ChangeFixtures::anApprovedChange),
        ON_HOLD(ChangeStatus.APPROVED, world -> world.anApprovedChange(world.aDomain(), Map.of("hold", true))),
        IN_DOUBT(ChangeStatus.APPLYING, world -> {
            Change change = world.anApprovedChange();
            world.fault(change.domain(), "reset-before-applying");
            world.run();
            return change;
        }),
        SENT(ChangeStatus.VERIFYING, world -> {
            Change change = world.anApprovedChange();
            world.run();
            return change;
        }),
        APPLIED(ChangeStatus.APPLIED, ChangeFixtures::anAppliedChange),
        STALE(ChangeStatus.STALE, ChangeFixtures::aStaleChange),
        PLANNED_ANEW(
                ChangeStatus.PENDING_APPROVAL, world -> world.aStaleChange().done("otto", Action.REPLAN)),
        FAILED(ChangeStatus.FAILED, ChangeFixtures::aFailedChange),
        FAILED_LONG_AGO(ChangeStatus.FAILED, world -> {
            Change change = world.aFailedChange();
            world.advance(Duration.ofHours(72));
            return change;
        }),
        FAILED_BESIDE_ANOTHER(ChangeStatus.FAILED, world -> besideAnother(world, world.aFailedChange())),
        APPLIED_BESIDE_ANOTHER(ChangeStatus.APPLIED, world -> besideAnother(world, world.anAppliedChange())),
        REJECTED(ChangeStatus.REJECTED, world -> world.aChangeInReview().done("ned", Action.REJECT)),
        CANCELLED(ChangeStatus.CANCELLED, world -> world.anApprovedChange().done("ria", Action.CANCEL)),
        EXPIRED(ChangeStatus.EXPIRED, world -> {
            Change change = world.aChangeInReview();
            world.runAfter(Duration.ofDays(7));
            return change;
        }),
        EMERGENCY(ChangeStatus.APPROVED, ChangeFixtures::anEmergency),
        EMERGENCY_APPLIED(ChangeStatus.APPLIED, world -> {
            Change change = world.anEmergency();
            world.run();
            world.runAfter(ChangeFixtures.LOOK);
            return change;
        }),
        EMERGENCY_FAILED(ChangeStatus.FAILED, world -> {
            Change change = world.anEmergency();
            world.fault(change.domain(), "error", Map.of("status", 400, "type", "BadRequestException"));
            world.run();
            return change;
        }),
        EMERGENCY_REVIEWED(ChangeStatus.APPROVED, world -> world.anEmergency().done("sam", Action.RETROSPECT)),
        EMERGENCY_PLANNED_ANEW(ChangeStatus.PENDING_APPROVAL, world -> {
            Change change = world.anEmergency();
            world.driftOfTheCertificate(change.domain());
            world.run();
            return change.done("otto", Action.REPLAN);
        }),
        EMERGENCY_LONG_AGO(ChangeStatus.EXPIRED, world -> {
            Change change = world.anEmergency();
            world.runAfter(Duration.ofHours(24));
            return change;
        }),
        EMERGENCY_NOT_JUSTIFIED(ChangeStatus.PENDING_APPROVAL, world -> {
            Change change = world.anEmergency();
            change.retrospect("sam", "NOT_JUSTIFIED", "It can wait");
            return change;
        }),
        TO_BE_CONFIRMED(ChangeStatus.APPLIED, ChangeFixtures::anAppliedChange, WATCHED),
        TO_BE_CONFIRMED_TOO_LATE(
                ChangeStatus.APPLIED,
                world -> {
                    Change change = world.anAppliedChange();
                    world.advance(HALF_AN_HOUR);
                    return change;
                },
                WATCHED),
        TO_BE_CONFIRMED_BESIDE_ANOTHER(
                ChangeStatus.APPLIED, world -> besideAnother(world, world.anAppliedChange()), WATCHED),
        CONFIRMED(ChangeStatus.APPLIED, world -> world.anAppliedChange().done("ria", Action.CONFIRM), WATCHED),
        NOT_CONFIRMED(
                ChangeStatus.APPLIED,
                world -> {
                    Change change = world.anAppliedChange();
                    world.runAfter(HALF_AN_HOUR);
                    return change;
                },
                WATCHED),
        OVERTAKEN(
                ChangeStatus.APPLIED,
                world -> {
                    Change change = world.anAppliedChange();
                    applies(
                            world,
                            world.known(
                                    world.json(change.act("remy", Action.REVERT).asString())));
                    applies(world, world.aChangeInReview(change.domain(), Map.of()));
                    return change;
                },
                WATCHED),
        EMERGENCY_TO_BE_CONFIRMED(
                ChangeStatus.APPLIED,
                world -> {
                    Change change = world.anEmergency();
                    world.run();
                    world.runAfter(ChangeFixtures.LOOK);
                    return change;
                },
                WATCHED);

        private final ChangeStatus status;
        private final Function<ChangeFixtures, Change> way;
        private final Optional<String> policies;

        Place(ChangeStatus status, Function<ChangeFixtures, Change> way) {
            this(status, way, Optional.empty());
        }

        Place(ChangeStatus status, Function<ChangeFixtures, Change> way, Optional<String> policies) {
            this.status = status;
            this.way = way;
            this.policies = policies;
        }

        private static void applies(ChangeFixtures world, Change change) {
            change.approvedBy("ned");
            world.runAfter(TURN);
            world.runAfter(ChangeFixtures.LOOK);
            assertThat(change.status()).isEqualTo("APPLIED");
        }

        private static Change besideAnother(ChangeFixtures world, Change change) {
            world.aChangeInReview(change.domain(), Map.of());
            return change;
        }
    }

    @BeforeEach
    void begin() {
        world.freshWorld();
    }

    @AfterEach
    void everyEventFoldsToItsRow() {
        folding.requireThatEventsTellTheRows(world.asked());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsListedSucceedsAndTheRestIsRefusedAsSaid(Place place) {
        Change change = at(place);
        String etag = change.etag();
        Map<String, List<Action>> allowed = new LinkedHashMap<>();

        for (String who : PEOPLE) {
            JsonNode seen = change.seenBy(who);
            assertThat(Stream.concat(actions(seen, "allowedActions"), actions(seen, "notAllowed")))
                    .as(who)
                    .containsExactlyInAnyOrder(Action.values());
            allowed.put(who, actions(seen, "allowedActions").toList());
            for (JsonNode refused : seen.path("notAllowed")) {
                assertRefused(who, change.act(who, actionOf(refused)), refused);
            }
        }
        assertThat(change.etag()).isEqualTo(etag);

        allowed.forEach((who, actions) -> actions.forEach(action -> {
            // A comment moves nothing, so all of them may stand at one change.
            Change it = action == Action.COMMENT ? change : at(place);
            it.done(who, action);
        }));
    }

    /** The answers may agree with each other and be wrong; the table is what they have to be. */
    @ParameterizedTest
    @EnumSource
    void whoMayDoWhatIsWhatTheTableSays(Place place) throws IOException {
        Change change = at(place);
        List<String> found = new ArrayList<>(List.of(place.name()));

        for (String who : PEOPLE) {
            String actions = actions(change.seenBy(who), "allowedActions")
                    .filter(action -> action != Action.COMMENT)
                    .sorted()
                    .map(Action::name)
                    .collect(Collectors.joining(" "));
            found.add(actions.isEmpty() ? "-" : actions);
        }

        assertThat(found).isEqualTo(rowOf(place));
    }

    @Test
    void theTableHasARowForEveryPlaceAndAPlaceForEveryStatus() throws IOException {
        assertThat(rows().map(row -> row.get(0)))
                .containsExactlyElementsOf(
                        Arrays.stream(Place.values()).map(Place::name).toList());
        assertThat(Arrays.stream(Place.values()).map(place -> place.status)).contains(ChangeStatus.values());
        assertThat(rows().flatMap(List::stream).flatMap(cell -> Arrays.stream(cell.split(" "))))
                .as("every action is somebody's somewhere; everybody may comment everywhere")
                .contains(Arrays.stream(Action.values())
                        .filter(action -> action != Action.COMMENT)
                        .map(Action::name)
                        .toArray(String[]::new));
    }

    private static List<String> rowOf(Place place) throws IOException {
        return rows().filter(row -> row.get(0).equals(place.name())).findFirst().orElse(List.of());
    }

    private static Stream<List<String>> rows() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("place,"))
                .map(line ->
                        Arrays.stream(line.split(",", -1)).map(String::strip).toList());
    }

    private void assertRefused(String who, Response response, JsonNode refused) {
        assertThat(response.statusCode()).as(who + ": " + response.asString()).isBetween(400, 499);
        assertThat(world.json(response.asString()).path("detail").asText())
                .as(who)
                .isEqualTo(refused.path("because").asText());
    }

    private Change at(Place place) {
        world.park();
        world.advance(TURN);
        place.policies.ifPresent(policies::put);
        Change change = place.way.apply(world);
        assertThat(change.status()).isEqualTo(place.status.name());
        return change;
    }

    private static Stream<Action> actions(JsonNode seen, String list) {
        return ChangeFixtures.stream(seen.path(list)).map(AllowedActionsTest::actionOf);
    }

    private static Action actionOf(JsonNode listed) {
        return Action.valueOf(listed.path("action").asText());
    }
}
