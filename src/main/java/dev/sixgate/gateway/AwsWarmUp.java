package dev.sixgate.gateway;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Loads the SDK before somebody waits for it, and after the service has started: that takes a processor for a second or two,
 * and the start has the first call on it.
 */
@ApplicationScoped
class AwsWarmUp {
    private static final Duration AFTER_START = Duration.ofSeconds(3);

    private final AwsClients clients;

    AwsWarmUp(AwsClients clients) {
        this.clients = clients;
    }

    void warmUp(@Observes StartupEvent started) {
        var later = CompletableFuture.delayedExecutor(AFTER_START.toMillis(), TimeUnit.MILLISECONDS);
        // The clients are made at the first call, here and nowhere earlier.
        var unused = CompletableFuture.runAsync(clients::warmUp, later);
    }
}
