package dev.sixgate.notice;

import dev.sixgate.notice.send.Answer.Failure;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver is to be told, or was: an event, by its id.
 *
 * @param id the same however often it is sent: {@code webhook-id}
 * @param change the change that the event is about, or the rollout
 * @param ofRollout whether that is a rollout
 * @param dueAt when it is sent next; null where it is not
 * @param claim who took it last
 * @param attempts since it was put in, or replayed
 * @param status what the receiver answered last
 * @param failure why it was not taken the last time that it was not
 */
public record Notice(
        UUID id,
        String webhook,
        UUID event,
        @Nullable UUID change,
        boolean ofRollout,
        State state,
        Instant createdAt,
        @Nullable Instant dueAt,
        long claim,
        int attempts,
        @Nullable Integer status,
        @Nullable Failure failure,
        @Nullable Instant failedAt,
        @Nullable Instant deliveredAt) {

    /** Where a notice stands. */
    public enum State {
        WAITING,
        DELIVERED,
        /** Nobody tries any more. */
        DEAD
    }
}
