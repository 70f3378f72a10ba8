package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.Caller;
import dev.sixgate.sandbox.apigateway.account.UpdateOutcome;
import dev.sixgate.sandbox.apigateway.wire.Request;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let in.
 *
 * @param requestId what the answer bears in {@code x-amzn-RequestId}
 * @param variables what the path names
 * @param outcome how an update that this call begins will end
 */
public record Call(
        String requestId, Request request, Map<String, String> variables, Caller caller, UpdateOutcome outcome) {

    /** The body. */
    ObjectNode body() {
        return request.json();
    }

    /** A query parameter, null if absent. */
    @Nullable
    String parameter(String name) {
        return request.parameter(name);
    }

    /** What the path names in this place. */
    String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /** The domain name that the path names. */
    String domainName() {
        return variable("domainName");
    }
}
