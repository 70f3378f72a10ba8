package dev.sixgate.change;

import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What no program can see of a change's world, so that its approver looks at it and ticks it. It is part of the plan: an item
 * that does not apply to the domain is not in it, and what could not be read may apply.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-ip-address-type.html">What AWS asks to be
 *     checked</a>
 */
final class Checklist {
    private static final String SOURCE_IP = "sourceIp";

    private Checklist() {}

    /** What is to be looked at before a domain gets that type, always in the same order. */
    static List<ChecklistItem> of(ObservedDomain domain, IpAddressType to) {
        return to == IpAddressType.DUALSTACK ? toDualstack(domain) : toIpv4();
    }

    private static List<ChecklistItem> toDualstack(ObservedDomain domain) {
        List<ChecklistItem> items = new ArrayList<>();
        if (mayHave(domain, api -> true)) {
            items.add(new ChecklistItem(
                    "lambda-source-ip",
                    "Code that reads the caller's address (authorizers, integrations, what stores and compares it) takes"
                            + " IPv6 addresses."));
            items.add(new ChecklistItem(
                    "iam-source-ip",
                    "No IAM policy that lets callers execute-api:Invoke tells them apart by IPv4 ranges in aws:SourceIp"
                            + " alone."));
        }
        items.add(new ChecklistItem(
                "egress-allow-lists",
                "Partners whose firewalls list where they may connect to let the domain through by IPv6, or do not use"
                        + " it."));
        if (mayHave(
                domain,
                api -> api.accessLogFormat() != null && api.accessLogFormat().contains(SOURCE_IP))) {
            items.add(new ChecklistItem(
                    "log-consumers",
                    "What reads the access logs (parsers, SIEM, geo-IP, alerts) takes IPv6 addresses."));
        }
        if (!domain.isEdge()) {
            items.add(new ChecklistItem(
                    "vpc-private-dns",
                    "Clients in VPCs whose execute-api endpoint has private DNS still reach the domain."));
        }
        return items;
    }

    private static List<ChecklistItem> toIpv4() {
        return List.of(
                new ChecklistItem("ipv6-only-clients", "No client that is still needed has IPv6 alone."),
                new ChecklistItem(
                        "iam-source-ip",
                        "No IAM policy that lets callers execute-api:Invoke tells them apart by IPv6 ranges in aws:SourceIp"
                                + " alone."));
    }

    /** Whether an API behind the domain is like that, or could be one that nobody has read. */
    private static boolean mayHave(ObservedDomain domain, Predicate<MappedApi> such) {
        Surroundings around = domain.surroundings();
        return around == null
                || !around.unread().isEmpty()
                || Stream.of(around).flatMap(it -> it.apis().stream()).anyMatch(such);
    }
}
