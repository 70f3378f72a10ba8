package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.wire.Page;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

/** v1's spelling: epoch seconds, {@code item} and {@code position}, other names for the same routing modes. */
final class V1DomainView {
    private static final Map<String, String> ROUTING_MODES = Map.of(
            "BASE_PATH_MAPPING_ONLY", "API_MAPPING_ONLY",
            "ROUTING_RULE_ONLY", "ROUTING_RULE_ONLY",
            "ROUTING_RULE_THEN_BASE_PATH_MAPPING", "ROUTING_RULE_THEN_API_MAPPING");

    private V1DomainView() {}

    static ObjectNode of(DomainRecord domain) {
        var view = Json.object()
                .put("domainName", domain.domainName())
                .put("domainNameArn", domain.arn())
                .put("domainNameId", domain.domainNameId())
                .put("domainNameStatus", domain.status())
                .put("domainNameStatusMessage", domain.statusMessage())
                .put("securityPolicy", domain.securityPolicy())
                .put("endpointAccessMode", domain.endpointAccessMode())
                .put("ownershipVerificationCertificateArn", domain.ownershipVerificationCertificateArn())
                .put("policy", domain.policy())
                .put("routingMode", domain.routingMode().replace("API_MAPPING", "BASE_PATH_MAPPING"))
                .put(
                        "certificateUploadDate",
                        Instant.parse(domain.certificateUploadDate()).getEpochSecond());
        var configuration = view.putObject("endpointConfiguration");
        var types = configuration.putArray("types");
        domain.endpointTypes().forEach(types::add);
        configuration.put("ipAddressType", domain.ipAddressType());
        if (!domain.vpcEndpointIds().isEmpty()) {
            domain.vpcEndpointIds().forEach(configuration.putArray("vpcEndpointIds")::add);
        }
        if (domain.of("REGIONAL")) {
            view.put("regionalCertificateArn", domain.certificateArn())
                    .put("regionalCertificateName", domain.certificateName())
                    .put("regionalDomainName", domain.apiGatewayDomainName())
                    .put("regionalHostedZoneId", domain.hostedZoneId());
        } else {
            view.put("certificateArn", domain.certificateArn()).put("certificateName", domain.certificateName());
        }
        if (domain.of("EDGE")) {
            view.put("distributionDomainName", domain.apiGatewayDomainName())
                    .put("distributionHostedZoneId", domain.hostedZoneId());
        }
        if (domain.mutualTls() != null) {
            view.set("mutualTlsAuthentication", Json.tree(domain.mutualTls()));
        }
        view.set("tags", Json.tree(domain.tags()));
        view.properties().removeIf(member -> member.getValue().isNull());
        return view;
    }

    /** A page as every list of v1 looks. */
    static <T> Answer page(Page<T> page, Function<T, ? extends JsonNode> view) {
        var body = Json.object();
        var items = body.putArray("item");
        page.items().forEach(item -> items.add(view.apply(item)));
        if (page.next() != null) {
            body.put("position", page.next());
        }
        return Answer.ok(body);
    }

    /**
     * A REST API's policy as v1 gives it back: a JSON text whose quotes and slashes are escaped once more. A domain name's is not:
     * Terraform's provider unescapes the one and takes the other as it is.
     */
    static String escaped(String policy) {
        return policy.replace("\"", "\\\"").replace("/", "\\/");
    }

    /** @throws AwsError 400 for a mode that v1 does not know */
    static String routingModeOfV2(String mode) {
        var known = ROUTING_MODES.get(mode);
        if (known == null) {
            throw AwsError.badRequest("Invalid routing mode specified: " + mode);
        }
        return known;
    }
}
