package dev.sixgate.notice.send;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of sending: what the receiver answered, or why it did not.
 *
 * @param status null where nobody answered
 * @param failure null where it was taken
 * @param retryAfter how long the receiver asks us to wait
 */
public record Answer(
        @Nullable Integer status,
        @Nullable Failure failure,
        Duration took,
        @Nullable Duration retryAfter) {

    /** Why it was not taken. */
    public enum Failure {
        /** Another status than 2xx; of SMTP, one that may be another later. */
        ANSWER,
        /** Status 410, or 5xx of SMTP: it is not wanted, now or later. */
        GONE,
        TIMEOUT,
        ADDRESS_NOT_ALLOWED,
        NAME_NOT_FOUND,
        NO_CONNECTION,
        TLS,
        /** The connection ended before there was an answer. */
        BROKEN_OFF,
        /** Nothing was sent: there is no saying what happened. */
        NOT_TOLD
    }

    private static final int OK = 200;
    private static final int AFTER_OK = 300;
    private static final int GONE = 410;

    static Answer of(int status, Duration took, Optional<Duration> retryAfter) {
        @Nullable
        Failure failure = status >= OK && status < AFTER_OK ? null : status == GONE ? Failure.GONE : Failure.ANSWER;
        return new Answer(status, failure, took, retryAfter.orElse(null));
    }

    /** @param status of whichever protocol: 250 of SMTP */
    public static Answer taken(int status, Duration took) {
        return new Answer(status, null, took, null);
    }

    public static Answer notTaken(int status, Failure why, Duration took) {
        return new Answer(status, why, took, null);
    }

    public static Answer none(Failure why, Duration took) {
        return new Answer(null, why, took, null);
    }

    public boolean isTaken() {
        return failure == null;
    }
}
