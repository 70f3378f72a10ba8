package dev.sixgate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.time.InstantSource;

/** The one place that reads the machine's clock; everything else is given the time. */
@ApplicationScoped
class ClockProducer {

    /** The time in whole microseconds, which is what PostgreSQL's {@code timestamptz} keeps. */
    @Produces
    @ApplicationScoped
    InstantSource clock() {
        return InstantSource.tick(InstantSource.system(), Duration.ofNanos(1_000));
    }
}
