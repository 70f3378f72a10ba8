package dev.sixgate.change;

import dev.sixgate.policy.Verdict;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a change from the moment that it is applied; whoever approves it approves this too.
 *
 * @param revertApprovedFor how long its approval covers its revert; null where it does not
 * @param confirmWithin how long somebody may take to confirm it before it is reverted; null where nobody needs to
 */
public record Promise(
        @Nullable Duration revertApprovedFor, @Nullable Duration confirmWithin) {
    private static final Promise NONE = new Promise(null, null);

    /**
     * A revert that was approved in advance promises nothing: nobody approved the way back from it, and to undo it because
     * nobody confirmed would bring back what somebody wanted gone. Nor has one that nobody but this service asked for to be
     * confirmed.
     */
    static Promise of(ChangeRequest change, Verdict verdict) {
        if (change.isApprovedInAdvance()) {
            return NONE;
        }
        return new Promise(
                verdict.revertApprovedFor(), change.isRevertOfUnconfirmed() ? null : verdict.confirmWithin());
    }
}
