package dev.sixgate.policy.when;

/**
 * An expression that is neither true nor false of these facts: a key that the map has not, a division by zero, too many
 * rounds. The message is one clause without a full stop.
 */
public final class ExpressionFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ExpressionFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
