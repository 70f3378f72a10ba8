package dev.sixgate.policy.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Times at which something is open, as half-open intervals {@code [start, end)}. */
public interface OpenTimes {
    /** How far the next opening is looked for: four years, so that a 29 February is found. */
    Duration HORIZON = Duration.ofDays(4 * 365 + 1);

    boolean isOpen(Instant at);

    /**
     * The first moment from then on at which it is open, that moment itself included; empty if none is within {@link
     * #HORIZON}, or not in sight: where several have to be open at once, nobody looks at more than two thousand openings.
     */
    Optional<Instant> nextOpening(Instant from);

    /**
     * The first moment from then on at which it is closed, that moment itself included; empty if it never closes, or not
     * in sight: after a thousand openings without a gap, or beyond {@link #HORIZON}, nobody looks further.
     */
    Optional<Instant> nextClosing(Instant from);

    /** Open from one moment until another. */
    record Opening(Instant from, Optional<Instant> until) {}

    /** The next openings, one that is open then included: so many at most, and none that begins at the end or later. */
    default List<Opening> openings(Instant from, Instant end, int most) {
        List<Opening> openings = new ArrayList<>();
        Optional<Instant> start = nextOpening(from);
        while (start.isPresent() && start.get().isBefore(end) && openings.size() < most) {
            Optional<Instant> until = nextClosing(start.get());
            openings.add(new Opening(start.get(), until));
            start = until.flatMap(this::nextOpening);
        }
        return openings;
    }

    /** Open whenever one of these is; of none, never. */
    static OpenTimes anyOf(Collection<? extends OpenTimes> times) {
        return new AnyOf(List.copyOf(times));
    }

    /** Open while all of these are; of none, always. */
    static OpenTimes allOf(Collection<? extends OpenTimes> times) {
        return new AllOf(List.copyOf(times));
    }
}
