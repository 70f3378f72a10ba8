package dev.sixgate.notice;

import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Answer.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** When a notice that was not taken is sent again. */
final class Retries {
    /** From each attempt to the next; after the last of them nobody tries any more. */
    static final List<Duration> AFTER = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14));

    /** Longer than that no receiver makes us wait. */
    static final Duration LONGEST_ASKED_FOR = Duration.ofHours(24);

    private static final int PER_MILLE = 1_000;
    private static final int MOST_JITTER = 200;
    private static final int ODD = 31;

    private Retries() {}

    /**
     * How long to wait; empty where nobody tries any more.
     *
     * @param notice so that those of one outage do not all come at once
     * @param attempts that there were, this one too
     */
    static Optional<Duration> after(UUID notice, int attempts, Answer answer) {
        if (answer.failure() == Failure.GONE || attempts > AFTER.size()) {
            return Optional.empty();
        }
        Duration plain = AFTER.get(attempts - 1);
        int jitter = Math.floorMod(notice.hashCode() * ODD + attempts, MOST_JITTER + 1);
        Duration ours = plain.plus(plain.multipliedBy(jitter).dividedBy(PER_MILLE));
        Duration asked = answer.retryAfter() == null ? Duration.ZERO : answer.retryAfter();
        Duration capped = asked.compareTo(LONGEST_ASKED_FOR) > 0 ? LONGEST_ASKED_FOR : asked;
        return Optional.of(capped.compareTo(ours) > 0 ? capped : ours);
    }
}
