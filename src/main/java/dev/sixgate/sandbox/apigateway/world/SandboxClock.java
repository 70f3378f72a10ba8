package dev.sixgate.sandbox.apigateway.world;

import dev.sixgate.sandbox.apigateway.wire.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that runs like another one and can be put forward, so that nobody has to wait for a quota or an update. */
public final class SandboxClock implements InstantSource {
    private static final Duration FARTHEST = Duration.ofDays(3650);

    private final InstantSource source;
    private Duration offset = Duration.ZERO;

    SandboxClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        return source.instant().plus(offset);
    }

    /**
     * Puts the clock forward.
     *
     * @throws AwsError 400 if that is backward, or ten years ahead of the true time
     */
    public void advance(Duration by) {
        if (by.isNegative() || by.compareTo(FARTHEST) > 0 || offset.plus(by).compareTo(FARTHEST) > 0) {
            throw AwsError.badRequest("The clock only goes forward, and at most ten years");
        }
        offset = offset.plus(by);
    }

    void reset() {
        offset = Duration.ZERO;
    }
}
