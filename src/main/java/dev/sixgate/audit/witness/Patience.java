package dev.sixgate.audit.witness;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** With a witness that does not cosign: a second, then twice as long each time, up to five minutes. */
final class Patience {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Duration wait = Duration.ZERO;
    private Instant until = Instant.MIN;
    private @Nullable String why;

    synchronized boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    /** @return whether it is for another reason than the time before */
    synchronized boolean failed(String reason, Instant now) {
        wait = wait.isZero() ? SHORTEST : min(wait.multipliedBy(2));
        until = now.plus(wait);
        boolean isNews = !reason.equals(why);
        why = reason;
        return isNews;
    }

    /** @return whether it had failed before */
    synchronized boolean succeeded() {
        boolean hadFailed = why != null;
        wait = Duration.ZERO;
        until = Instant.MIN;
        why = null;
        return hadFailed;
    }

    private static Duration min(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
