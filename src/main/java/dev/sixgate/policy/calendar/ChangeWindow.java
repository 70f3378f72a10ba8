package dev.sixgate.policy.calendar;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A change window: it opens whenever its schedule says and stays open for its duration, which is elapsed time. Openings that
 * touch or overlap are one.
 *
 * @param duration whole minutes, at least one
 */
public record ChangeWindow(String name, Schedule schedule, Duration duration) implements OpenTimes {
    private static final int MOST_OPENINGS = 1_000;

    /** @throws IllegalArgumentException if the duration is no whole number of minutes, or nothing */
    public ChangeWindow {
        if (duration.isZero() || duration.isNegative() || duration.toSeconds() % 60 != 0 || duration.getNano() != 0) {
            throw new IllegalArgumentException("it is whole minutes, and at least one");
        }
    }

    @Override
    public boolean isOpen(Instant at) {
        return schedule.latest(at)
                .filter(start -> at.isBefore(start.plus(duration)))
                .isPresent();
    }

    @Override
    public Optional<Instant> nextOpening(Instant from) {
        return isOpen(from) ? Optional.of(from) : schedule.next(from);
    }

    @Override
    public Optional<Instant> nextClosing(Instant from) {
        if (!isOpen(from)) {
            return Optional.of(from);
        }
        Instant start = schedule.latest(from).orElseThrow();
        Instant horizon = from.plus(HORIZON);
        for (int i = 0; i < MOST_OPENINGS && start.isBefore(horizon); i++) {
            Instant end = start.plus(duration);
            Instant last = schedule.latest(end).orElseThrow();
            if (last.equals(start)) {
                return Optional.of(end);
            }
            start = last;
        }
        return Optional.empty();
    }
}
