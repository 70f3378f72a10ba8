package dev.sixgate.worker;

import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.Closure;
import dev.sixgate.change.Waiting;
import dev.sixgate.policy.Calendar;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets a change wait for its windows, and for the end of a freeze. */
final class WindowWait {
    /**
     * The policy file may be another by then: a freeze may have been lifted, or a window moved. So a change looks again at
     * least this often; what was added to the file is seen when the change is due at the latest.
     */
    static final Duration LOOK_AGAIN = Duration.ofMinutes(10);

    /** Where no opening is in sight: windows last whole minutes, so that none is missed. */
    private static final Duration LOOK_OUT = Duration.ofMinutes(1);

    private WindowWait() {}

    /** Whether it has to wait now; it then knows for what, and is due no later than its approval ends. */
    static boolean waits(ChangeRequest change, Calendar calendar, Instant now) {
        Optional<Waiting> closed = Closure.at(now, calendar);
        closed.ifPresent(waiting -> change.lookAgain(
                waiting,
                Stream.concat(
                                Stream.concat(Stream.ofNullable(waiting.until()), change.approvalExpiresAt().stream()),
                                Stream.of(now.plus(waiting.until() == null ? LOOK_OUT : LOOK_AGAIN)))
                        .min(Comparator.naturalOrder())
                        .orElseThrow()));
        return closed.isPresent();
    }
}
