package dev.sixgate.readiness;

import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.Live;
import dev.sixgate.domainname.Dns.Resolved;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.Unread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients will see the change. A domain that is dualstack is reached by IPv6 only where DNS has an AAAA alias, or a CNAME,
 * to the name that API Gateway gave it. An AAAA alias to a domain that is ipv4 has no answer, so that what DNS answers before the
 * change does not show it: the hosted zone does.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html">IP address
 *     types for custom domain names</a>
 */
final class DnsCheck {
    private static final String CHECK = "dns";
    private static final String LOST =
            "Clients that have IPv6 alone lose the domain, and cached AAAA records live on until their" + " TTL ends.";

    private final ObservedDomain domain;
    private final IpAddressType to;
    private final String ours;
    private final Dns dns;
    private final Resolved answered;
    private final @Nullable Resolved gateway;

    private DnsCheck(ObservedDomain domain, IpAddressType to, String ours, Dns dns, Live live) {
        this.domain = domain;
        this.to = to;
        this.ours = ours;
        this.dns = dns;
        this.answered = live.domain();
        this.gateway = live.apiGateway();
    }

    /** One finding, or two where there is a second thing to say. */
    static List<Finding> assess(ObservedDomain domain, IpAddressType to) {
        Surroundings around = domain.surroundings();
        Dns dns = around == null ? null : around.dns();
        String ours = domain.apiGatewayDomainName();
        if (domain.isPrivate()) {
            return List.of(of(
                    Level.UNKNOWN,
                    "A private domain is reached by the names of a VPC endpoint, which are not looked at.",
                    null));
        }
        if (dns == null || ours == null || dns.live() == null) {
            return List.of(of(Level.UNKNOWN, "DNS was not looked at yet.", "Wait for the next survey, and plan anew."));
        }
        return new DnsCheck(domain, to, ours, dns, dns.live()).findings();
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        List<Finding> told = outside();
        if (!dns.unread().isEmpty()) {
            findings.add(unread());
            told = told.stream().filter(it -> it.level() != Level.UNKNOWN).toList();
        }
        findings.addAll(told);
        Directions inside = Directions.of(dns.records(Visibility.PRIVATE), ours);
        if (to == IpAddressType.DUALSTACK && inside.v4() && !inside.v6()) {
            findings.add(of(
                    Level.WARN,
                    "In the VPCs of a private hosted zone, where the name has an A alias alone, the change has no effect.",
                    AliasRecord.toAdd(domain, dns, Visibility.PRIVATE)));
        }
        return findings;
    }

    /** What could not be read is never fine. */
    private Finding unread() {
        return of(
                Level.UNKNOWN,
                "AWS did not show "
                        + dns.unread().stream().map(Unread::what).collect(Collectors.joining(", "))
                        + ", so that nobody knows of aliases that have no answer yet.",
                "Allow " + dns.unread().stream().map(Unread::permission).collect(Collectors.joining(", ")) + ".");
    }

    /** What everybody sees who is in no VPC. */
    private List<Finding> outside() {
        Directions live = Directions.of(answered, ours);
        Directions zone = Directions.of(dns.records(Visibility.PUBLIC), ours);
        if (!zone.toOurs() && zone.elsewhere() == null) {
            return List.of(unaided(live));
        }
        if (live.elsewhere() != null && zone.elsewhere() == null) {
            return List.of(elsewhere(live.elsewhere()));
        }
        if (zone.elsewhere() != null) {
            return List.of(elsewhere(zone.elsewhere()));
        }
        if (answered.answered() && !answered.ipv4() && !answered.ipv6()) {
            return List.of(of(
                    Level.WARN,
                    "A hosted zone has records of the name, but DNS answers with none of them.",
                    "Check that the zone is the one that the domain's registration names."));
        }
        return known(zone).stream().map(this::unlessUnanswered).toList();
    }

    private Finding unlessUnanswered(Finding finding) {
        return finding.level() == Level.PASS && !answered.answered()
                ? of(
                        Level.UNKNOWN,
                        finding.detail()
                                + " But no resolver answered, so that nobody knows whether that is what clients see.",
                        "Check sixgate.dns.resolvers, and that this service reaches them.")
                : finding;
    }

