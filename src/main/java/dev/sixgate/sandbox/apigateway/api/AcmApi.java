package dev.sixgate.sandbox.apigateway.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.account.DomainRecord;
import dev.sixgate.sandbox.apigateway.account.GuardStore.Kind;
import dev.sixgate.sandbox.apigateway.wire.Answer;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Endpoint;
import dev.sixgate.sandbox.apigateway.wire.Json;
import dev.sixgate.sandbox.apigateway.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Certificate Manager, to be read. A certificate that a domain name has and nobody described is one that Amazon issued.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html">DescribeCertificate</a>
 */
final class AcmApi {
    private static final Instant FROM = Instant.parse("2026-01-15T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-02-13T23:59:59Z");

    private final World world;

    AcmApi(World world) {
        this.world = world;
    }

    /** @throws AwsError 400 UnknownOperationException if there is no such operation here */
    Route route(String operation) {
        if (operation.equals("DescribeCertificate")) {
            return new Route("POST", List.of(""), operation, this::describe);
        }
        throw new AwsError(400, "UnknownOperationException", "Unknown operation " + operation);
    }

    private Answer describe(Call call) {
        var arn = Json.text(call.body(), "CertificateArn");
        if (arn == null || !arn.contains(":acm:")) {
            throw new AwsError(400, "InvalidArnException", "The provided ARN is invalid: " + arn);
        }
        var body = Json.object();
        body.set(
                "Certificate",
                world.guards()
                        .find(call.caller(), Kind.CERTIFICATE, arn)
                        .or(() -> issued(call, arn))
                        .orElseThrow(() -> new AwsError(
                                400,
                                "ResourceNotFoundException",
                                "Could not find certificate " + arn + " in account "
                                        + call.caller().account() + ".")));
        return Endpoint.json11(200, body);
    }

    private Optional<ObjectNode> issued(Call call, String arn) {
        return arn.contains(":" + call.caller().region() + ":" + call.caller().account() + ":")
                ? world.domains()
                        .all()
                        .filter(domain -> domain.account().equals(call.caller().account()))
                        .filter(domain -> arn.equals(domain.certificateArn())
                                || arn.equals(domain.ownershipVerificationCertificateArn()))
                        .findFirst()
                        .map(domain -> issued(domain, arn))
                : Optional.empty();
    }

    private static ObjectNode issued(DomainRecord domain, String arn) {
        return Json.object()
                .put("CertificateArn", arn)
                .put("DomainName", domain.domainName())
                .put("Issuer", "Amazon")
                .put("Status", "ISSUED")
                .put("Type", "AMAZON_ISSUED")
                .put("KeyAlgorithm", "RSA-2048")
                .put("RenewalEligibility", "ELIGIBLE")
                .put("CreatedAt", FROM.getEpochSecond())
                .put("IssuedAt", FROM.getEpochSecond())
                .put("NotBefore", FROM.getEpochSecond())
                .put("NotAfter", UNTIL.getEpochSecond());
    }
}
