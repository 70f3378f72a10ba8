package dev.sixgate.lifetime;

import dev.sixgate.SharedClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Sets the {@link SharedClock} by the database, before anything is done and every ten seconds from then on. */
@ApplicationScoped
class KeepTime {
    /** A quartz drifts by less than a millisecond in that time. */
    private static final long EVERY_SECONDS = 10;

    /** From here on whoever keeps the machine should know: tokens and signatures are judged by its own clock. */
    private static final Duration NOTABLE = Duration.ofSeconds(2);

    /** Before everything that may ask what time it is. */
    private static final int FIRST = 1;

    private final DataSource database;
    private final SharedClock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread daemon = new Thread(runnable, "sixgate-clock");
        daemon.setDaemon(true);
        return daemon;
    });

    private volatile Duration ahead = Duration.ZERO;

    KeepTime(DataSource database, SharedClock clock, MeterRegistry registry) {
        this.database = database;
        this.clock = clock;
        Gauge.builder("sixgate.clock.ahead", this, it -> it.ahead.toMillis() / 1e3)
                .description("By how much this machine's clock is ahead of the database's; negative if it is behind")
                .baseUnit("seconds")
                .register(registry);
    }

    void start(@Observes @Priority(FIRST) StartupEvent started) {
        look();
        var unused = thread.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        thread.shutdownNow();
    }

    /** Asks once; a database that does not answer is others' news, and the clock goes on as it was. */
    void look() {
        try (Connection connection = database.getConnection();
                PreparedStatement time = connection.prepareStatement("SELECT clock_timestamp()")) {
            long asked = clock.asking();
            Instant answer;
            try (ResultSet row = time.executeQuery()) {
                row.next();
                answer = row.getObject(1, OffsetDateTime.class).toInstant();
            }
            tell(clock.correct(asked, answer));
        } catch (SQLException e) {
            Log.debugf("the database does not say what time it is: %s", e.getMessage());
        }
    }

    private void tell(Duration now) {
        boolean was = ahead.abs().compareTo(NOTABLE) > 0;
        boolean is = now.abs().compareTo(NOTABLE) > 0;
        ahead = now;
        if (is && !was) {
            Log.warnf(
                    "this machine's clock is %s s %s the database's, which counts here; tokens and signatures are judged by the"
                            + " machine's, so set it (NTP)",
                    now.abs().toSeconds(), now.isNegative() ? "behind" : "ahead of");
        } else if (was && !is) {
            Log.infof("this machine's clock is the database's again");
        }
    }
}
