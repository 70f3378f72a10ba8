package dev.sixgate.policy;

import dev.sixgate.policy.calendar.ChangeWindow;
import dev.sixgate.policy.calendar.OpenTimes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

    /**
     * What holds a change back at a moment.
     *
     * @param freeze the freeze in force that ends last; null where closed windows hold it back
     * @param until when the freeze ends, or when the change may run: openings that fall into a freeze are left out; null
     *     where no opening is in sight
     * @param detail what people read of it
     */
    public record Closed(@Nullable Freeze freeze, @Nullable Instant until, String detail) {}

    public Calendar {
        windows = List.copyOf(windows);
        freezes = List.copyOf(freezes);
    }

    /** What holds the change back at that moment: a freeze, else the windows that are closed; empty if nothing does. */
    public Optional<Closed> closedAt(Instant at) {
        Optional<Freeze> frozen =
                freezes.stream().filter(freeze -> freeze.isActive(at)).max(Comparator.comparing(Freeze::until));
        return frozen.map(freeze ->
                        new Closed(freeze, freeze.until(), freeze.reason() + " (freeze " + freeze.name() + ")"))
                .or(() -> closedWindows(at).map(names -> byWindows(names, nextOpening(at))));
    }

    private Optional<String> closedWindows(Instant at) {
        List<RuleWindows> closed =
                windows.stream().filter(each -> !each.times().isOpen(at)).toList();
        return closed.isEmpty()
                ? Optional.empty()
                : Optional.of(closed.stream()
                        .map(rule ->
                                rule.anyOf().stream().map(ChangeWindow::name).collect(Collectors.joining(" or ")))
                        .distinct()
                        .collect(Collectors.joining(", and ")));
    }

    private Closed byWindows(String names, Optional<Instant> opening) {
        return new Closed(
                null, opening.orElse(null), opening.isPresent() ? "until " + names + " opens" : notInSight(names));
    }

    /** One rule's windows are followed for four years; what several share, and no freeze spoils, not so far. */
    private String notInSight(String names) {
        return windows.size() == 1 && freezes.isEmpty()
                ? names + " will not open within four years"
                : "no opening is in sight that all rules' windows share, outside of freezes; closed now: " + names;
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
