package dev.sixgate.policy;

import dev.sixgate.policy.calendar.OpenTimes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A time {@code [from, until)} in which the changes that match do not run, whatever window is open.
 *
 * @param override the group of which one member's live approval of a change lifts the freeze for that change; null where
 *     nobody's does
 */
public record Freeze(
        String name,
        Instant from,
        Instant until,
        String reason,
        Condition match,
        @Nullable String override) implements OpenTimes {

    /** Whether it is over. */
    public boolean isOver(Instant at) {
        return !at.isBefore(until);
    }

    /** Whether it is in force. */
    public boolean isActive(Instant at) {
        return !at.isBefore(from) && !isOver(at);
    }

    /** Which changes it holds back, in words. */
    public String appliesTo() {
        return match.inWords();
    }

    @Override
    public boolean isOpen(Instant at) {
        return !isActive(at);
    }

    @Override
    public Optional<Instant> nextOpening(Instant at) {
        return Optional.of(isActive(at) ? until : at);
    }

    @Override
    public Optional<Instant> nextClosing(Instant at) {
        return isOver(at) ? Optional.empty() : Optional.of(at.isBefore(from) ? from : at);
    }
}
