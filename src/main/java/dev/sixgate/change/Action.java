package dev.sixgate.change;

import java.util.Locale;

/** What a caller can do with a change. */
public enum Action {
    APPROVE("reviews"),
    REJECT("reviews"),
    COMMENT("reviews"),
    WITHDRAW("reviews"),
    CANCEL("cancel"),
    EXECUTE("execute"),
    RETRY("retry"),
    REPLAN("replan"),
    REVERT("revert"),
    CONFIRM("confirm"),
    RETROSPECT("retrospective");

    private final String path;

    Action(String path) {
        this.path = path;
    }

    /** The last part of the path that it is sent to. */
    public String path() {
        return path;
    }

    /** As in sentences: {@code approve}. */
    public String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
