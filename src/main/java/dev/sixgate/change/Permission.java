package dev.sixgate.change;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody may do something with a change now, and if not, why not. What callers see as allowed actions and what
 * guards the actions is this one answer.
 */
public record Permission(
        Action action, @Nullable Reason reason, @Nullable String because) {

    static Permission granted(Action action) {
        return new Permission(action, null, null);
    }

    static Permission refused(Action action, Reason reason, String because) {
        return new Permission(action, reason, because);
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
