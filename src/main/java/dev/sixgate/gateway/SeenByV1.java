package dev.sixgate.gateway;

import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ManagedBy;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.ApiMapping;
import dev.sixgate.domainname.ObservedDomain.MutualTls;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigateway.model.BasePathMapping;
import software.amazon.awssdk.services.apigateway.model.DomainName;
import software.amazon.awssdk.services.apigateway.model.EndpointConfiguration;
import software.amazon.awssdk.services.apigateway.model.GetDomainNameResponse;
import software.amazon.awssdk.services.apigateway.model.MutualTlsAuthentication;

/**
 * A domain as version 1 shows it: every domain there is, with every member. What AWS may add values to is taken as the string
 * that it is, because an enum of the SDK's loses what it does not know.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/api/API_DomainName.html">DomainName (v1)</a>
 */
record SeenByV1(DomainName seen) {

    /** The answer for one domain, which has the members of an item of the listing. */
    static SeenByV1 of(GetDomainNameResponse one) {
        return new SeenByV1(DomainName.builder()
                .domainName(one.domainName())
                .domainNameId(one.domainNameId())
                .domainNameArn(one.domainNameArn())
                .certificateName(one.certificateName())
                .certificateArn(one.certificateArn())
                .regionalDomainName(one.regionalDomainName())
                .regionalHostedZoneId(one.regionalHostedZoneId())
                .regionalCertificateName(one.regionalCertificateName())
                .regionalCertificateArn(one.regionalCertificateArn())
                .distributionDomainName(one.distributionDomainName())
                .distributionHostedZoneId(one.distributionHostedZoneId())
                .endpointConfiguration(one.endpointConfiguration())
                .domainNameStatus(one.domainNameStatusAsString())
                .domainNameStatusMessage(one.domainNameStatusMessage())
                .securityPolicy(one.securityPolicyAsString())
                .endpointAccessMode(one.endpointAccessModeAsString())
                .tags(one.tags())
                .mutualTlsAuthentication(one.mutualTlsAuthentication())
                .ownershipVerificationCertificateArn(one.ownershipVerificationCertificateArn())
                .routingMode(one.routingModeAsString())
                .build());
    }

    /** The root is the empty key; version 1 writes it {@code (none)}. */
    static ApiMapping mapping(BasePathMapping mapping) {
        String path = orEmpty(mapping.basePath());
        return new ApiMapping(mapping.restApiId(), orEmpty(mapping.stage()), path.equals("(none)") ? "" : path);
    }

    /** Its tags, where AWS lists them; a listing may leave them out. */
    Optional<Map<String, String>> tags() {
        return seen.hasTags() ? Optional.of(seen.tags()) : Optional.empty();
    }

    String name() {
        return seen.domainName();
    }

    /** Empty for public domains. */
    Optional<String> domainNameId() {
        return Optional.ofNullable(seen.domainNameId());
    }

    /** Of two domains of one name the one that is meant: the public one, else the first by id. */
    SeenByV1 or(SeenByV1 other) {
        return orEmpty(seen.domainNameId()).compareTo(orEmpty(other.seen.domainNameId())) <= 0 ? this : other;
    }

    boolean needsV1() {
        return ManagedBy.version1(types(), seen.securityPolicyAsString(), seen.endpointAccessModeAsString());
    }

    ObservedDomain observed(Target target, Map<String, String> tags, List<ApiMapping> mappings, Instant at) {
        boolean regional = types().contains("REGIONAL");
        boolean edge = types().contains("EDGE");
        boolean hidden = types().contains("PRIVATE");
        return new ObservedDomain(
                target.name(),
                dev.sixgate.domainname.DomainName.parse(name()),
                seen.domainNameId(),
                arn(target),
                target.account(),
                target.region(),
                types(),
                IpAddressType.parse(
                        Optional.ofNullable(endpoint().ipAddressTypeAsString()).orElse(hidden ? "dualstack" : "ipv4")),
                seen.securityPolicyAsString(),
                seen.endpointAccessModeAsString(),
                regional ? seen.regionalCertificateArn() : seen.certificateArn(),
                regional ? seen.regionalCertificateName() : seen.certificateName(),
                regional && edge ? seen.certificateArn() : null,
                seen.ownershipVerificationCertificateArn(),
                mutualTls(seen.mutualTlsAuthentication()),
                routingMode(seen.routingModeAsString()),
                Optional.ofNullable(seen.domainNameStatusAsString()).orElse("AVAILABLE"),
                seen.domainNameStatusMessage(),
                edge && !regional ? seen.distributionDomainName() : seen.regionalDomainName(),
                edge && !regional ? seen.distributionHostedZoneId() : seen.regionalHostedZoneId(),
                tags,
                mappings,
                null,
                at);
    }

    private List<String> types() {
        List<String> types = endpoint().typesAsStrings();
        return types.isEmpty() ? List.of(seen.regionalDomainName() == null ? "EDGE" : "REGIONAL") : types;
    }

    private EndpointConfiguration endpoint() {
        return Optional.ofNullable(seen.endpointConfiguration())
                .orElseGet(() -> EndpointConfiguration.builder().build());
    }

    String arn(Target target) {
        return Optional.ofNullable(seen.domainNameArn()).orElseGet(() -> usualArn(target));
    }

    private String usualArn(Target target) {
        String arn = DomainView.publicArn(target, name());
        return domainNameId()
                .map(id -> arn.replace("::", ":" + target.account() + ":") + "+" + id)
                .orElse(arn);
    }

    /** What version 2 calls API mappings, version 1 calls base path mappings. */
    private static @Nullable String routingMode(@Nullable String mode) {
        return mode == null ? null : mode.replace("BASE_PATH_MAPPING", "API_MAPPING");
    }

    private static @Nullable MutualTls mutualTls(@Nullable MutualTlsAuthentication seen) {
        return seen == null || seen.truststoreUri() == null
                ? null
                : new MutualTls(seen.truststoreUri(), seen.truststoreVersion(), seen.truststoreWarnings());
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
