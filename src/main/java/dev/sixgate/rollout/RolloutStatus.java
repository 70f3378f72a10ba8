package dev.sixgate.rollout;

import java.util.EnumSet;
import java.util.Set;

/** The states of a rollout, and where each leads. Whatever is not in this table does not happen. */
public enum RolloutStatus {
    PENDING_APPROVAL("not every one of its changes is decided; none runs"),
    RUNNING("its waves run one after the other"),
    PAUSED("nothing more is sent until somebody resumes it; pause says why"),
    COMPLETED("its last wave is over; some of its changes may have failed"),
    CANCELLED("called off; what AWS had taken by then stays"),
    REJECTED("none of its changes was approved"),
    EXPIRED("none of its changes was decided in time");

    private final String meaning;

    RolloutStatus(String meaning) {
        this.meaning = meaning;
    }

    /** The states that may follow this one. */
    public Set<RolloutStatus> leadsTo() {
        return switch (this) {
            case PENDING_APPROVAL -> EnumSet.of(RUNNING, CANCELLED, REJECTED, EXPIRED);
            case RUNNING -> EnumSet.of(PAUSED, COMPLETED, CANCELLED);
            case PAUSED -> EnumSet.of(RUNNING, CANCELLED);
            case COMPLETED, CANCELLED, REJECTED, EXPIRED -> EnumSet.noneOf(RolloutStatus.class);
        };
    }

    public boolean leadsTo(RolloutStatus next) {
        return leadsTo().contains(next);
    }

    /** Whether nothing more becomes of it. */
    public boolean isEnded() {
        return leadsTo().isEmpty();
    }

    /** One line for people. */
    public String meaning() {
        return meaning;
    }
}
