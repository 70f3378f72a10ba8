package dev.sixgate.change;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's groups in another person's hands for a time, half-open: from its beginning until its end.
 *
 * @param groups in alphabetical order
 * @param until the end that was agreed, at most {@link #LONGEST} after it was made
 * @param endedAt when somebody ended it before that
 * @param endedBy who did
 */
public record Delegation(
        UUID id,
        String giver,
        String giverName,
        String receiver,
        String receiverName,
        List<String> groups,
        String reason,
        Instant createdAt,
        Instant from,
        Instant until,
        @Nullable Instant endedAt,
        @Nullable String endedBy) {
    /** How far ahead the end of a delegation may be. */
    public static final Duration LONGEST = Duration.ofDays(90);

    /** What a delegation may name at most. */
    public static final int MOST_GROUPS = 20;

    public Delegation {
        groups = groups.stream().sorted().distinct().toList();
    }

    /** Where it stands in its time. */
    public enum State {
        PLANNED,
        ACTIVE,
        ENDED
    }

    public State state(Instant now) {
        if (!now.isBefore(end())) {
            return State.ENDED;
        }
        return now.isBefore(from) ? State.PLANNED : State.ACTIVE;
    }

    boolean isActive(Instant now) {
        return state(now) == State.ACTIVE;
    }

    /** When it stops, as far as is known: as agreed, or before. */
    Instant end() {
        return endedAt == null || endedAt.isAfter(until) ? until : endedAt;
    }

    /** The same, ended by somebody. */
    public Delegation ended(Instant now, String by) {
        return new Delegation(
                id, giver, giverName, receiver, receiverName, groups, reason, createdAt, from, until, now, by);
    }
}
