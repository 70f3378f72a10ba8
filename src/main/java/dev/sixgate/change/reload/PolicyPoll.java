package dev.sixgate.change.reload;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Looks at the policy file again and again, on each replica. */
@ApplicationScoped
class PolicyPoll {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final PolicyReload reload;
    private final Duration poll;
    private final MeterRegistry registry;
    private final ScheduledExecutorService thread;

    PolicyPoll(
            PolicyReload reload,
            @ConfigProperty(name = "sixgate.policies-poll", defaultValue = "5s") Duration poll,
            MeterRegistry registry) {
        if (poll.compareTo(SHORTEST) < 0) {
            throw new ConfigurationException("sixgate.policies-poll is " + poll + "; write at least 100ms");
        }
        this.reload = reload;
        this.poll = poll;
        this.registry = registry;
        this.thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
            Thread daemon = new Thread(runnable, "sixgate-policies");
            daemon.setDaemon(true);
            return daemon;
        });
    }

    void start(@Observes StartupEvent started) {
        Gauge.builder("sixgate.policies.broken", reload, it -> it.broken().isPresent() ? 1 : 0)
                .description("1 while the policy file has a mistake, so that the one before stays in force")
                .register(registry);
        var unused = thread.scheduleWithFixedDelay(this::look, poll.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) {
        thread.shutdownNow();
    }

    private void look() {
        try {
            reload.look();
        } catch (Throwable e) {
            // An error too: a task that throws never runs again.
            if (!thread.isShutdown()) {
                Log.errorf("policies cannot be looked at: %s; trying again in %s", e, poll);
            }
        }
    }
}
