package dev.sixgate.lifetime;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records {@code service.started} once requests are answered, and {@code service.stopped} as the last thing that an orderly end
 * writes. Neither can be refused: a start is recorded as soon as the log can be written, and a stop waits for it no longer than
 * three seconds.
 */
@ApplicationScoped
class ServiceTrail {
    private static final Actor ACTOR = Actor.system("service");
    private static final Duration AFTER_ERROR = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** After everything that may still write. */
    private static final int LAST = 4_000;

    private final Consumer<AuditEvent> log;
    private final Settings settings;
    private final InstantSource clock;
    private final Duration patience;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread daemon = new Thread(runnable, "sixgate-lifetime");
        daemon.setDaemon(true);
        return daemon;
    });

    private final AtomicReference<@Nullable Instant> ready = new AtomicReference<>();

    /** Of the thread alone. */
    private boolean startRecorded;

    @Inject
    ServiceTrail(AuditLog log, Settings settings, InstantSource clock) {
        this(log::appendAlone, settings, clock, PATIENCE);
    }

    /** @param patience how long an end waits for the log */
    ServiceTrail(Consumer<AuditEvent> log, Settings settings, InstantSource clock, Duration patience) {
        this.log = log;
        this.settings = settings;
        this.clock = clock;
        this.patience = patience;
    }

    void started(@ObservesAsync HttpServerStart listening) {
        begin();
    }

    void begin() {
        // A service may listen on several ports; the first one makes it a service.
        if (ready.compareAndSet(null, clock.instant())) {
            thread.execute(this::tryRecordStart);
        }
    }

    void stopped(@Observes @Priority(LAST) ShutdownEvent stopping) throws InterruptedException {
        end();
    }

    void end() throws InterruptedException {
        if (ready.get() != null) {
            Future<?> last = thread.submit(this::recordStop);
            try {
                last.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                Log.errorf("the end of the service is not in the audit trail: %s", e);
            }
        }
        thread.shutdownNow();
    }

    private void tryRecordStart() {
        try {
            recordStart();
        } catch (RuntimeException e) {
            Log.errorf("the start is not in the audit trail: %s; trying again in %s", e, AFTER_ERROR);
            var unused = thread.schedule(this::tryRecordStart, AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void recordStart() {
        if (!startRecorded) {
            log.accept(AuditEvent.of("service.started", Outcome.SUCCESS, ACTOR, Objects.requireNonNull(ready.get()))
                    .with("configuration", settings.described()));
            startRecorded = true;
        }
    }

    private void recordStop() {
        recordStart();
        log.accept(AuditEvent.of("service.stopped", Outcome.SUCCESS, ACTOR, clock.instant())
                .with("startedAt", ready.get()));
    }
}
