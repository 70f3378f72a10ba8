package dev.sixgate.audit.fold;

import java.time.Duration;

/**
 * How many events are written singly.
 *
 * @param burst so many at once, after a rest; at least 1
 * @param every after the burst one in so much time; more than nothing
 */
public record Allowance(int burst, Duration every) {
    /** @throws IllegalArgumentException for an allowance that lets nothing through, or everything */
    public Allowance {
        if (burst < 1 || every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("no allowance: " + burst + ", then one every " + every);
        }
    }

    Duration untilFull() {
        return every.multipliedBy(burst);
    }
}
