package dev.sixgate.audit.fold;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writes what was counted: a minute after it began at the latest, and before the service stops. Each replica has its own. */
@ApplicationScoped
public class FoldLoop {
    /** With the time until the next look this is the minute. */
    static final Duration COUNTED_FOR = Duration.ofSeconds(55);

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** After the requests that are under way, and the worker. */
    private static final int LATE = 3_000;

    private final Iterable<Counted> all;
    private final InstantSource clock;
    private final Duration patience;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread daemon = new Thread(runnable, "sixgate-audit-folds");
        daemon.setDaemon(true);
        return daemon;
    });

    @Inject
    FoldLoop(@Any Instance<Counted> all, InstantSource clock) {
        this(all, clock, PATIENCE);
    }

    /** @param patience how long an end waits for the log */
    FoldLoop(Iterable<Counted> all, InstantSource clock, Duration patience) {
        this.all = all;
        this.clock = clock;
        this.patience = patience;
    }

    void start(@Observes StartupEvent started) {
        var unused = thread.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes @Priority(LATE) ShutdownEvent stopping) throws InterruptedException {
        end();
    }

    void end() throws InterruptedException {
        Future<?> last = thread.submit(() -> write(Instant.MAX));
        try {
            last.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Log.errorf("audit counts cannot be written: %s", e);
        }
        thread.shutdownNow();
        long lost = 0;
        for (Counted counted : all) {
            lost += counted.counted();
        }
        if (lost > 0) {
            Log.errorf("%d events were counted and are not in the audit trail", lost);
        }
    }

    /** Writes what is due. */
    public void look() {
        write(clock.instant().minus(COUNTED_FOR));
    }

    private void write(Instant begunBy) {
        for (Counted counted : all) {
            try {
                counted.write(begunBy);
            } catch (Throwable e) {
                // An error too: a task that throws never runs again.
                Log.errorf("audit counts cannot be written: %s; trying again in %s", e, LOOK);
            }
        }
    }
}
