package dev.sixgate.policy.calendar;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Open whenever one of them is. */
record AnyOf(List<OpenTimes> times) implements OpenTimes {
    private static final int MOST_STEPS = 1_000;

    @Override
    public boolean isOpen(Instant at) {
        return times.stream().anyMatch(each -> each.isOpen(at));
    }

    @Override
    public Optional<Instant> nextOpening(Instant from) {
        return times.stream().flatMap(each -> each.nextOpening(from).stream()).min(Comparator.naturalOrder());
    }

    /** Where one closes, another may be open: so on from there. */
    @Override
    public Optional<Instant> nextClosing(Instant from) {
        Instant reached = from;
        for (int i = 0; i < MOST_STEPS; i++) {
            if (!isOpen(reached)) {
                return Optional.of(reached);
            }
            Optional<Instant> next = lastClosing(reached);
            if (next.isEmpty()) {
                return next;
            }
            reached = next.get();
        }
        return Optional.empty();
    }

    /** Empty where one of those that are open never closes. */
    private Optional<Instant> lastClosing(Instant at) {
        Instant last = at;
        for (OpenTimes each : times) {
            if (each.isOpen(at)) {
                Optional<Instant> closing = each.nextClosing(at);
                if (closing.isEmpty()) {
                    return closing;
                }
                last = closing.get().isAfter(last) ? closing.get() : last;
            }
        }
        return Optional.of(last);
    }
}
