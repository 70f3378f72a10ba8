package dev.sixgate.rollout;

import java.util.Locale;

/** What a caller can do with a rollout. */
public enum RolloutAction {
    APPROVE("reviews"),
    REJECT("reviews"),
    COMMENT("reviews"),
    WITHDRAW("reviews"),
    PAUSE("pause"),
    RESUME("resume"),
    PROMOTE("promote"),
    CANCEL("cancel"),
    REVERT("revert");

    private final String path;

    RolloutAction(String path) {
        this.path = path;
    }

    /** The last part of the path that it is sent to. */
    public String path() {
        return path;
    }

    /** As in sentences: {@code pause}. */
    public String verb() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is the same action on each of its changes, as far as that is permitted there. */
    public boolean isReview() {
        return path.equals("reviews");
    }
}
