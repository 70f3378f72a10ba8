package dev.sixgate.policy;

import dev.sixgate.policy.calendar.ChangeWindow;
import dev.sixgate.policy.calendar.OpenTimes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When one change may run: while each of the rules that name windows has one of them open, and no freeze is in force. A
 * freeze beats every window.
 *
 * @param windows what the rules ask for
 * @param freezes those that match the change and that nobody has lifted for it, over or yet to come too
 */
public record Calendar(List<RuleWindows> windows, List<Freeze> freezes) implements OpenTimes {

    /** The windows that a rule names: one of them must be open. */
    public record RuleWindows(String rule, List<ChangeWindow> anyOf) {
        public RuleWindows {
            anyOf = List.copyOf(anyOf);
        }

        OpenTimes times() {
            return OpenTimes.anyOf(anyOf);
        }
    }

    /** What holds a change back at a moment. */
    public sealed interface Closed {
        /** A freeze is in force; the one that ends last. */
        record ByFreeze(Freeze freeze) implements Closed {}

        /** Rules whose windows are all closed. */
        record ByWindows(List<RuleWindows> windows) implements Closed {}
    }

    public Calendar {
        windows = List.copyOf(windows);
        freezes = List.copyOf(freezes);
    }

    /** What holds the change back at that moment; empty if nothing does. */
    public Optional<Closed> closedAt(Instant at) {
        Optional<Closed> frozen = freezes.stream()
                .filter(freeze -> freeze.isActive(at))
                .max(Comparator.comparing(Freeze::until))
                .map(Closed.ByFreeze::new);
        if (frozen.isPresent()) {
            return frozen;
        }
        List<RuleWindows> closed =
                windows.stream().filter(each -> !each.times().isOpen(at)).toList();
        return closed.isEmpty() ? Optional.empty() : Optional.of(new Closed.ByWindows(closed));
    }

    /** Whether windows, or a freeze that is not over, have a say in when the change runs. */
    public boolean hasSayAfter(Instant at) {
        return !windows.isEmpty() || freezes.stream().anyMatch(freeze -> !freeze.isOver(at));
    }

    @Override
    public boolean isOpen(Instant at) {
        return all().isOpen(at);
    }

    @Override
    public Optional<Instant> nextOpening(Instant from) {
        return all().nextOpening(from);
    }

    @Override
    public Optional<Instant> nextClosing(Instant from) {
        return all().nextClosing(from);
    }

    private OpenTimes all() {
        return OpenTimes.allOf(Stream.concat(windows.stream().map(RuleWindows::times), freezes.stream())
                .toList());
    }
}