    /** Where the hosted zone shows that the name leads to API Gateway. */
    private List<Finding> known(Directions zone) {
        if (to == IpAddressType.IPV4) {
            return back(zone);
        }
        if (zone.cname()) {
            return List.of(followed());
        }
        if (zone.v4() && zone.v6()) {
            return List.of(of(
                    Level.PASS,
                    "A and AAAA aliases lead to " + ours
                            + "; the AAAA alias, which has no answer while the domain is ipv4, goes live the moment the type"
                            + " changes.",
                    null));
        }
        return List.of(
                zone.v4()
                        ? noAaaaAlias()
                        : of(
                                Level.WARN,
                                "The name has an AAAA alias to " + ours
                                        + " and no A alias: only IPv6 clients will reach it.",
                                "Add an A alias beside the AAAA alias."));
    }

    private List<Finding> back(Directions zone) {
        List<Finding> findings = new ArrayList<>();
        if (zone.v6()) {
            findings.add(of(
                    Level.WARN,
                    "The AAAA alias to " + ours + " stays behind, without an answer.",
                    "Remove the AAAA alias afterwards."));
        }
        findings.add(zone.v6() || zone.cname() ? losing() : nothingToLose());
        return findings;
    }

    /** Where no hosted zone that we may see has records of the name: DNS alone tells. */
    private Finding unaided(Directions live) {
        if (!answered.answered()) {
            return of(
                    Level.UNKNOWN,
                    "No resolver answered for the name, and no hosted zone of the account shows where it leads.",
                    "Check sixgate.dns.resolvers, and that this service reaches them.");
        }
        if (live.elsewhere() != null) {
            return elsewhere(live.elsewhere());
        }
        if (live.cname()) {
            return to == IpAddressType.DUALSTACK ? followed() : losing();
        }
        if (!answered.ipv4() && !answered.ipv6()) {
            return of(
                    Level.WARN,
                    "DNS has no record of the name: nobody reaches the domain by it.",
                    "Add A and AAAA aliases, or a CNAME, to " + ours + ".");
        }
        boolean byIpv6 = gateway != null && gateway.ipv6();
        if (answered.ipv6() && !byIpv6) {
            return elsewhere("something that has IPv6 addresses, which " + ours + " has not");
        }
        if (to == IpAddressType.IPV4) {
            return answered.ipv6() ? losing() : nothingToLose();
        }
        if (answered.ipv6()) {
            return followed();
        }
        return byIpv6
                ? noAaaaAlias()
                : of(
                        Level.UNKNOWN,
                        "DNS has A records of the name, and no hosted zone of the account tells whether there is an AAAA alias,"
                                + " which has no answer while the domain is ipv4.",
                        "Look in the account that has the zone; clients use IPv6 only with an AAAA alias, or a CNAME, to "
                                + ours + ".");
    }

    private Finding noAaaaAlias() {
        return of(
                Level.WARN,
                "The name has an A alias to " + ours + " and no AAAA alias: the change has no effect for clients.",
                AliasRecord.toAdd(domain, dns, Visibility.PUBLIC));
    }

    private Finding followed() {
        return of(
                Level.PASS, "The name leads to " + ours + " whatever the family: clients follow by themselves.", null);
    }

    private static Finding elsewhere(String where) {
        return of(
                Level.WARN,
                "The name leads to " + where
                        + ", not to API Gateway alone: the change need not have any effect for clients.",
                "Check what answers there, and whether it speaks IPv6.");
    }

    private static Finding losing() {
        return of(Level.WARN, LOST, "Look in the access logs for IPv6 callers.");
    }

    private static Finding nothingToLose() {
        return of(Level.PASS, "The name has no AAAA record: nobody reaches the domain by IPv6.", null);
    }

    private static Finding of(Level level, String detail, @Nullable String fix) {
        return new Finding(CHECK, level, detail, fix);
    }
}
