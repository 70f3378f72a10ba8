package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A custom domain name as AWS described it at one moment, whichever of its two APIs was asked. Members carry AWS's names
 * and AWS's values unchanged.
 *
 * @param domainNameId only private domains have one
 * @param endpointTypes {@code REGIONAL}, {@code EDGE} or {@code PRIVATE}; two of them while a domain moves between types
 * @param certificateArn the certificate of the REGIONAL (or private) endpoint, else that of the EDGE endpoint
 * @param edgeCertificateArn the EDGE endpoint's, where there is another besides
 * @param routingMode in the spelling of API version 2, {@code API_MAPPING_ONLY} for example
 * @param status {@code AVAILABLE}, {@code UPDATING}, {@code PENDING_CERTIFICATE_REIMPORT},
 *     {@code PENDING_OWNERSHIP_VERIFICATION}; of API version 1 also {@code PENDING} and {@code FAILED}
 * @param surroundings what answers behind it; null where nobody has looked yet
 * @param lastChangedBy by which tool, as CloudTrail has it; null where it was not asked. AWS does not describe it
 * @param apiGatewayDomainName the name that DNS records point to, with {@code hostedZoneId} its Route 53 zone
 * @see <a href="https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname.html">DomainName
 *     (v2)</a>
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html">DomainName (v1)</a>
 */
