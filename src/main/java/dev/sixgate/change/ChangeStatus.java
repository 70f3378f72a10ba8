package dev.sixgate.change;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * The states of a change, whose move it is in each, and where each leads. This is the one table: whatever is not in it
 * does not happen.
 */
public enum ChangeStatus {
    PENDING_APPROVAL(Mover.REVIEWERS, "recorded; the policies' requirements are not yet met"),
    APPROVED(Mover.WORKER, "may run; waitingFor says what it waits for"),
    APPLYING(Mover.WORKER, "a worker holds it; the intent is on record before AWS is called"),
    VERIFYING(Mover.AWS, "AWS took it; read until the domain is AVAILABLE with the new type and nothing else changed"),
    APPLIED(Mover.NOBODY, "done and seen"),
    STALE(Mover.REQUESTER, "the domain is no longer as planned"),
    FAILED(Mover.OPERATOR, "AWS refused, or the check afterwards failed; failure says why"),
    REJECTED(Mover.NOBODY, "a reviewer said no"),
    CANCELLED(Mover.NOBODY, "called off before anything was sent"),
    EXPIRED(Mover.NOBODY, "nobody decided, or nothing ran, in time");

    /** Whose move it is. */
    public enum Mover {
        REVIEWERS,
        REQUESTER,
        OPERATOR,
        WORKER,
        AWS,
        NOBODY
    }

    private final Mover mover;
    private final String meaning;

    ChangeStatus(Mover mover, String meaning) {
        this.mover = mover;
        this.meaning = meaning;
    }

    /** The states that may follow this one. */
    public Set<ChangeStatus> leadsTo() {
        return switch (this) {
            case PENDING_APPROVAL -> EnumSet.of(APPROVED, REJECTED, CANCELLED, EXPIRED, STALE);
            case APPROVED -> EnumSet.of(APPLYING, PENDING_APPROVAL, CANCELLED, EXPIRED, STALE);
            case APPLYING -> EnumSet.of(VERIFYING, APPROVED, STALE, FAILED);
            case VERIFYING -> EnumSet.of(APPLIED, FAILED);
            case STALE -> EnumSet.of(PENDING_APPROVAL, CANCELLED, EXPIRED);
            case FAILED -> EnumSet.of(APPROVED);
            case APPLIED, REJECTED, CANCELLED, EXPIRED -> EnumSet.noneOf(ChangeStatus.class);
        };
    }

    public boolean leadsTo(ChangeStatus next) {
        return leadsTo().contains(next);
    }

    /** Open changes hold their domain: at most one of them per domain and target. */
    public boolean isOpen() {
        return switch (this) {
            case PENDING_APPROVAL, APPROVED, APPLYING, VERIFYING, STALE -> true;
            case APPLIED, FAILED, REJECTED, CANCELLED, EXPIRED -> false;
        };
    }

    public Mover mover() {
        return mover;
    }

    /** One line for people. */
    public String meaning() {
        return meaning;
    }

    /** The states in which a change is open. */
    public static Set<ChangeStatus> open() {
        EnumSet<ChangeStatus> open = EnumSet.noneOf(ChangeStatus.class);
        Arrays.stream(values()).filter(ChangeStatus::isOpen).forEach(open::add);
        return open;
    }
}
