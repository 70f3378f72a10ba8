package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One UpdateDomainName of a change: the intent, stored before AWS is called, and what became of it. */
@Embeddable
public record Attempt(
        @Column(name = "started_at") Instant startedAt,
        @Column(name = "ended_at") @Nullable Instant endedAt,

        @Enumerated(EnumType.STRING) @Column(name = "outcome") @Nullable
        Outcome outcome,

        @Column(name = "aws_request_id") @Nullable String awsRequestId,
        @Column(name = "error_code") @Nullable String errorCode,
        @Column(name = "error") @Nullable String error) {

    /** What became of an attempt. */
    public enum Outcome {
        /** AWS answered that it took the change. */
        ACCEPTED,
        /** AWS refused it, or it never reached AWS. */
        NOT_DONE,
        /** The answer was lost: only reading the domain tells. */
        UNKNOWN,
        /** The answer was lost, and the domain was found changed. */
        FOUND_DONE,
        /** The answer was lost, and the domain was found as before. */
        FOUND_UNDONE
    }

    static Attempt started(Instant now) {
        return new Attempt(now, null, null, null, null, null);
    }

    Attempt ended(Instant now, Outcome as, @Nullable String requestId, @Nullable String code, @Nullable String detail) {
        return new Attempt(
                startedAt,
                now,
                as,
                requestId == null ? awsRequestId : requestId,
                code == null ? errorCode : code,
                detail == null ? error : detail);
    }

    boolean isRunning() {
        return outcome == null;
    }

    /** Without an answer, or with one that was lost: the domain must be read before anything else is sent. */
    boolean isInDoubt() {
        return outcome == null || outcome == Outcome.UNKNOWN;
    }
}
