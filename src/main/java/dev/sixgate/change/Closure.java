package dev.sixgate.change;

import dev.sixgate.policy.Calendar;
import java.time.Instant;
import java.util.Optional;

/** What a change waits for that a freeze or its windows hold back. */
public final class Closure {
    private Closure() {}

    /** Empty where nothing holds the change back at that moment. */
    public static Optional<Waiting> at(Instant at, Calendar calendar) {
        return calendar.closedAt(at)
                .map(closed -> new Waiting(
                        closed.freeze() == null ? Waiting.Kind.WINDOW : Waiting.Kind.FREEZE,
                        closed.until(),
                        closed.detail()));
    }
}
