package dev.sixgate.audit.fold;

import java.time.Instant;

/**
 * A token bucket in one moment: that at which it is full again.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-I.371">ITU-T I.371, annex A: generic cell rate algorithm, virtual scheduling</a>
 */
final class Bucket {
    private Instant fullAt = Instant.MIN;

    boolean isFull(Instant now) {
        return !fullAt.isAfter(now);
    }

    boolean hasToken(Allowance allowance, Instant now) {
        return !from(now).plus(allowance.every()).isAfter(now.plus(allowance.untilFull()));
    }

    /** Takes one, also where there is none: it is never emptier than empty. */
    void take(Allowance allowance, Instant now) {
        Instant next = from(now).plus(allowance.every());
        Instant empty = now.plus(allowance.untilFull());
        fullAt = next.isAfter(empty) ? empty : next;
    }

    private Instant from(Instant now) {
        return fullAt.isAfter(now) ? fullAt : now;
    }
}
