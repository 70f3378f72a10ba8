package dev.sixgate.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.Seeded;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.AuditFolding;
import dev.sixgate.worker.Worker;
import io.quarkus.logging.Log;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code -Dproperty.stories=N} tells more of them, {@code -Dproperty.seed=N} the one of that seed alone. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class InvariantsTest {
    private static final int STORIES = Integer.getInteger("property.stories", 10);
    private static final int STEPS = 60;

    @Inject
    ChangeFixtures world;

    @Inject
    AuditFolding folding;

    @Inject
    Worker worker;

    @Inject
    DataSource database;

    @AfterEach
    void nobodyElseDies() {
        Death.none();
    }

    @Test
    void theyHoldWhateverHappens() {
        Map<String, Integer> counts = new TreeMap<>();
        Seeded.run(STORIES, random -> {
            world.freshWorld();
            Story story = new Story(world, worker, new Witness(world, folding, database), random);
            story.tell(STEPS);
            story.counts().forEach((what, count) -> counts.merge(what, count, Integer::sum));
        });
        Log.infof("stories=%d steps=%s", STORIES, counts);
        assertThat(counts).containsKeys("ask", "approve", "listed", "unlisted", "race", "work");
    }
}
