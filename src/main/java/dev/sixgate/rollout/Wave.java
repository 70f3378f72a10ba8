package dev.sixgate.rollout;

import java.time.Duration;

/**
 * One wave.
 *
 * @param size how many domains
 * @param bake how long to look at them before the next wave begins; zero for not at all
 */
public record Wave(int size, Duration bake) {
    /** The longest time to look at a wave. */
    public static final Duration LONGEST_BAKE = Duration.ofDays(7);

    /** @throws IllegalArgumentException unless it has a domain, and a time from zero to {@link #LONGEST_BAKE} */
    public Wave {
        if (size < 1 || bake.isNegative() || bake.compareTo(LONGEST_BAKE) > 0) {
            throw new IllegalArgumentException("no wave of " + size + " domains with a bake of " + bake);
        }
    }
}
