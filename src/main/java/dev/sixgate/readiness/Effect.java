package dev.sixgate.readiness;

import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.Live;
import dev.sixgate.domainname.Dns.Resolved;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of a change that is done, by what DNS answers.
 *
 * @param effective whether they see it: IPv6 addresses of a dualstack domain, none of an ipv4 one; null where no resolver answered
 * @param detail one sentence, or two
 * @param fix what to do about it, where something is to be done
 */
public record Effect(
        @Nullable Boolean effective,
        String detail,
        @Nullable String fix) {

    /**
     * Judges what DNS answered after a change.
     *
     * @param domain as the change left it, with its hosted zones as they were last read
     * @param to the type that it has by now
     */
    public static Effect of(ObservedDomain domain, IpAddressType to, Live live) {
        Resolved name = live.domain();
        if (!name.answered()) {
            return new Effect(
                    null,
                    "No resolver answered for the name, so that nobody knows what clients see.",
                    "Check sixgate.dns.resolvers, and that this service reaches them.");
        }
        String ours = String.valueOf(domain.apiGatewayDomainName());
        Surroundings around = domain.surroundings();
        Dns dns = around == null ? null : around.dns();
        Directions zone = Directions.of(dns == null ? List.of() : dns.records(Visibility.PUBLIC), ours);
        String elsewhere = elsewhere(name, zone, ours);
        if (elsewhere != null) {
            return new Effect(
                    false,
                    to.wire() + ", but the name leads to " + elsewhere + ", so that clients need not see it.",
                    "Check what answers there, and whether it speaks IPv6.");
        }
        if (!name.ipv4() && !name.ipv6()) {
            return new Effect(
                    false,
                    to.wire() + ", but DNS has no record of the name.",
                    "Add A and AAAA aliases, or a CNAME, to " + ours + ".");
        }
        return to == IpAddressType.IPV4 ? ofIpv4(name, zone) : ofDualstack(domain, dns, live, zone);
    }

    private static Effect ofIpv4(Resolved name, Directions zone) {
        if (name.ipv6()) {
            return new Effect(
                    false, "ipv4, but DNS still answers with IPv6 addresses, and clients still try them.", null);
        }
        return zone.v6()
                ? new Effect(
                        true,
                        "Clients see IPv4 alone. The AAAA alias is left without an answer.",
                        "Remove the AAAA alias.")
                : new Effect(true, "Clients see IPv4 alone.", null);
    }

    private static Effect ofDualstack(ObservedDomain domain, @Nullable Dns dns, Live live, Directions zone) {
        Resolved name = live.domain();
        Resolved gateway = live.apiGateway();
        if (name.ipv6()) {
            return new Effect(
                    true,
                    name.ipv4() ? "Clients see IPv4 and IPv6." : "Clients see IPv6 alone: there is no A record.",
                    name.ipv4() ? null : "Add an A alias beside the AAAA alias.");
        }
        if (name.cname() != null || zone.v6() || gateway == null || !gateway.ipv6() && gateway.answered()) {
            return new Effect(
                    false,
                    gateway != null && gateway.ipv6()
                            ? "dualstack, but DNS does not answer the name with an IPv6 address yet."
                            : "dualstack, but DNS does not answer API Gateway's name with an IPv6 address yet.",
                    null);
        }
        return new Effect(
                false,
                "dualstack, but no client can use it: no AAAA alias.",
                AliasRecord.toAdd(domain, dns, Visibility.PUBLIC));
    }

    /** By the CNAME that DNS shows, or the alias that it does not. */
    private static @Nullable String elsewhere(Resolved name, Directions zone, String ours) {
        Directions live = Directions.of(name, ours);
        if (live.elsewhere() != null) {
            return live.elsewhere();
        }
        return live.cname() || zone.toOurs() ? null : zone.elsewhere();
    }
}
