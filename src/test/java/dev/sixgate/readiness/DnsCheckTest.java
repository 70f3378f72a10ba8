package dev.sixgate.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.Dns.Zone;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.Surroundings.Unread;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsCheckTest {

    private static List<Finding> findings(Dns dns, String to) {
        IpAddressType wished = IpAddressType.parse(to);
        IpAddressType is = wished == IpAddressType.IPV4 ? IpAddressType.DUALSTACK : IpAddressType.IPV4;
        return Readiness.assess(Leading.domain("REGIONAL", is, dns), wished).stream()
                .filter(finding -> finding.check().equals("dns"))
                .toList();
    }

    private static Dns inZone(String records, String name, String gateway) {
        return Leading.dns(List.of(Leading.zone(Visibility.PUBLIC, records)), List.of(), name, gateway);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // what the zone has; what DNS answers of the name, of API Gateway's name; to
                "A>ours AAAA>ours; 4; 4; dualstack; PASS; goes live the moment",
                "A>ours; 4; 4; dualstack; WARN; no AAAA alias: the change has no effect",
                "CNAME>ours; ->ours 4; 4; dualstack; PASS; follow by themselves",
                "AAAA>ours; no-name; 4; dualstack; WARN; DNS answers with none of them",
                "AAAA>ours; silent; 4; dualstack; WARN; no A alias",
                "A>cf AAAA>cf; 46; 4; dualstack; WARN; leads to d111.cloudfront.net",
                "CNAME>shop.example.net; ->shop.example.net 46; 4; dualstack; WARN; leads to shop.example.net",
                "A; 4; 4; dualstack; WARN; A records with addresses",
                "A>ours AAAA>cf; 46; 4; dualstack; WARN; leads to d111.cloudfront.net",
                "A>ours AAAA>ours; ->x.example.net 4; 4; dualstack; WARN; leads to x.example.net",
                "A>ours AAAA>ours; no-name; 4; dualstack; WARN; DNS answers with none of them",
                // never PASS where nobody answered
                "A>ours AAAA>ours; silent; 4; dualstack; UNKNOWN; no resolver answered",
                "CNAME>ours; silent; 4; dualstack; UNKNOWN; no resolver answered",
                // no record of exactly that name in a zone that we see
                "''; no-name; 4; dualstack; WARN; no record of the name",
                "''; nothing; 4; dualstack; WARN; no record of the name",
                "''; ->ours 4; 4; dualstack; PASS; follow by themselves",
                "''; ->cf 46; 4; dualstack; WARN; leads to d111.cloudfront.net",
                "''; 4; 4; dualstack; UNKNOWN; no hosted zone of the account tells",
                "''; 4; silent; dualstack; UNKNOWN; no hosted zone of the account tells",
                "''; 4; 46; dualstack; WARN; no AAAA alias",
                "''; 46; 4; dualstack; WARN; has IPv6 addresses, which",
                "''; silent; silent; dualstack; UNKNOWN; No resolver answered",
                // the way back
                "A>ours; 4; 46; ipv4; PASS; no AAAA record",
                "CNAME>ours; ->ours 46; 46; ipv4; WARN; IPv6 alone lose",
                "A>cf; 4; 46; ipv4; WARN; leads to d111.cloudfront.net",
                "A>ours; silent; 46; ipv4; UNKNOWN; no resolver answered",
                "''; 46; 46; ipv4; WARN; IPv6 alone lose",
                "''; 4; 46; ipv4; PASS; no AAAA record",
                "''; no-name; 46; ipv4; WARN; no record of the name",
            })
    void whereTheNameLeadsDecidesWhatTheChangeIsWorth(
            String records, String name, String gateway, String to, Level level, String says) {
        List<Finding> found = findings(inZone(records, name, gateway), to);

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(level);
            assertThat(finding.detail()).contains(says);
            assertThat(finding.fix() == null).isEqualTo(level == Level.PASS);
        });
    }

    @Test
    void aMissingAliasIsMendedByWhatIsSaid() {
        assertThat(findings(inZone("A>ours", "4", "4"), "dualstack"))
                .extracting(Finding::fix)
                .containsExactly("aws route53 change-resource-record-sets --hosted-zone-id Z1 --change-batch"
                        + " '{\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"api.example.com\","
                        + "\"Type\":\"AAAA\",\"AliasTarget\":{\"HostedZoneId\":\"Z1U9ULNL0V5AJ3\",\"DNSName\":\""
                        + Leading.OURS + "\",\"EvaluateTargetHealth\":false}}}]}'");
    }

    @Test
    void recordsThatShareTheTrafficAreNotMendedByOneThatDoesNot() {
        assertThat(findings(inZone("~A>ours", "4", "4"), "dualstack"))
                .extracting(Finding::fix)
                .containsExactly("Add an AAAA alias beside each A alias, with the same routing policy.");
    }

    @Test
    void aLeftoverAliasAndThoseWhoHaveIpv6AloneAreBothSaid() {
        assertThat(findings(inZone("A>ours AAAA>ours", "46", "46"), "ipv4"))
                .extracting(Finding::level)
                .containsExactly(Level.WARN, Level.WARN);
        assertThat(findings(inZone("A>ours AAAA>ours", "46", "46"), "ipv4")
                        .get(0)
                        .fix())
                .contains("Remove the AAAA alias afterwards");
    }

    @Test
    void aZoneThatMayNotBeReadIsNeverFineAndNamesThePermission() {
        var denied = new Unread(
                "the records of hosted zone example.com",
                "route53:ListResourceRecordSets on arn:aws:route53:::hostedzone/Z1",
                "AccessDenied");

        for (String answer : List.of("4", "46", "silent", "->ours 4")) {
            List<Finding> found = findings(
                    Leading.dns(
                            List.of(new Zone("Z1", "example.com", Visibility.PUBLIC, List.of())),
                            List.of(denied),
                            answer,
                            "4"),
                    "dualstack");
            assertThat(found.get(0).level()).isEqualTo(Level.UNKNOWN);
            assertThat(found.get(0).fix()).isEqualTo("Allow " + denied.permission() + ".");
            assertThat(found).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void aPrivateZoneIsToldApartFromThePublicOne() {
        var dns = Leading.dns(
                List.of(
                        Leading.zone(Visibility.PUBLIC, "A>ours AAAA>ours"),
                        Leading.zone(Visibility.PRIVATE, "A>ours")),
                List.of(),
                "4",
                "4");

        assertThat(findings(dns, "dualstack")).extracting(Finding::level).containsExactly(Level.PASS, Level.WARN);
        assertThat(findings(dns, "dualstack").get(1).detail()).contains("In the VPCs of a private hosted zone");
    }

    @Test
    void whatNobodyLookedAtIsUnknown() {
        Stream.of("dualstack", "ipv4")
                .forEach(to -> assertThat(Readiness.assess(
                                Leading.domain("REGIONAL", IpAddressType.IPV4, null), IpAddressType.parse(to)))
                        .filteredOn(finding -> finding.check().equals("dns"))
                        .extracting(Finding::level)
                        .containsExactly(Level.UNKNOWN));
        assertThat(Readiness.assess(
                        Leading.domain("PRIVATE", IpAddressType.DUALSTACK, new Dns(List.of(), List.of(), null)),
                        IpAddressType.IPV4))
                .filteredOn(finding -> finding.check().equals("dns"))
                .extracting(Finding::level)
                .containsExactly(Level.UNKNOWN);
    }
}
