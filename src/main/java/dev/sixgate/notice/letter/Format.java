package dev.sixgate.notice.letter;

/** In which form a receiver wants to be told. */
public enum Format {
    CLOUDEVENTS,
    SLACK,
    TEAMS;

    /** Written by what was told; the same bytes for the same. */
    public Letter write(Told told) {
        return switch (this) {
            case CLOUDEVENTS -> CloudEvent.of(told);
            case SLACK -> SlackMessage.of(told);
            case TEAMS -> TeamsMessage.of(told);
        };
    }
}
