package dev.sixgate.worker;

import dev.sixgate.gateway.Pace;
import java.time.Duration;
import java.time.Instant;

/**
 * Those who wait for an account's turn, one behind the other. The first is woken so early that it is prepared when the turn
 * begins, some more shortly after it, for the case that the first does not need the turn any more; all others one interval
 * after the other.
 *
 * @param turn when the next turn begins
 * @param interval between two turns
 */
record Line(Instant turn, Duration interval) {
    /** How many are woken for one turn. */
    static final int WOKEN = 3;

    private static final Duration GAP = Pace.AHEAD.dividedBy(WOKEN - 1);

    /**
     * When the turn of a place is expected.
     *
     * @param place 0 for the first
     */
    Instant turnOf(int place) {
        return turn.plus(interval.multipliedBy(place));
    }

    /**
     * When to look at the change at a place.
     *
     * @param place 0 for the first
     */
    Instant wakingOf(int place) {
        return turn.minus(Pace.AHEAD).plus(place < WOKEN ? GAP.multipliedBy(place) : interval.multipliedBy(place));
    }
}
