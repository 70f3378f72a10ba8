package dev.sixgate.sandbox.apigateway.world;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sixgate.sandbox.apigateway.account.UpdateOutcome;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A misfortune that waits for the next calls of an operation.
 *
 * @param operation the operation's name, {@code *} for every one
 * @param domain only calls that name this domain; null for all
 * @param count how many calls it meets, 1 if not given; -1 for all until it is taken back
 * @param kind what happens
 * @param at before or after the call is applied; before if not given
 * @param millis how long a delay lasts, in milliseconds
 * @param status of an error, 500 if not given
 * @param type of an error, {@code InternalFailure} if not given
 * @param message of an error
 */
public record Fault(
        String operation,
        @Nullable String domain,
        @Nullable Integer count,
        Kind kind,
        Moment at,
        @Nullable Long millis,
        @Nullable Integer status,
        @Nullable String type,
        @Nullable String message) {

    /** Longer delays than this would outlive every client. */
    private static final long LONGEST_DELAY = 600_000;

    /** What a fault does. */
    public enum Kind {
        /** Answers an error; applied or not, see {@link Moment}. */
        @JsonProperty("error")
        ERROR,
        /** Applies the call, then closes the connection without an answer. */
        @JsonProperty("reset-after-applying")
        RESET_AFTER_APPLYING,
        /** Closes the connection without an answer, and applies nothing. */
        @JsonProperty("reset-before-applying")
        RESET_BEFORE_APPLYING,
        /** Lets the caller wait. */
        @JsonProperty("delay")
        DELAY,
        /** Somebody else puts another certificate in place. */
        @JsonProperty("external-change")
        EXTERNAL_CHANGE,
        /** Somebody else deletes the domain name. */
        @JsonProperty("delete-domain")
        DELETE_DOMAIN,
        /** The update is accepted and never ends. */
        @JsonProperty("stuck-updating")
        STUCK_UPDATING,
        /** The update is accepted, and undone when its time is over. */
        @JsonProperty("update-fails")
        UPDATE_FAILS
    }

    /** On which side of the call's effect a fault strikes. */
    public enum Moment {
        @JsonProperty("before")
        BEFORE,
        @JsonProperty("after")
        AFTER
    }

    /**
     * Fills in what was left out.
     *
     * @throws IllegalArgumentException if operation or kind is missing or a number is out of its bounds
     */
    public Fault {
        if (operation == null || operation.isEmpty() || kind == null) {
            throw new IllegalArgumentException("operation and kind must be given");
        }
        count = count == null ? Integer.valueOf(1) : count;
        if (count < 1 && count != -1) {
            throw new IllegalArgumentException("count must be 1 or more, or -1 for every call");
        }
        at = at == null ? Moment.BEFORE : at;
        if (kind == Kind.RESET_AFTER_APPLYING) {
            at = Moment.AFTER;
        } else if (kind == Kind.RESET_BEFORE_APPLYING) {
            at = Moment.BEFORE;
        }
        if (kind == Kind.DELAY && (millis == null || millis < 0 || millis > LONGEST_DELAY)) {
            throw new IllegalArgumentException("a delay needs millis from 0 to " + LONGEST_DELAY);
        }
        if (status != null && (status < 400 || status > 599)) {
            throw new IllegalArgumentException("status must be from 400 to 599");
        }
    }

    /** Whether it strikes calls like this one. */
    public boolean meets(String calledOperation, @Nullable String calledDomain) {
        return (operation.equals("*") || operation.equals(calledOperation))
                && (domain == null || domain.equals(calledDomain));
    }

    /** The error to answer. */
    public AwsError error() {
        return new AwsError(
                status == null ? 500 : status,
                Objects.requireNonNullElse(type, "InternalFailure"),
                Objects.requireNonNullElse(message, "An internal error occurred"));
    }

    /** How an update ends that this fault meets. */
    public UpdateOutcome outcome() {
        return switch (kind) {
            case STUCK_UPDATING -> UpdateOutcome.STUCK;
            case UPDATE_FAILS -> UpdateOutcome.FAILS;
            case ERROR, RESET_AFTER_APPLYING, RESET_BEFORE_APPLYING, DELAY, EXTERNAL_CHANGE, DELETE_DOMAIN ->
                UpdateOutcome.SETTLES;
        };
    }

    Fault spent(int left) {
        return new Fault(operation, domain, left, kind, at, millis, status, type, message);
    }
}
