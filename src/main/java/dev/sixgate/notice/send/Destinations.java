package dev.sixgate.notice.send;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a webhook may lead: to any address of the public internet, and to those inside that it is allowed. Of IPv6 nothing but global
 * unicast is public; an address that has one of IPv4 in it is as that one is.
 *
 * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IANA's special-purpose addresses of IPv4</a>
 * @see <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">the same of IPv6</a>
 */
public final class Destinations {
    private static final int V4 = 4;

    /** Of IPv4 what is not public; 168.63.129.16 is Azure's host, which every virtual machine there can reach. */
    private static final List<Network> INSIDE = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "168.63.129.16",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    private static final Network GLOBAL_UNICAST = Network.of("2000::/3");

    /** Of the global unicast addresses those that are not public: protocol assignments with Teredo, documentation. */
    private static final List<Network> INSIDE_V6 = networks("2001::/23", "2001:db8::/32", "3fff::/20");

    private static final Network SIX_TO_FOUR = Network.of("2002::/16");
    private static final Network NAT64 = Network.of("64:ff9b::/96");
    private static final int AT_IN_SIX_TO_FOUR = 2;
    private static final int AT_IN_NAT64 = 12;

    /** Whose word is a machine's identity, or nobody's at all: allowed by their own network alone, never by a name. */
    private static final List<Network> BY_NETWORK_ALONE = networks(
            "0.0.0.0/8",
            "100.100.100.200",
            "168.63.129.16",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::",
            "fd00:ec2::/32",
            "fe80::/10",
            "ff00::/8");

    private final Set<String> names;
    private final List<Network> allowed;

    private Destinations(Set<String> names, List<Network> allowed) {
        this.names = names;
        this.allowed = allowed;
    }

    private static List<Network> networks(String... written) {
        return Arrays.stream(written).map(Network::of).toList();
    }

    /**
     * @param written names, addresses and networks inside that are allowed
     * @throws IllegalArgumentException for what is none of them, with a sentence that says so
     */
    public static Destinations allowing(List<String> written) {
        for (String each : written) {
            boolean looksLikeNetwork = each.contains("/") || each.contains(":");
            if (each.isBlank() || looksLikeNetwork && Network.parse(each).isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + each + "' is neither a name nor a network such as 10.1.0.0/16");
            }
        }
        return new Destinations(
                written.stream()
                        .filter(each -> Network.parse(each).isEmpty())
                        .map(Destinations::name)
                        .collect(Collectors.toSet()),
                written.stream().map(Network::parse).flatMap(Optional::stream).toList());
    }

    private static String name(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Whether a host's address may be connected to. */
    boolean mayBe(String host, InetAddress found) {
        byte[] address = found.getAddress();
        return isPublic(address)
                || allowed.stream().anyMatch(network -> network.has(address))
                || names.contains(name(host))
                        && BY_NETWORK_ALONE.stream()
                                .noneMatch(network -> network.has(address) || hasInIt(network, address));
    }

    private static boolean hasInIt(Network network, byte[] address) {
        return embedded(address).filter(network::has).isPresent();
    }

    private static boolean isPublic(byte[] address) {
        if (address.length == V4) {
            return INSIDE.stream().noneMatch(network -> network.has(address));
        }
        return embedded(address)
                .map(Destinations::isPublic)
                .orElseGet(() ->
                        GLOBAL_UNICAST.has(address) && INSIDE_V6.stream().noneMatch(network -> network.has(address)));
    }

    /** The address of IPv4 that one of IPv6 leads to. Java itself takes the mapped ones ({@code ::ffff:10.0.0.1}) for those of IPv4. */
    private static Optional<byte[]> embedded(byte[] address) {
        return Stream.of(SIX_TO_FOUR.has(address) ? AT_IN_SIX_TO_FOUR : -1, NAT64.has(address) ? AT_IN_NAT64 : -1)
                .filter(at -> at >= 0)
                .findFirst()
                .map(at -> Arrays.copyOfRange(address, at, at + V4));
    }
}
