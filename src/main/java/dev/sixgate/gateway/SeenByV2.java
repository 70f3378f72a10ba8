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
import software.amazon.awssdk.services.apigatewayv2.model.DomainName;
import software.amazon.awssdk.services.apigatewayv2.model.DomainNameConfiguration;
import software.amazon.awssdk.services.apigatewayv2.model.GetDomainNameResponse;
import software.amazon.awssdk.services.apigatewayv2.model.MutualTlsAuthentication;

/**
 * A domain as version 2 shows it: public ones, without endpoint access mode, possibly without those at the edge. What AWS may
 * add values to is taken as the string that it is, because an enum of the SDK's loses what it does not know.
 *
 * @see <a href="https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname.html">DomainName
 *     (v2)</a>
 */
record SeenByV2(DomainName seen) {

    /** The answer for one domain, which has the members of an item of the listing. */
    static SeenByV2 of(GetDomainNameResponse one) {
        return new SeenByV2(DomainName.builder()
                .domainName(one.domainName())
                .domainNameArn(one.domainNameArn())
                .domainNameConfigurations(one.domainNameConfigurations())
                .mutualTlsAuthentication(one.mutualTlsAuthentication())
                .routingMode(one.routingModeAsString())
                .tags(one.tags())
                .build());
    }

    static ApiMapping mapping(software.amazon.awssdk.services.apigatewayv2.model.ApiMapping mapping) {
        return new ApiMapping(
                mapping.apiId(),
                Optional.ofNullable(mapping.stage()).orElse(""),
                Optional.ofNullable(mapping.apiMappingKey()).orElse(""));
    }

    /** Its tags, where AWS lists them; a listing may leave them out. */
    Optional<Map<String, String>> tags() {
        return seen.hasTags() ? Optional.of(seen.tags()) : Optional.empty();
    }

    String arn(Target target) {
        return Optional.ofNullable(seen.domainNameArn()).orElseGet(() -> DomainView.publicArn(target, name()));
    }

    String name() {
        return seen.domainName();
    }

    boolean needsV1() {
        return ManagedBy.version1(types(), configuration().securityPolicyAsString(), null);
    }

    ObservedDomain observed(Target target, Map<String, String> tags, List<ApiMapping> mappings, Instant at) {
        DomainNameConfiguration configuration = configuration();
        return new ObservedDomain(
                target.name(),
                dev.sixgate.domainname.DomainName.parse(name()),
                null,
                arn(target),
                target.account(),
                target.region(),
                types(),
                IpAddressType.parse(Optional.ofNullable(configuration.ipAddressTypeAsString())
                        .orElse("ipv4")),
                configuration.securityPolicyAsString(),
                null,
                configuration.certificateArn(),
                configuration.certificateName(),
                null,
                configuration.ownershipVerificationCertificateArn(),
                mutualTls(seen.mutualTlsAuthentication()),
                seen.routingModeAsString(),
                Optional.ofNullable(configuration.domainNameStatusAsString()).orElse("AVAILABLE"),
                configuration.domainNameStatusMessage(),
                configuration.apiGatewayDomainName(),
                configuration.hostedZoneId(),
                tags,
                mappings,
                null,
                at);
    }

    private List<String> types() {
        List<String> types = seen.domainNameConfigurations().stream()
                .map(configuration -> Optional.ofNullable(configuration.endpointTypeAsString())
                        .orElse("REGIONAL"))
                .toList();
        return types.isEmpty() ? List.of("REGIONAL") : types;
    }

    private DomainNameConfiguration configuration() {
        return seen.domainNameConfigurations().stream()
                .findFirst()
                .orElseGet(() -> DomainNameConfiguration.builder().build());
    }

    private static @Nullable MutualTls mutualTls(@Nullable MutualTlsAuthentication seen) {
        return seen == null || seen.truststoreUri() == null
                ? null
                : new MutualTls(seen.truststoreUri(), seen.truststoreVersion(), seen.truststoreWarnings());
    }
}
