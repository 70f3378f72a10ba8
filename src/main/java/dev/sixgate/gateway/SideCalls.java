package dev.sixgate.gateway;

import dev.sixgate.domainname.Surroundings.Unread;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Reading calls to another service than API Gateway, during one survey. They have quotas of their own and spend nothing of API
 * Gateway's. That such a service may not be asked, or cannot be reached from here, is a finding and spoils no survey; what
 * passes by itself does, or the same world would be told in other words the next time.
 */
final class SideCalls {
    private static final String NOT_CONNECTED = "NotConnected";

    private boolean cutOff;

    /** What was read, or why it was not. */
    record Seen<T>(@Nullable T value, @Nullable Unread unread) {}

    /**
     * Asks.
     *
     * @param what in words
     * @param permission the IAM action and resource
     * @throws GatewayFailure if AWS may answer the next time
     */
    <T> Seen<T> ask(String what, String permission, Supplier<T> call) {
        if (cutOff) {
            return new Seen<>(null, new Unread(what, permission, NOT_CONNECTED));
        }
        try {
            return new Seen<>(call.get(), null);
        } catch (SdkException e) {
            GatewayFailure failure = AwsErrors.ofRead(e);
            cutOff = failure.code().equals(NOT_CONNECTED);
            return switch (failure.kind()) {
                case DENIED, NOT_FOUND, INVALID, UNSUPPORTED ->
                    new Seen<>(null, new Unread(what, permission, failure.code()));
                case UNREACHABLE -> {
                    if (!cutOff) {
                        throw failure;
                    }
                    yield new Seen<>(null, new Unread(what, permission, NOT_CONNECTED));
                }
                case THROTTLED, BUSY, UNAVAILABLE -> throw failure;
            };
        }
    }
}
