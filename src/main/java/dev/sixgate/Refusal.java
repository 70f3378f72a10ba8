package dev.sixgate;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A refusal with a reason that the caller can act on. It says what is wrong in one sentence, never how the service works
 * inside; {@code api} alone turns it into a problem (RFC 9457).
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What sort of mistake it is; each kind has one HTTP status, which only {@code api} knows. */
    public enum Kind {
        INVALID,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        STALE,
        UNSUPPORTED_MEDIA,
        UNPROCESSABLE,
        TOO_MANY,
        UNAVAILABLE
    }

    /** The closed list of reasons; {@link #code()} is the last part of the problem's type. */
    public enum Reason {
        MALFORMED_REQUEST(Kind.INVALID),
        UNAUTHENTICATED(Kind.UNAUTHENTICATED),
        POLICY_DENIED(Kind.FORBIDDEN),
        ROLE_REQUIRED(Kind.FORBIDDEN),
        SELF_APPROVAL_FORBIDDEN(Kind.FORBIDDEN),
        CONTRIBUTOR_APPROVAL_FORBIDDEN(Kind.FORBIDDEN),
        NOT_ELIGIBLE_APPROVER(Kind.FORBIDDEN),
        MACHINE_APPROVER_FORBIDDEN(Kind.FORBIDDEN),
        BREAK_GLASS_BLOCKED(Kind.FORBIDDEN),
        SELF_DELEGATION_FORBIDDEN(Kind.FORBIDDEN),
        GROUP_NOT_HELD(Kind.FORBIDDEN),
        NOT_FOUND(Kind.NOT_FOUND),
        DOMAIN_NOT_FOUND(Kind.NOT_FOUND),
        CHANGE_NOT_FOUND(Kind.NOT_FOUND),
        ROLLOUT_NOT_FOUND(Kind.NOT_FOUND),
        PERSON_NOT_FOUND(Kind.NOT_FOUND),
        DELEGATION_NOT_FOUND(Kind.NOT_FOUND),
        WEBHOOK_NOT_FOUND(Kind.NOT_FOUND),
        DELIVERY_NOT_FOUND(Kind.NOT_FOUND),
        CHANGE_OPEN(Kind.CONFLICT),
        AMBIGUOUS_TARGET(Kind.CONFLICT),
        INVALID_TRANSITION(Kind.CONFLICT),
        DUPLICATE_REVIEW(Kind.CONFLICT),
        PLAN_STALE(Kind.CONFLICT),
        WINDOW_CLOSED(Kind.CONFLICT),
        IDEMPOTENCY_IN_FLIGHT(Kind.CONFLICT),
        FINGERPRINT_MISMATCH(Kind.STALE),
        PLAN_DIGEST_MISMATCH(Kind.STALE),
        PRECONDITION_FAILED(Kind.STALE),
        UNSUPPORTED_MEDIA_TYPE(Kind.UNSUPPORTED_MEDIA),
        UNSUPPORTED_DOMAIN(Kind.UNPROCESSABLE),
        POLICY_UNSATISFIABLE(Kind.UNPROCESSABLE),
        POLICY_MISTAKE(Kind.UNPROCESSABLE),
        NOT_ELIGIBLE_DELEGATE(Kind.UNPROCESSABLE),
        REASON_REQUIRED(Kind.UNPROCESSABLE),
        CHECKLIST_INCOMPLETE(Kind.UNPROCESSABLE),
        IDEMPOTENCY_KEY_REUSED(Kind.UNPROCESSABLE),
        TOO_MANY_REQUESTS(Kind.TOO_MANY),
        NOT_READY(Kind.UNAVAILABLE);

        private final Kind kind;

        Reason(Kind kind) {
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }

        /** The reason in kebab case, as the problem's type ends: {@code change-open}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Reason reason;
    private final transient Map<String, Object> members = new LinkedHashMap<>();

    public Refusal(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** Adds a member that helps the caller, such as the link of the change that is open already. */
    public Refusal with(String member, Object value) {
        members.put(member, value);
        return this;
    }

    public Reason reason() {
        return reason;
    }

    /** One sentence for the caller: what is wrong and, where it can be said, what to do. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> members() {
        return Map.copyOf(members);
    }

    /** A refusal is an answer, not an accident: its stack says nothing that its reason does not. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
