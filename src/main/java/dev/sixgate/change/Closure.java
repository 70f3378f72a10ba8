package dev.sixgate.change;

import dev.sixgate.policy.Calendar;
import dev.sixgate.policy.Calendar.Closed;
import dev.sixgate.policy.Freeze;
import dev.sixgate.policy.calendar.ChangeWindow;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a change waits for that a freeze or its windows hold back, in the words that callers see. */
public final class Closure {
    private Closure() {}

    /**
     * A freeze until its end, with its reason; else the windows that are closed, until the change may run, which leaves
     * out openings that fall into a freeze. Empty where nothing holds the change back at that moment.
     */
    public static Optional<Waiting> at(Instant at, Calendar calendar) {
        return calendar.closedAt(at).map(closed -> {
            if (closed instanceof Closed.ByFreeze by) {
                return new Waiting(Waiting.Kind.FREEZE, by.freeze().until(), words(by.freeze()));
            }
            String names = ((Closed.ByWindows) closed)
                    .windows().stream()
                            .map(rule -> rule.anyOf().stream()
                                    .map(ChangeWindow::name)
                                    .collect(Collectors.joining(" or ")))
                            .distinct()
                            .collect(Collectors.joining(", and "));
            Optional<Instant> opening = calendar.nextOpening(at);
            return new Waiting(
                    Waiting.Kind.WINDOW,
                    opening.orElse(null),
                    opening.isPresent() ? "until " + names + " opens" : notInSight(names, calendar));
        });
    }

    /** One rule's windows are followed for four years; what several share, and no freeze spoils, not so far. */
    private static String notInSight(String names, Calendar calendar) {
        return calendar.windows().size() == 1 && calendar.freezes().isEmpty()
                ? names + " will not open within four years"
                : "no opening is in sight that all rules' windows share, outside of freezes; closed now: " + names;
    }

    private static String words(Freeze freeze) {
        return freeze.reason() + " (freeze " + freeze.name() + ")";
    }

    /**
     * Why an approval is of no use: nothing lets the change run before it ends. Empty where something does.
     *
     * @param from the earliest moment to run
     */
    public static Optional<String> warning(Instant from, Instant approvalEndsAt, Calendar calendar) {
        Optional<Instant> opening = calendar.nextOpening(from);
        if (opening.isPresent() && opening.get().isBefore(approvalEndsAt)) {
            return Optional.empty();
        }
        return Optional.of("The approval ends at " + approvalEndsAt + ", before the change may run"
                + opening.map(at -> " at " + at + ".").orElse("."));
    }
}
