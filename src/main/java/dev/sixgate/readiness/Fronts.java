package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.Guards;
import dev.sixgate.domainname.Guards.Distribution;
import dev.sixgate.domainname.Guards.Front;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import java.util.ArrayList;
import java.util.List;

/**
 * CloudFront before a domain: its clients meet CloudFront's addresses, and the API meets those of CloudFront.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-enable-ipv6.html">IPv6 for
 *     distributions</a>
 */
final class Fronts {
    private static final String CHECK = "cloudfront";

    private Fronts() {}

    /** None where the domain's partition has no CloudFront. */
    static List<Finding> assess(ObservedDomain domain, IpAddressType to) {
        Surroundings around = domain.surroundings();
        Guards guards = around == null ? null : around.guards();
        if (guards == null) {
            return List.of(new Finding(
                    CHECK,
                    Level.UNKNOWN,
                    "Whether CloudFront is in front was not looked at yet.",
                    "Wait for the next survey, and plan anew."));
        }
        Front front = guards.front();
        if (front == null) {
            return List.of();
        }
        if (front.unread() != null) {
            return List.of(Unseen.of(CHECK, front.unread(), null));
        }
        List<Finding> findings = new ArrayList<>();
        front.distributions().forEach(distribution -> findings.add(of(distribution, to)));
        if (findings.isEmpty()) {
            findings.add(new Finding(
                    CHECK,
                    Level.PASS,
                    "No CloudFront distribution of the account has the domain as its origin.",
                    null));
        }
        return findings;
    }

    private static Finding of(Distribution distribution, IpAddressType to) {
        String named = "CloudFront distribution " + distribution.id() + " (" + distribution.domainName() + ")";
        if (to == IpAddressType.IPV4 && distribution.originIpAddressType().equals("ipv6")) {
            return new Finding(
                    CHECK,
                    Level.FAIL,
                    named + " comes to the domain by IPv6 alone, and would no longer reach it.",
                    "Set the origin's IP address type to dualstack or ipv4 first.");
        }
        return new Finding(
                CHECK,
                Level.WARN,
                named + " is in front: its clients meet CloudFront's addresses, by IPv4"
                        + (distribution.ipv6() ? " and IPv6" : " alone")
                        + "; the domain's type only matters between CloudFront, which comes by "
                        + distribution.originIpAddressType() + ", and the domain.",
                to == IpAddressType.DUALSTACK && !distribution.ipv6()
                        ? "Enable IPv6 on the distribution, if its clients are to have it."
                        : "Check whether clients come to the domain past CloudFront at all.");
    }
}
