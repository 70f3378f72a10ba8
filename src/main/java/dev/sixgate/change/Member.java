package dev.sixgate.change;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of a rollout, as far as the rollout is concerned.
 *
 * @param waitingUntil when it looks again, where that is known
 * @param failure why AWS refused it, or what was unlike afterwards; null unless it failed
 */
public record Member(
        UUID change,
        String target,
        String domain,
        String account,
        int wave,
        ChangeStatus status,
        String planDigest,
        Waiting.@Nullable Kind waiting,
        @Nullable Instant waitingUntil,
        @Nullable String failure,
        @Nullable Instant approvalExpiresAt,
        @Nullable Instant endedAt) {

    /** Whether it is decided and not over: its wave waits for it. */
    public boolean isUnderWay() {
        return switch (status) {
            case PENDING_APPROVAL, APPROVED, APPLYING, VERIFYING -> true;
            case APPLIED, STALE, FAILED, REJECTED, CANCELLED, EXPIRED -> false;
        };
    }

    /** Whether AWS was asked for it, and has answered. */
    public boolean isDone() {
        return status == ChangeStatus.APPLIED || status == ChangeStatus.FAILED;
    }
}
