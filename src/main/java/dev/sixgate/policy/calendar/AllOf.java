package dev.sixgate.policy.calendar;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Open while all of them are. */
record AllOf(List<OpenTimes> times) implements OpenTimes {
    private static final int MOST_STEPS = 2_000;

    @Override
    public boolean isOpen(Instant at) {
        return times.stream().allMatch(each -> each.isOpen(at));
    }

    /** Nothing is open before the last of the next openings; so on from there, until all agree. */
    @Override
    public Optional<Instant> nextOpening(Instant from) {
        Instant end = from.plus(HORIZON);
        Instant reached = from;
        for (int i = 0; i < MOST_STEPS && reached.isBefore(end); i++) {
            Instant latest = reached;
            for (OpenTimes each : times) {
                Optional<Instant> opening = each.nextOpening(reached);
                if (opening.isEmpty()) {
                    return opening;
                }
                latest = opening.get().isAfter(latest) ? opening.get() : latest;
            }
            if (latest.equals(reached)) {
                return Optional.of(reached);
            }
            reached = latest;
        }
        return Optional.empty();
    }

    @Override
    public Optional<Instant> nextClosing(Instant from) {
        return times.stream().flatMap(each -> each.nextClosing(from).stream()).min(Comparator.naturalOrder());
    }
}
