package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.Guards.Certificate;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.MutualTls;
import dev.sixgate.domainname.Surroundings;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the certificates that a domain names are in order. No age is told: a plan is the same as long as the world is.
 *
 * @see <a href="https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html">Managed renewal</a>
 */
final class Certificates {
    private static final String CHECK = "certificate";
    private static final String MUTUAL_TLS = "mutual-tls";
    private static final String NOT_YET = "Wait for the next survey, and plan anew.";

    private final ObservedDomain domain;

    private Certificates(ObservedDomain domain) {
        this.domain = domain;
    }

    static List<Finding> assess(ObservedDomain domain) {
        var certificates = new Certificates(domain);
        List<Finding> findings = new ArrayList<>();
        Stream.<@Nullable String>of(domain.certificateArn(), domain.edgeCertificateArn())
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .distinct()
                .forEach(arn -> findings.add(certificates.own(arn)));
        if (domain.mutualTls() != null) {
            findings.add(trustStore(domain.mutualTls()));
        }
        if (domain.ownershipVerificationCertificateArn() != null) {
            findings.add(certificates.ownership(domain.ownershipVerificationCertificateArn()));
        }
        return findings;
    }

    private Finding own(String arn) {
        String named = "The domain's certificate " + arn;
        return unless(CHECK, named, arn, certificate -> {
            if (!"ISSUED".equals(certificate.status())) {
                return new Finding(
                        CHECK,
                        Level.FAIL,
                        named + " is " + certificate.status()
                                + ": clients turn away from it, whatever the domain's type.",
                        "Give the domain a certificate that is ISSUED.");
            }
            return new Finding(CHECK, Level.PASS, named + " is ISSUED" + until(certificate) + ".", null);
        });
    }

    /**
     * AWS locks a domain whose ownership certificate has expired and is not renewed.
     *
     * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html">Mutual TLS</a>
     */
    private Finding ownership(String arn) {
        String named = "The ownership verification certificate " + arn;
        return unless(MUTUAL_TLS, named, arn, certificate -> {
            if (!"ISSUED".equals(certificate.status())) {
                return new Finding(
                        MUTUAL_TLS,
                        Level.FAIL,
                        named + " is " + certificate.status() + ": AWS refuses every update of the domain.",
                        "Request a public certificate for the name in ACM, validate it, and give the domain its ARN.");
            }
            if ("FAILED".equals(certificate.renewal())) {
                return new Finding(
                        MUTUAL_TLS,
                        Level.FAIL,
                        named + " could not be renewed" + until(certificate) + ": AWS refuses every update once it has"
                                + " expired.",
                        "Mend what ACM could not validate, or give the domain the ARN of a new certificate.");
            }
            return standing(named, certificate);
        });
    }

    private static Finding standing(String named, Certificate certificate) {
        if ("PENDING_VALIDATION".equals(certificate.renewal())) {
            return new Finding(
                    MUTUAL_TLS,
                    Level.WARN,
                    named + " waits for the validation of its renewal" + until(certificate) + ".",
                    "Put the DNS records there that ACM asks for.");
        }
        if (!certificate.renewable()) {
            String why = "IMPORTED".equals(certificate.type()) ? "was imported" : "is not eligible for renewal";
            return new Finding(
                    MUTUAL_TLS,
                    Level.WARN,
                    named + " " + why + until(certificate)
                            + ": nobody renews it by itself, and AWS refuses every update" + " once it has expired.",
                    "Replace it before that by one that ACM renews.");
        }
        return new Finding(MUTUAL_TLS, Level.PASS, named + " is ISSUED, and ACM renews it.", null);
    }

    private static Finding trustStore(MutualTls mutualTls) {
        return mutualTls.truststoreWarnings().isEmpty()
                ? new Finding(MUTUAL_TLS, Level.PASS, "The trust store is left as it is.", null)
                : new Finding(
                        MUTUAL_TLS,
                        Level.WARN,
                        "AWS warns of the trust store: " + String.join(" ", mutualTls.truststoreWarnings()),
                        "Mend the trust store, and give the domain its new version.");
    }

    @FunctionalInterface
    private interface Judge {
        Finding of(Certificate certificate);
    }

    /** The judgement, unless nobody knows how it is with the certificate. */
    private Finding unless(String check, String named, String arn, Judge judge) {
        Surroundings around = domain.surroundings();
        if (around == null || around.guards() == null) {
            return new Finding(check, Level.UNKNOWN, named + " was not looked at yet.", NOT_YET);
        }
        Optional<Certificate> certificate = around.guards().certificates().stream()
                .filter(known -> known.arn().equals(arn))
                .findFirst();
        if (certificate.isEmpty()) {
            return arn.contains(":acm:")
                    ? new Finding(check, Level.UNKNOWN, named + " was not looked at yet.", NOT_YET)
                    : new Finding(
                            check,
                            Level.UNKNOWN,
                            named + " is none of ACM, and was not looked at.",
                            "Look at it by hand.");
        }
        return certificate.get().unread() == null
                ? judge.of(certificate.get())
                : Unseen.of(check, certificate.get().unread(), null);
    }

    private static String until(Certificate certificate) {
        return certificate.notAfter() == null
                ? ""
                : ", valid until "
                        + certificate.notAfter().atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
