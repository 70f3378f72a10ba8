package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.LastChange;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.ApiMapping;
import dev.sixgate.readiness.Readiness;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A domain, as callers see it: what AWS says of it, and what we add. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Domain", description = "A custom domain name as AWS described it when it was last read.")
public record DomainView(
        @Schema(examples = "api.example.com") String domain,
        @Schema(examples = "sandbox") String target,
        @Schema(examples = "111111111111") String accountId,
        @Schema(examples = "eu-central-1") String region,

        @Schema(examples = "ipv4", ref = "IpAddressType") String ipAddressType,

        @Schema(examples = "AVAILABLE", description = "AWS's domainNameStatus.")
        String status,

        @Nullable String statusMessage,

        @Schema(
                description =
                        "The configuration that makes the domain what it is, in AWS's spelling; the fingerprint covers it.")
        Map<String, Object> configuration,

        @Schema(description = "The name that DNS records point to.") @Nullable
        String apiGatewayDomainName,

        @Nullable String hostedZoneId,
        Map<String, String> tags,
        List<ApiMapping> mappings,

        @Schema(
                description = "What owns the domain, where a tag says so: kind is cloudformation, cdk, terraform or"
                        + " serverless-domain-manager, stack the stack's name.")
        @Nullable
        Map<String, String> owner,

        @Schema(
                description =
                        "By which tool it was last changed without us: an owner's kind, or other. A hint, of CloudTrail's"
                                + " record of the last drift that could be attributed.")
        @Nullable
        LastChange lastChangedBy,

        @Schema(description = "What was found with a view to the other IP address type.")
        List<Finding> readiness,

        @Schema(description = "The link of the change that is open.") @Nullable
        String openChange,

        @Schema(description = "SHA-256 over the canonical configuration; the ETag.")
        String fingerprint,

        Instant observedAt) {

    static DomainView of(ObservedDomain domain, @Nullable String openChange) {
        Map<String, String> owner = Readiness.ownerOf(domain);
        return new DomainView(
                domain.name().value(),
                domain.target().value(),
                domain.account(),
                domain.region(),
                domain.ipAddressType().wire(),
                domain.status(),
                domain.statusMessage(),
                domain.configuration(),
                domain.apiGatewayDomainName(),
                domain.hostedZoneId(),
                domain.tags(),
                domain.mappings(),
                owner.isEmpty() ? null : owner,
                domain.lastChangedBy(),
                Readiness.assess(domain, domain.ipAddressType().other()),
                openChange,
                domain.fingerprint().value(),
                domain.observedAt());
    }

    /** A domain's IP address type alone. */
    @Schema(name = "IpAddressTypeOfDomain")
    public record TypeOnly(
            @Schema(examples = "api.example.com") String domain,
            @Schema(examples = "sandbox") String target,
            IpAddressType ipAddressType,
            Instant observedAt) {
        static TypeOnly of(ObservedDomain domain) {
            return new TypeOnly(
                    domain.name().value(), domain.target().value(), domain.ipAddressType(), domain.observedAt());
        }
    }
}
