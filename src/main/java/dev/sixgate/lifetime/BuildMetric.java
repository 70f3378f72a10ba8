package dev.sixgate.lifetime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which version a replica runs, as a metric, to see an update go through the replicas. */
@ApplicationScoped
class BuildMetric {

    void register(
            @Observes StartupEvent started,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        Gauge.builder("sixgate.build", () -> 1)
                .description("1, with the version that this replica runs")
                .tag("version", version)
                .register(registry);
    }
}
