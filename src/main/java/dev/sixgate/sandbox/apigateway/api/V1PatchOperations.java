package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * v1's way to change a domain name: each operation replaces what its path names, and nothing else.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html">the
 *     path of the IP address type</a>
 */
final class V1PatchOperations {
    private V1PatchOperations() {}

    /**
     * The operations as members of a record.
     *
     * @throws AwsError 400 for an operation, a path or a value that cannot be
     */
    static ObjectNode changes(ObjectNode body, DomainRecord from) {
        var operations = body.path("patchOperations");
        if (!operations.isArray() || operations.isEmpty()) {
            throw AwsError.badRequest("Invalid request input: patchOperations must be given");
        }
        var changes = Json.object();
        for (var operation : operations) {
            if (!"replace".equals(Json.text(operation, "op"))) {
                throw AwsError.badRequest("Invalid patch operation specified. Must be one of: [replace]");
            }
            apply(operation, from, changes);
        }
        return changes;
    }

    /** @throws AwsError 400 for a private domain name that is asked to be anything but dualstack */
    static void requireDualstackIfPrivate(boolean isPrivate, @Nullable String ipAddressType) {
        if (isPrivate && !"dualstack".equals(ipAddressType)) {
            throw AwsError.badRequest("Only dualstack ipAddressType is supported for Private APIs.");
        }
    }

    private static void apply(JsonNode operation, DomainRecord from, ObjectNode changes) {
        var path = Json.text(operation, "path");
        var value = Json.text(operation, "value");
        switch (path == null ? "" : path) {
            case "/endpointConfiguration/ipAddressType" -> {
                V2DomainInput.requireIpAddressType(value);
                requireDualstackIfPrivate(from.of("PRIVATE"), value);
                changes.put("ipAddressType", value);
            }
            case "/regionalCertificateArn", "/certificateArn" -> changes.put("certificateArn", required(path, value));
            case "/certificateName", "/regionalCertificateName" -> changes.put("certificateName", value);
            case "/securityPolicy" -> changes.put("securityPolicy", required(path, value));
            case "/endpointAccessMode" -> changes.put("endpointAccessMode", value);
            case "/policy" -> changes.put("policy", value);
            case "/ownershipVerificationCertificateArn" -> changes.put("ownershipVerificationCertificateArn", value);
            case "/routingMode" -> changes.put("routingMode", V1DomainView.routingModeOfV2(required(path, value)));
            case "/mutualTlsAuthentication/truststoreUri" -> truststore(value, truststoreVersion(from), changes);
            case "/mutualTlsAuthentication/truststoreVersion" ->
                truststore(truststoreUri(from, changes), value, changes);
            case "/endpointConfiguration/types/0" -> migrate(value, from, changes);
            default -> throw AwsError.badRequest("Invalid patch path '" + path + "' specified for op 'replace'.");
        }
    }

    private static void truststore(@Nullable String uri, @Nullable String version, ObjectNode changes) {
        if (uri == null || uri.isEmpty()) {
            changes.putNull("mutualTls");
            return;
        }
        changes.set("mutualTls", Json.tree(new DomainRecord.MutualTls(uri, version, null)));
    }

    private static @Nullable String truststoreUri(DomainRecord from, ObjectNode changes) {
        var changed = changes.path("mutualTls").path("truststoreUri").textValue();
        return changed != null || from.mutualTls() == null
                ? changed
                : from.mutualTls().truststoreUri();
    }

    private static @Nullable String truststoreVersion(DomainRecord from) {
        return from.mutualTls() == null ? null : from.mutualTls().truststoreVersion();
    }

    private static void migrate(@Nullable String type, DomainRecord from, ObjectNode changes) {
        if (type == null || from.of("PRIVATE") || !Set.of("EDGE", "REGIONAL").contains(type)) {
            throw AwsError.badRequest("Invalid endpoint type specified: " + type);
        }
        if (!from.of(type)) {
            changes.putArray("endpointTypes").add(type);
            // another kind of endpoint has another target
            changes.putNull("apiGatewayDomainName").putNull("hostedZoneId");
        }
    }

    private static String required(@Nullable String path, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw AwsError.badRequest("Invalid value for path " + path);
        }
        return value;
    }
}
