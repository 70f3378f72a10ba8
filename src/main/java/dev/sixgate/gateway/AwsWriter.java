package dev.sixgate.gateway;

import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ManagedBy;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigatewayv2.model.DomainNameConfiguration;

/**
 * Sends UpdateDomainName, once: through version 2 with the whole configuration as read, because AWS replaces it as a whole;
 * through version 1, where that manages the domain, as the one patch operation that it needs. Mutual TLS and the routing mode
 * are left out, which keeps them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names-ip-address-type.html">Change
 *     the IP address type of a domain name (v2)</a>
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html">the same
 *     (v1)</a>
 */
@ApplicationScoped
class AwsWriter implements DomainWriter {
    private final Targets targets;
    private final AwsClients clients;
    private final CallBudget budget;

    AwsWriter(Targets targets, AwsClients clients, CallBudget budget) {
        this.targets = targets;
        this.clients = clients;
        this.budget = budget;
    }

    @Override
    public Receipt setIpAddressType(ObservedDomain asRead, IpAddressType wished, Author author) {
        requireSupported(asRead);
        TargetName target = asRead.target();
        boolean throughV1 =
                ManagedBy.version1(asRead.endpointTypes(), asRead.securityPolicy(), asRead.endpointAccessMode());
        budget.spendOne(targets.require(target).account());
        AwsCredentialsProvider credentials = clients.of(target).session().writing(author);
        try {
            return throughV1 ? throughV1(asRead, wished, credentials) : throughV2(asRead, wished, credentials);
        } catch (RuntimeException e) {
            throw AwsErrors.ofWrite(e);
        }
    }

    private static void requireSupported(ObservedDomain domain) {
        if (domain.isPrivate()) {
            throw AwsErrors.unsupported("A private domain is dualstack only.");
        }
        if (domain.isMigrating()) {
            throw AwsErrors.unsupported("The domain is between two endpoint types: " + domain.endpointTypes() + ".");
        }
    }

    private Receipt throughV2(ObservedDomain asRead, IpAddressType wished, AwsCredentialsProvider credentials) {
        var configuration = DomainNameConfiguration.builder()
                .certificateArn(asRead.certificateArn())
                .certificateName(asRead.certificateName())
                .endpointType(asRead.endpointTypes().get(0))
                .securityPolicy(asRead.securityPolicy())
                .ownershipVerificationCertificateArn(asRead.ownershipVerificationCertificateArn())
                .ipAddressType(wished.wire())
                .build();
        var response = clients.of(asRead.target())
                .v2Once()
                .updateDomainName(request -> request.domainName(asRead.name().value())
                        .domainNameConfigurations(configuration)
                        .overrideConfiguration(override -> override.credentialsProvider(credentials)));
        return new Receipt(
                response.responseMetadata().requestId(),
                response.sdkHttpResponse().statusCode(),
                status(response.domainNameConfigurations()));
    }

    private Receipt throughV1(ObservedDomain asRead, IpAddressType wished, AwsCredentialsProvider credentials) {
        var response = clients.of(asRead.target())
                .v1Once()
                .updateDomainName(request -> request.domainName(asRead.name().value())
                        .patchOperations(operation -> operation
                                .op(Op.REPLACE)
                                .path("/endpointConfiguration/ipAddressType")
                                .value(wished.wire()))
                        .overrideConfiguration(override -> override.credentialsProvider(credentials)));
        String status = response.domainNameStatusAsString();
        return new Receipt(
                response.responseMetadata().requestId(),
                response.sdkHttpResponse().statusCode(),
                status == null ? "AVAILABLE" : status);
    }

    /** An answer without a status has none to wait for. */
    private static String status(List<DomainNameConfiguration> configurations) {
        return configurations.stream()
                .map(DomainNameConfiguration::domainNameStatusAsString)
                .filter(status -> status != null)
                .findFirst()
                .orElse("AVAILABLE");
    }
}
