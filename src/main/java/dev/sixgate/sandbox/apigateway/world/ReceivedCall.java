package dev.sixgate.sandbox.apigateway.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.Caller;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Endpoint;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Request;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call, as the simulator saw it and as CloudTrail would record it.
 *
 * @param operation {@code Unknown} if no route fits
 * @param variables what the path names, by member
 * @param caller null if the call was not let in
 * @param domain the domain name it is about, null if none
 * @param error null if it succeeded
 * @param answered false if the connection was cut instead
 */
public record ReceivedCall(
        String requestId,
        String eventId,
        Instant at,
        String operation,
        Map<String, String> variables,
        Request request,
        @Nullable Caller caller,
        @Nullable String domain,
        Answer answer,
        @Nullable AwsError error,
        boolean answered) {

    /** The call in the words of the admin path, with its CloudTrail record inside. */
    public ObjectNode json() {
        var json = Json.object();
        json.put("operation", operation)
                .put("at", at.toString())
                .put("requestId", requestId)
                .put("method", request.method())
                .put("path", request.path())
                .put("status", answer.status())
                .put("answered", answered);
        if (caller != null) {
            json.put("account", caller.account())
                    .put("region", caller.region())
                    .put("accessKeyId", caller.accessKeyId());
        }
        if (domain != null) {
            json.put("domainName", domain);
        }
        if (error != null) {
            json.put("errorType", error.type());
        }
        var session = caller == null ? null : caller.session();
        if (session != null) {
            json.put("sessionName", session.sessionName());
            json.put("sourceIdentity", session.sourceIdentity());
            json.set("sessionTags", Json.tree(session.tags()));
        }
        json.put("requestBody", request.text());
        json.set("cloudTrailEvent", cloudTrailEvent());
        return json;
    }

    /**
     * The members that real records of API Gateway have in common; AWS publishes no sample of UpdateDomainName.
     *
     * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">
     *     record contents</a>
     */
    public ObjectNode cloudTrailEvent() {
        boolean query = Endpoint.of(request) == Endpoint.STS;
        boolean readOnly = isReadOnly();
        var event = Json.object();
        event.put("eventVersion", "1.09");
        event.set("userIdentity", userIdentity());
        event.put("eventTime", at.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("eventSource", source())
                .put("eventName", operation)
                .put("awsRegion", caller == null ? "unknown" : caller.region())
                .put("sourceIPAddress", request.remoteAddress())
                .put("userAgent", request.header("user-agent"));
        if (error != null) {
            event.put("errorCode", error.type()).put("errorMessage", error.text());
        }
        event.set("requestParameters", query ? StsParameters.of(request.form()) : parameters());
        event.set("responseElements", readOnly || query || error != null ? null : body());
        event.put("requestID", requestId)
                .put("eventID", eventId)
                .put("readOnly", readOnly)
                .put("eventType", "AwsApiCall")
                .put("managementEvent", true)
                .put("recipientAccountId", caller == null ? null : caller.account())
                .put("eventCategory", "Management");
        return event;
    }

    /** The service that was called, as CloudTrail names it. */
    public String source() {
        return Endpoint.of(request).eventSource();
    }

    /** Whether it was to change nothing. */
    public boolean isReadOnly() {
        return operation.startsWith("Get")
                || operation.startsWith("List")
                || operation.startsWith("Lookup")
                || operation.startsWith("Describe");
    }

    private ObjectNode parameters() {
        var parameters = Json.object();
        variables.forEach(parameters::put);
        request.query().forEach((name, values) -> parameters.put(name, String.join(",", values)));
        try {
            parameters.setAll(request.json());
        } catch (AwsError noJson) {
            // CloudTrail has no parameters either for what could not be parsed
        }
        return parameters;
    }

    private @Nullable ObjectNode body() {
        boolean json = answer.headers().getOrDefault("Content-Type", "").contains("json");
        return answer.body().length == 0 || !json ? null : Json.object(answer.body());
    }

    private ObjectNode userIdentity() {
        var identity = Json.object();
        if (caller == null) {
            return identity.put("type", "Unknown");
        }
        var session = caller.session();
        identity.put("type", session == null ? "IAMUser" : "AssumedRole")
                .put("principalId", caller.userId())
                .put("arn", caller.arn())
                .put("accountId", caller.account())
                .put("accessKeyId", caller.accessKeyId());
        if (session == null) {
            return identity.put("userName", "sandbox");
        }
        var context = identity.putObject("sessionContext");
        context.putObject("sessionIssuer")
                .put("type", "Role")
                .put("arn", session.roleArn())
                .put("accountId", session.account())
                .put("userName", session.roleName());
        context.putObject("attributes")
                .put(
                        "creationDate",
                        session.issuedAt().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("mfaAuthenticated", "false");
        if (session.sourceIdentity() != null) {
            context.put("sourceIdentity", session.sourceIdentity());
        }
        return identity;
    }
}
