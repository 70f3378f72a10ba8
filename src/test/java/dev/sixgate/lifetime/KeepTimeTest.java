package dev.sixgate.lifetime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.SharedClock;
import dev.sixgate.TestWorld;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class KeepTimeTest {
    @Inject
    KeepTime keepTime;

    @Inject
    SharedClock clock;

    @Inject
    DataSource database;

    @Inject
    MeterRegistry registry;

    @Test
    void aClockThatIsAnHourAwayIsTheDatabasesAfterOneLook() throws SQLException {
        clock.correct(clock.asking(), clock.instant().plusSeconds(3_600));

        keepTime.look();

        Instant before = ofTheDatabase();
        Instant ours = clock.instant();
        assertThat(ours).isBetween(before.minusSeconds(1), ofTheDatabase().plusSeconds(1));
    }

    @Test
    void theMachinesOwnClockIsWatched() {
        keepTime.look();

        assertThat(registry.get("sixgate.clock.ahead").gauge().value()).isBetween(-2.0, 2.0);
    }

    private Instant ofTheDatabase() throws SQLException {
        try (Connection connection = database.getConnection();
                ResultSet row = connection.createStatement().executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
