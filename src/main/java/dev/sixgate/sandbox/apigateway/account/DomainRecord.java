package dev.sixgate.sandbox.apigateway.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a custom domain name: what v1 and v2 each show a part of. Only account, Region and name must be given; the
 * rest is what CreateDomainName of v2 would choose. Values are not checked: a seed may hold what no API accepts.
 *
 * @param domainNameId of a private domain name, else null
 * @param endpointTypes {@code REGIONAL}, {@code EDGE} or {@code PRIVATE}; two of them in the middle of a migration
 * @param ipAddressType {@code ipv4} or {@code dualstack}
 * @param securityPolicy {@code TLS_1_2}, or one of the {@code SecurityPolicy_...} that only v1 models
 * @param certificateUploadDate ISO 8601
 * @param apiGatewayDomainName the target of DNS aliases; the CloudFront name for EDGE
 * @param status {@code AVAILABLE}, {@code UPDATING}, {@code PENDING_OWNERSHIP_VERIFICATION},
 *     {@code PENDING_CERTIFICATE_REIMPORT}, or v1's {@code PENDING} and {@code FAILED}
 * @param routingMode as v2 spells it
 * @param policy resource policy of a private domain name, plain JSON
 * @param mappings API mappings, base path mappings in v1's words
 * @param routingRules as ListRoutingRules shows them
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html">DomainName of v1</a>
 */
public record DomainRecord(
        String account,
        String region,
        String domainName,
        @Nullable String domainNameId,
        List<String> endpointTypes,
        String ipAddressType,
        String securityPolicy,
        @Nullable String endpointAccessMode,
        @Nullable String certificateArn,
        @Nullable String certificateName,
        String certificateUploadDate,
        @Nullable String ownershipVerificationCertificateArn,
        String apiGatewayDomainName,
        String hostedZoneId,
        String status,
        @Nullable String statusMessage,
        @Nullable MutualTls mutualTls,
        String routingMode,
        @Nullable String policy,
        List<String> vpcEndpointIds,
        Map<String, String> tags,
        List<Mapping> mappings,
        List<JsonNode> routingRules) {

    /** The hosted zone of every CloudFront distribution, and so of every EDGE domain name. */
    private static final String CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

    /** @see <a href="https://docs.aws.amazon.com/general/latest/gr/apigateway.html">Route 53 hosted zone ids by Region</a> */
    private static final Map<String, String> ZONES = Map.of(
            "eu-central-1", "Z1U9ULNL0V5AJ3",
            "eu-west-1", "ZLY8HYME6SFDD",
            "us-east-1", "Z1UJRXOUMOOFQ8",
            "us-west-2", "Z2OJLYMUO9EFXC");

    /** The trust store of a domain name which asks clients for certificates. */
    public record MutualTls(
            String truststoreUri,
            @Nullable String truststoreVersion,
            @Nullable List<String> truststoreWarnings) {}

    /** One path of the domain name and the stage it leads to; the root has the empty key. */
    public record Mapping(String apiMappingId, String apiMappingKey, String apiId, String stage) {}

    /**
     * Fills in what was left out.
     *
     * @throws IllegalArgumentException if account, Region or name is missing
     */
    public DomainRecord {
        if (account == null || region == null || domainName == null || domainName.isEmpty()) {
            throw new IllegalArgumentException("account, region and domainName must be given");
        }
        endpointTypes = endpointTypes == null ? List.of("REGIONAL") : List.copyOf(endpointTypes);
        boolean edge = endpointTypes.contains("EDGE");
        boolean hidden = endpointTypes.contains("PRIVATE");
        if (hidden && domainNameId == null) {
            domainNameId = Ids.base36Of(region + domainName, 10);
        }
        ipAddressType = or(ipAddressType, hidden ? "dualstack" : "ipv4");
        securityPolicy = or(securityPolicy, "TLS_1_2");
        certificateUploadDate = or(certificateUploadDate, "2025-01-15T09:00:00Z");
        var label = Ids.base36Of(region + domainName, 10);
        apiGatewayDomainName = or(
                apiGatewayDomainName,
                edge ? "d" + label + ".cloudfront.net" : "d-" + label + ".execute-api." + region + ".amazonaws.com");
        hostedZoneId = or(hostedZoneId, edge ? CLOUDFRONT_ZONE : ZONES.getOrDefault(region, "Z0000000SANDBOX"));
        status = or(status, "AVAILABLE");
        routingMode = or(routingMode, "API_MAPPING_ONLY");
        vpcEndpointIds = vpcEndpointIds == null ? List.of() : List.copyOf(vpcEndpointIds);
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        mappings = mappings == null ? List.of() : List.copyOf(mappings);
        routingRules = routingRules == null ? List.of() : List.copyOf(routingRules);
    }

    /**
     * The record with the given members replaced.
     *
     * @throws AwsError 400 if a member is unknown or of another type
     */
    public DomainRecord with(ObjectNode changes) {
        return Json.changed(this, changes, DomainRecord.class);
    }

    /** Whether this is one of its endpoint types. */
    public boolean of(String endpointType) {
        return endpointTypes.contains(endpointType);
    }

    /** The name by which tags know it. A public ARN bears no account; a private one does, and the id after a plus. */
    public String arn() {
        var prefix = "arn:aws:apigateway:" + region + ":";
        return of("PRIVATE")
                ? prefix + account + ":/domainnames/" + domainName + "+" + domainNameId
                : prefix + ":/domainnames/" + domainName;
    }

    private static String or(@Nullable String given, String otherwise) {
        return given == null ? otherwise : given;
    }
}
