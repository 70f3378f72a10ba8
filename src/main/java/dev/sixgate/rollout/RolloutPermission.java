package dev.sixgate.rollout;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import org.jspecify.annotations.Nullable;

/** Whether somebody may do something with a rollout now, and if not, why not. */
public record RolloutPermission(
        RolloutAction action,
        @Nullable Reason reason,
        @Nullable String because) {

    static RolloutPermission granted(RolloutAction action) {
        return new RolloutPermission(action, null, null);
    }

    static RolloutPermission refused(RolloutAction action, Reason reason, String because) {
        return new RolloutPermission(action, reason, because);
    }

    public boolean isGranted() {
        return reason == null;
    }

    /** @throws Refusal where it is not granted */
    public void require() {
        if (reason != null) {
            throw new Refusal(reason, because == null ? "That is not allowed now." : because);
        }
    }
}
