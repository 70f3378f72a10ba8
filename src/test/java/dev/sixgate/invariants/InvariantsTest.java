package dev.sixgate.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.MutableClock;
import dev.sixgate.Seeded;
import dev.sixgate.TestPolicies;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.change.Action;
import dev.sixgate.worker.Worker;
import io.quarkus.logging.Log;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code -Dproperty.stories=N} tells more of them, {@code -Dproperty.seed=N} the one of that seed alone. */
@QuarkusTest
@TestProfile(InvariantsTest.Alone.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class InvariantsTest {
    private static final int STORIES = Integer.getInteger("property.stories", 8);
    private static final int MOST_STORIES = Math.max(STORIES, 30);
    private static final int STEPS = 60;

    private static final List<String> STEP_KINDS = List.of(
            "ask",
            "break-glass",
            "judge",
            "keyed",
            "at-once",
            "again",
            "approve",
            "straight",
            "orders",
            "wrong-digest",
            "wrong-etag",
            "race",
            "race-with-worker",
            "fault",
            "drift",
            "retag",
            "leaves-0",
            "leaves-1",
            "leaves-2",
            "leaves-3",
            "delegate",
            "delegation-ends",
            "rules",
            "shuffle",
            "tighten",
            "clocks",
            "leap",
            "work",
            "work-by-two",
            "work-until-death",
            "dies");

    private static final List<String> EVENTS = List.of(
            "approved in advance",
            "break-glass.reviewed",
            "break-glass.used",
            "change.applied",
            "change.approval-lapsed",
            "change.confirmation-missed",
            "change.confirmed",
            "change.expired",
            "change.failed",
            "change.found-done",
            "change.found-undone",
            "change.in-doubt",
            "change.replanned",
            "change.retried",
            "change.stale",
            "waits for FREEZE",
            "waits for HOLD",
            "waits for QUOTA",
            "waits for WINDOW");

    /** Longer than any story, so that each begins at a moment of its own, also where it is told alone. */
    private static final Duration APART = Duration.ofDays(250);

    /** With a clock that nobody else has put forward. */
    public static final class Alone implements QuarkusTestProfile {}

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    Worker worker;

    @Inject
    DataSource database;

    @Inject
    TestPolicies policies;

    @AfterEach
    void nobodyElseDies() {
        Death.none();
    }

    @Test
    void theyHoldWhateverHappens() {
        Map<String, Integer> counts = new TreeMap<>();
        AtomicLong seed = new AtomicLong(Long.getLong("property.seed", 1));
        List<String> worthTelling = everythingWorthTelling();
        Seeded.run(STORIES, MOST_STORIES, () -> counts.keySet().containsAll(worthTelling), random -> {
            world.freshWorld();
            Instant start = MutableClock.START.plus(APART.multipliedBy(seed.getAndIncrement()));
            world.advance(Duration.between(world.now(), start));
            Story story = new Story(world, worker, new Witness(world, folding, database, policies), random);
            story.tell(STEPS);
            story.counts().forEach((what, count) -> counts.merge(what, count, Integer::sum));
        });
        Log.infof("stories=%d steps=%s", STORIES, counts);
        if (Long.getLong("property.seed") == null) {
            assertThat(counts).as("what the stories tell").containsKeys(worthTelling.toArray(String[]::new));
        }
    }

    /** Each kind of step, of action, of death, and what must have come of them: an idle story shows nothing. */
    private static List<String> everythingWorthTelling() {
        Stream<String> actions = Arrays.stream(Action.values())
                .flatMap(action -> Stream.of("listed " + action, "unlisted " + action))
                // Everybody of the demo may comment.
                .filter(told -> !told.equals("unlisted COMMENT"));
        Stream<String> deaths = Arrays.stream(Death.Step.values()).map(step -> "deaths at " + step);
        return Stream.of(STEP_KINDS.stream(), EVENTS.stream(), actions, deaths)
                .flatMap(Function.identity())
                .toList();
    }
}
