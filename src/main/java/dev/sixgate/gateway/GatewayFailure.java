package dev.sixgate.gateway;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** AWS did not do as asked; told by AWS's error code, never by the text of its message. */
public final class GatewayFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Kind {
        /** 404: the target has no such domain. */
        NOT_FOUND,
        /** 400: AWS does not accept it. */
        INVALID,
        /** 401, 403: credentials or permissions. */
        DENIED,
        /** 409: another update of the domain is running. */
        BUSY,
        /** 429: the account's quota is spent. */
        THROTTLED,
        /** 5xx: AWS could not. */
        UNAVAILABLE,
        /** No connection, or no answer in time. */
        UNREACHABLE,
        /** The domain is of a kind that cannot be changed here: private, or between two endpoint types. */
        UNSUPPORTED
    }

    /** What became of a write. */
    public enum Outcome {
        /** It never left, or AWS said that it did nothing. */
        NOT_DONE,
        /** It may or may not have been done: only reading the domain again tells. */
        UNKNOWN
    }

    private final Kind kind;
    private final Outcome outcome;
    private final String code;
    private final int httpStatus;
    private final @Nullable String awsRequestId;
    private final @Nullable Duration retryAfter;

    GatewayFailure(
            Kind kind,
            Outcome outcome,
            String code,
            String message,
            int httpStatus,
            @Nullable String awsRequestId,
            @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.outcome = outcome;
        this.code = code;
        this.httpStatus = httpStatus;
        this.awsRequestId = awsRequestId;
        this.retryAfter = retryAfter;
    }

    public Kind kind() {
        return kind;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** AWS's error code ({@code ConflictException}), or ours where there was no answer ({@code Timeout}). */
    public String code() {
        return code;
    }

    /** One sentence: AWS's message, or what happened on the way. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The HTTP status of AWS's answer; 0 where there was none. */
    public int httpStatus() {
        return httpStatus;
    }

    public Optional<String> awsRequestId() {
        return Optional.ofNullable(awsRequestId);
    }

    /** How long AWS asked to wait. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
