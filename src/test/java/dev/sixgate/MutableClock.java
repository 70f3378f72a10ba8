package dev.sixgate;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The service's clock in tests: it stands still until it is told to move, and never goes back. */
@Alternative
@Priority(1)
@ApplicationScoped
public class MutableClock implements InstantSource {
    /** Where it stands at first. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Moves it on, and says where it stands then. */
    public synchronized Instant advance(Duration by) {
        now = now.plus(by);
        return now;
    }
}
