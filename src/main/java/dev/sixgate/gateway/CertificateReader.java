package dev.sixgate.gateway;

import dev.sixgate.domainname.Guards.Certificate;
import dev.sixgate.domainname.ObservedDomain;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.RenewalEligibility;

/**
 * Reads the certificates that a domain names from ACM.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/APIReference/API_DescribeCertificate.html">DescribeCertificate</a>
 */
final class CertificateReader {
    private final GuardClients clients;
    private final SideCalls calls = new SideCalls();

    CertificateReader(GuardClients clients) {
        this.clients = clients;
    }

    /** Each of them once, by ARN; those that are not of ACM are left out. */
    List<Certificate> of(ObservedDomain domain) {
        return Stream.<@Nullable String>of(
                        domain.certificateArn(),
                        domain.edgeCertificateArn(),
                        domain.ownershipVerificationCertificateArn())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(arn -> arn.matches("arn:[^:]+:acm:[^:]+:[^:]*:.+"))
                .distinct()
                .sorted()
                .map(this::certificate)
                .toList();
    }

    private Certificate certificate(String arn) {
        var seen = calls.ask(
                "the certificate " + arn,
                "acm:DescribeCertificate on " + arn,
                () -> clients.acm(arn.split(":", -1)[3])
                        .describeCertificate(r -> r.certificateArn(arn))
                        .certificate());
        return seen.unread() != null
                ? Certificate.unread(arn, seen.unread())
                : described(arn, Objects.requireNonNull(seen.value()));
    }

    private static Certificate described(String arn, CertificateDetail detail) {
        return new Certificate(
                arn,
                detail.statusAsString(),
                detail.typeAsString(),
                detail.notAfter(),
                detail.renewalEligibility() == RenewalEligibility.ELIGIBLE,
                detail.renewalSummary() == null ? null : detail.renewalSummary().renewalStatusAsString(),
                null);
    }
}