public record ObservedDomain(
        TargetName target,
        DomainName name,
        @Nullable String domainNameId,
        String arn,
        String account,
        String region,
        List<String> endpointTypes,
        IpAddressType ipAddressType,
        @Nullable String securityPolicy,
        @Nullable String endpointAccessMode,
        @Nullable String certificateArn,
        @Nullable String certificateName,
        @Nullable String edgeCertificateArn,
        @Nullable String ownershipVerificationCertificateArn,
        @Nullable MutualTls mutualTls,
        @Nullable String routingMode,
        String status,
        @Nullable String statusMessage,
        @Nullable String apiGatewayDomainName,
        @Nullable String hostedZoneId,
        Map<String, String> tags,
        List<ApiMapping> mappings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Surroundings surroundings,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable LastChange lastChangedBy,
        Instant observedAt) {

    /**
     * The trust store that mutual TLS checks clients against.
     *
     * @param truststoreWarnings what AWS has against its certificates, in alphabetical order
     */
    public record MutualTls(
            String truststoreUri,
            @Nullable String truststoreVersion,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> truststoreWarnings) {

        public MutualTls {
            // What was observed before this was known says nothing of them.
            truststoreWarnings = truststoreWarnings == null
                    ? List.of()
                    : truststoreWarnings.stream().sorted().toList();
        }

        /** One that AWS has nothing against. */
        public MutualTls(String truststoreUri, @Nullable String truststoreVersion) {
            this(truststoreUri, truststoreVersion, List.of());
        }
    }

    /** Which API and stage answers below which key (v2) or base path (v1; the root is the empty key). */
    public record ApiMapping(String apiId, String stage, String key) {}

    /** As AWS describes it, which does not say by what it was changed. */
    public ObservedDomain(
            TargetName target,
            DomainName name,
            @Nullable String domainNameId,
            String arn,
            String account,
            String region,
            List<String> endpointTypes,
            IpAddressType ipAddressType,
            @Nullable String securityPolicy,
            @Nullable String endpointAccessMode,
            @Nullable String certificateArn,
            @Nullable String certificateName,
            @Nullable String edgeCertificateArn,
            @Nullable String ownershipVerificationCertificateArn,
            @Nullable MutualTls mutualTls,
            @Nullable String routingMode,
            String status,
            @Nullable String statusMessage,
            @Nullable String apiGatewayDomainName,
            @Nullable String hostedZoneId,
            Map<String, String> tags,
            List<ApiMapping> mappings,
            @Nullable Surroundings surroundings,
            Instant observedAt) {
        this(
                target,
                name,
                domainNameId,
                arn,
                account,
                region,
                endpointTypes,
                ipAddressType,
                securityPolicy,
                endpointAccessMode,
                certificateArn,
                certificateName,
                edgeCertificateArn,
                ownershipVerificationCertificateArn,
                mutualTls,
                routingMode,
                status,
                statusMessage,
                apiGatewayDomainName,
                hostedZoneId,
                tags,
                mappings,
                surroundings,
                null,
                observedAt);
    }

    public ObservedDomain {
        endpointTypes = endpointTypes.stream().sorted().toList();
        tags = Map.copyOf(tags);
        mappings = List.copyOf(mappings);
    }

    /** The same with what answers behind it. */
    public ObservedDomain within(@Nullable Surroundings around) {
        return new ObservedDomain(
                target,
                name,
                domainNameId,
                arn,
                account,
                region,
                endpointTypes,
                ipAddressType,
                securityPolicy,
                endpointAccessMode,
                certificateArn,
                certificateName,
                edgeCertificateArn,
                ownershipVerificationCertificateArn,
                mutualTls,
                routingMode,
                status,
                statusMessage,
                apiGatewayDomainName,
                hostedZoneId,
                tags,
                mappings,
                around,
                lastChangedBy,
                observedAt);
    }

    /** The same with by what it was last changed. */
    public ObservedDomain changedBy(@Nullable LastChange change) {
        return new ObservedDomain(
                target,
                name,
                domainNameId,
                arn,
                account,
                region,
                endpointTypes,
                ipAddressType,
                securityPolicy,
                endpointAccessMode,
                certificateArn,
                certificateName,
                edgeCertificateArn,
                ownershipVerificationCertificateArn,
                mutualTls,
                routingMode,
                status,
                statusMessage,
                apiGatewayDomainName,
                hostedZoneId,
                tags,
                mappings,
                surroundings,
                change,
                observedAt);
    }

    @JsonIgnore
    public boolean isPrivate() {
        return endpointTypes.contains("PRIVATE");
    }

    @JsonIgnore
    public boolean isEdge() {
        return endpointTypes.contains("EDGE");
    }

    /** Between two endpoint types, which AWS lists side by side meanwhile. */
    @JsonIgnore
    public boolean isMigrating() {
        return endpointTypes.size() > 1;
    }

    @JsonIgnore
    public boolean isAvailable() {
        return status.equals("AVAILABLE");
    }

    /**
     * The configuration that makes the domain what it is, as an ordered map of AWS's member names; absent members are left
     * out. What changes by itself (status, timestamps) or beside it (tags, mappings) is not in it.
     */
    public Map<String, Object> configuration() {
        Map<String, Object> members = new TreeMap<>();
        members.put("domainName", name.value());
        members.put("domainNameArn", arn);
        members.put("account", account);
        members.put("region", region);
        members.put("endpointTypes", endpointTypes);
        members.put("ipAddressType", ipAddressType.wire());
        putIfPresent(members, "domainNameId", domainNameId);
        putIfPresent(members, "securityPolicy", securityPolicy);
        putIfPresent(members, "endpointAccessMode", endpointAccessMode);
        putIfPresent(members, "certificateArn", certificateArn);
        putIfPresent(members, "certificateName", certificateName);
        putIfPresent(members, "edgeCertificateArn", edgeCertificateArn);
        putIfPresent(members, "ownershipVerificationCertificateArn", ownershipVerificationCertificateArn);
        putIfPresent(members, "routingMode", routingMode);
        if (mutualTls != null) {
            members.put("truststoreUri", mutualTls.truststoreUri());
            putIfPresent(members, "truststoreVersion", mutualTls.truststoreVersion());
        }
        return members;
    }

    /** The same configuration with another IP address type: what a change means to leave behind. */
    public Map<String, Object> configurationWith(IpAddressType type) {
        Map<String, Object> members = configuration();
        members.put("ipAddressType", type.wire());
        return members;
    }

    public Fingerprint fingerprint() {
        return Fingerprint.of(configuration());
    }

    private static void putIfPresent(Map<String, Object> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, Objects.requireNonNull(value));
        }
    }
}
