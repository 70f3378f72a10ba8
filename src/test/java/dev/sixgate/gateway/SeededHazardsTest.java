package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.readiness.Readiness;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each hazard that a program can see is found where the simulator is seeded with it, and nowhere else. */
class SeededHazardsTest {
    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private List<Finding> findings(String domain, IpAddressType to, String check) {
        TargetName target = domain.contains("-us.") ? SandboxedGateway.ROLE_TARGET : SandboxedGateway.TARGET;
        ObservedDomain seen = gateway.reader.read(target, new DomainName(domain));
        return Readiness.assess(seen.within(gateway.reader.surroundings(seen)), to).stream()
                .filter(finding -> finding.check().equals(check))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "shop.example.com; dualstack; web-acl; WARN; whose rule blocked-callers blocks IPv4 addresses only",
                "shop.example.com; dualstack; web-acl; FAIL; whose rule admin-from-the-office blocks every IPv6 caller, but not every IPv4 caller, where its other conditions hold",
                "shop.example.com; dualstack; web-acl; WARN; whose rule flood counts requests by address",
                "shop.example.com; dualstack; cloudfront; WARN; 'E1SHOPFRONT000 (d111111shopfr.cloudfront.net) is in front: its clients meet CloudFront''s addresses, by IPv4 and IPv6;'",
                "v6.example.com; ipv4; cloudfront; FAIL; E2V6FRONT00000 (d222222v6frnt.cloudfront.net) comes to the domain by IPv6 alone",
                "tls13.example.com; dualstack; certificate; FAIL; is EXPIRED",
                "mtls.example.com; dualstack; mutual-tls; FAIL; could not be renewed, valid until 2026-12-05",
                "mtls.example.com; dualstack; mutual-tls; WARN; 'AWS warns of the trust store: The certificate of CN=Example Partners CA'",
            })
    void theHazardIsFoundWhereItIs(String domain, String to, String check, Level level, String says) {
        assertThat(findings(domain, IpAddressType.parse(to), check)).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.detail()).contains(says);
            assertThat(finding.fix()).isNotNull();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "edge-us.example.com, dualstack, web-acl",
        "edge-us.example.com, ipv4, web-acl",
        "shop.example.com, ipv4, web-acl",
        "api.example.com, dualstack, cloudfront",
        "ws.example.com, dualstack, cloudfront",
        "edge-us.example.com, dualstack, cloudfront",
        "api.example.com, dualstack, certificate",
        "edge.example.com, dualstack, certificate",
        "mtls.example.com, dualstack, certificate",
        "v6.example.com, ipv4, certificate",
    })
    void theHazardIsNotFoundWhereItIsNot(String domain, String to, String check) {
        assertThat(findings(domain, IpAddressType.parse(to), check))
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.level()).as(finding.detail()).isEqualTo(Level.PASS);
                    assertThat(finding.fix()).isNull();
                });
    }

    @Test
    void aDomainWithoutMutualTlsHasNothingToSayOfIt() {
        assertThat(findings("api.example.com", IpAddressType.DUALSTACK, "mutual-tls"))
                .isEmpty();
    }

    @Test
    void mutualTlsThatIsInOrderPasses() {
        gateway.edit("mtls.example.com", "{\"mutualTls\":{\"truststoreUri\":\"s3://trust/ca.pem\"}}");
        gateway.guards(ownership("ISSUED", "AMAZON_ISSUED", "ELIGIBLE", "SUCCESS"));

        assertThat(findings("mtls.example.com", IpAddressType.DUALSTACK, "mutual-tls"))
                .extracting(Finding::level)
                .containsExactly(Level.PASS, Level.PASS);
    }

    @ParameterizedTest
    @CsvSource({
        "EXPIRED, AMAZON_ISSUED, INELIGIBLE, FAILED, FAIL, is EXPIRED: AWS refuses every update",
        "PENDING_VALIDATION, AMAZON_ISSUED, INELIGIBLE, , FAIL, is PENDING_VALIDATION",
        "ISSUED, IMPORTED, INELIGIBLE, , WARN, was imported",
        "ISSUED, AMAZON_ISSUED, INELIGIBLE, , WARN, is not eligible for renewal",
        "ISSUED, AMAZON_ISSUED, ELIGIBLE, PENDING_VALIDATION, WARN, waits for the validation of its renewal",
    })
    void anOwnershipCertificateThatWillLockTheDomainIsFound(
            String status, String type, String eligibility, @Nullable String renewal, Level level, String says) {
        gateway.guards(ownership(status, type, eligibility, renewal));

        assertThat(findings("mtls.example.com", IpAddressType.DUALSTACK, "mutual-tls"))
                .filteredOn(finding -> finding.detail().contains("ownership"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(level);
                    assertThat(finding.detail()).contains(says);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "GetWebACL, shop.example.com, web-acl, wafv2:GetWebACL on arn:aws:wafv2:",
        "GetIPSet, shop.example.com, web-acl, wafv2:GetIPSet on arn:aws:wafv2:",
        "GetRuleGroup, shop.example.com, web-acl, wafv2:GetRuleGroup on arn:aws:wafv2:",
        "DescribeCertificate, api.example.com, certificate, acm:DescribeCertificate on arn:aws:acm:",
        "DescribeCertificate, mtls.example.com, mutual-tls, acm:DescribeCertificate on arn:aws:acm:",
        "ListDistributions, api.example.com, cloudfront, cloudfront:ListDistributions on *",
    })
    void whatMayNotBeReadIsUnknownAndNeverFine(String operation, String domain, String check, String permission) {
        gateway.fault(operation, "\"kind\":\"error\",\"status\":403,\"type\":\"AccessDeniedException\",\"count\":-1");

        assertThat(findings(domain, IpAddressType.DUALSTACK, check))
                .anySatisfy(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.UNKNOWN);
                    assertThat(finding.fix()).startsWith("Allow " + permission);
                })
                .filteredOn(finding -> !finding.detail().contains("trust store")
                        && !finding.detail().contains("behind no web ACL"))
                .noneMatch(finding -> finding.level() == Level.PASS);
    }

    @Test
    void theSameWorldIsToldInTheSameWords() {
        assertThat(findings("shop.example.com", IpAddressType.DUALSTACK, "web-acl"))
                .isEqualTo(findings("shop.example.com", IpAddressType.DUALSTACK, "web-acl"));
    }

    private static String ownership(String status, String type, String eligibility, @Nullable String renewal) {
        return "{\"certificates\":[{\"CertificateArn\":\"arn:aws:acm:eu-central-1:111111111111:certificate/77a82eac-dfad-5244-89bb-d79451c963a1\","
                + "\"Status\":\"" + status + "\",\"Type\":\"" + type + "\",\"RenewalEligibility\":\"" + eligibility
                + "\",\"NotAfter\":1796515199"
                + (renewal == null ? "" : ",\"RenewalSummary\":{\"RenewalStatus\":\"" + renewal + "\"}")
                + "}]}";
    }
}
