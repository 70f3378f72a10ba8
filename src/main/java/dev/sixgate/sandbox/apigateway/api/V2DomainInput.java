package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.world.SimulatorSettings.OmittedMembers;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What CreateDomainName and UpdateDomainName of v2 may ask for. The configuration is one unit and there is exactly one; mutual TLS
 * and routing mode stay when they are left out; members that the server computes are not read.
 *
 * @see <a href="https://github.com/hashicorp/terraform-provider-aws/issues/18312">"Expected one domain name configuration"</a>
 */
final class V2DomainInput {
    /** A certificate id with this beginning stands for one imported into ACM, which mutual TLS asks an ownership proof for. */
    static final String IMPORTED = ":certificate/imported-";

    private static final List<String> RESENT =
            List.of("certificateArn", "certificateName", "securityPolicy", "ownershipVerificationCertificateArn");

    private static final Set<String> ROUTING_MODES =
            Set.of("API_MAPPING_ONLY", "ROUTING_RULE_ONLY", "ROUTING_RULE_THEN_API_MAPPING");

    private V2DomainInput() {}

    /**
     * The input as members of a record.
     *
     * @param from the domain name as it is; null when it is created
     * @throws AwsError 400 for what API Gateway refuses
     */
    static ObjectNode changes(ObjectNode body, OmittedMembers omitted, @Nullable DomainRecord from) {
        var configuration = onlyConfiguration(body);
        boolean keep = from != null && omitted == OmittedMembers.KEEP;
        var changes = Json.object();
        for (var member : RESENT) {
            var value = Json.text(configuration, member);
            if (value != null || !keep) {
                changes.put(member, value);
            }
        }
        requireEndpointType(Json.text(configuration, "endpointType"));
        requireSecurityPolicy(Json.text(configuration, "securityPolicy"));
        var ipAddressType = Json.text(configuration, "ipAddressType");
        if (ipAddressType != null) {
            requireIpAddressType(ipAddressType);
        }
        if (ipAddressType != null || !keep) {
            changes.put("ipAddressType", ipAddressType);
        }
        readMutualTls(body, changes, from);
        var routingMode = Json.text(body, "routingMode");
        if (routingMode != null) {
            requireRoutingMode(routingMode);
            changes.put("routingMode", routingMode);
        }
        requireCertificates(from == null ? changes : merged(from, changes));
        return changes;
    }

    /** @throws AwsError 400 if it is neither ipv4 nor dualstack */
    static void requireIpAddressType(@Nullable String value) {
        if (!"ipv4".equals(value) && !"dualstack".equals(value)) {
            throw AwsError.badRequest("ipAddressType must be either ipv4 or dualstack.");
        }
    }

    private static JsonNode onlyConfiguration(ObjectNode body) {
        var configurations = body.path("domainNameConfigurations");
        if (!configurations.isArray() && !configurations.isNull() && !configurations.isMissingNode()) {
            throw AwsError.unreadable("domainNameConfigurations must be a list");
        }
        if (configurations.size() != 1 || !configurations.path(0).isObject()) {
            throw AwsError.badRequest("Invalid input. Expected one domain name configuration");
        }
        return configurations.path(0);
    }

    private static void requireEndpointType(@Nullable String value) {
        // PRIVATE and unknown values were seen to be taken and to leave the domain name REGIONAL
        if ("EDGE".equals(value)) {
            throw AwsError.badRequest("EDGE endpoint type is not supported for APIGatewayV2 domainName");
        }
    }

    private static void requireSecurityPolicy(@Nullable String value) {
        if ("TLS_1_0".equals(value)) {
            throw AwsError.badRequest("TLS_1_0 is not supported for APIGatewayV2 domainName.");
        }
        if (value != null && !value.equals("TLS_1_2") && !value.startsWith("SecurityPolicy_")) {
            throw AwsError.badRequest("Invalid security policy specified: " + value);
        }
    }

    private static void requireRoutingMode(String value) {
        if (!ROUTING_MODES.contains(value)) {
            throw AwsError.badRequest("Invalid routing mode specified: " + value);
        }
    }

    private static void readMutualTls(ObjectNode body, ObjectNode changes, @Nullable DomainRecord from) {
        var input = body.path("mutualTlsAuthentication");
        if (!input.isObject()) {
            return;
        }
        var uri = Json.text(input, "truststoreUri");
        var version = Json.text(input, "truststoreVersion");
        if (uri != null && uri.isEmpty()) {
            changes.putNull("mutualTls");
            return;
        }
        if (uri == null && from != null && from.mutualTls() != null) {
            uri = from.mutualTls().truststoreUri();
        }
        if (uri == null || !uri.startsWith("s3://")) {
            throw AwsError.badRequest("Invalid truststoreUri specified");
        }
        changes.set("mutualTls", Json.tree(new DomainRecord.MutualTls(uri, version, null)));
    }

    private static ObjectNode merged(DomainRecord from, ObjectNode changes) {
        var merged = Json.tree(from);
        merged.setAll(changes);
        return merged;
    }

    private static void requireCertificates(ObjectNode domain) {
        var certificate = Json.text(domain, "certificateArn");
        if (certificate == null) {
            throw AwsError.badRequest("A certificate ARN must be specified for the domain name configuration");
        }
        if (!certificate.matches("arn:aws[a-z-]*:(acm|iam):[a-z0-9-]*:\\d{12}:.+")) {
            throw AwsError.badRequest("Invalid certificate ARN: " + certificate);
        }
        if (domain.path("mutualTls").isObject()
                && certificate.contains(IMPORTED)
                && Json.text(domain, "ownershipVerificationCertificateArn") == null) {
            throw AwsError.badRequest("Missing ownershipVerificationCertificate.");
        }
    }
}
