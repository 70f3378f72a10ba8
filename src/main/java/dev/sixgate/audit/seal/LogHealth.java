package dev.sixgate.audit.seal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the log is signed and sealed. Where it no longer is, somebody has to look; changes are recorded all the same. */
@Readiness
@ApplicationScoped
class LogHealth implements HealthCheck {
    private final SigningKeys keys;
    private final Sealing sealing;
    private final SealLag lag;
    private final MeterRegistry metrics;

    LogHealth(SigningKeys keys, Sealing sealing, SealLag lag, MeterRegistry metrics) {
        this.keys = keys;
        this.sealing = sealing;
        this.lag = lag;
        this.metrics = metrics;
    }

    void measure(@Observes StartupEvent started) {
        Gauge.builder("sixgate.audit.sealing.halted", sealing, it -> it.halted().isPresent() ? 1 : 0)
                .description("1 where the audit trail is no longer sealed: it does not fit its newest known checkpoint")
                .register(metrics);
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("audit log").up();
        response.withData("origin", keys.origin().orElse("not signed"));
        if (SealLag.isTooLong(lag.last())) {
            response.withData("oldestUnsignedSeconds", lag.last().toSeconds());
        }
        sealing.halted()
                .ifPresent(halt -> response.withData("sealing", "halted")
                        .withData("because", halt.because())
                        .withData("since", halt.since().toString()));
        return response.build();
    }
}
