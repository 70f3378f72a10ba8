package dev.sixgate.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;

/** The resolvers, of whom the first that answers is believed; over UDP, and over TCP what is too long for that. */
final class Resolvers {
    private static final Pattern ADDRESS = Pattern.compile("\\[([0-9a-fA-F:.]+)](?::([0-9]{1,5}))?"
            + "|([A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?"
            + "|([0-9a-fA-F]*:[0-9a-fA-F:.]*)");
    private static final int PORT = 53;
    private static final int TRIES = 2;

    private final List<InetSocketAddress> addresses;
    private final Duration timeout;

    private Resolvers(List<InetSocketAddress> addresses, Duration timeout) {
        this.addresses = addresses;
        this.timeout = timeout;
    }

    /** @throws IllegalArgumentException if one of them is no address, or no time can be meant */
    static Resolvers of(DnsConfig config) {
        Duration timeout = config.timeout();
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofSeconds(30)) > 0) {
            throw new IllegalArgumentException(
                    "sixgate.dns.timeout is \"" + timeout + "\": write a time up to 30s, such as 2s.");
        }
        List<InetSocketAddress> addresses = config.resolvers().orElse(List.of()).stream()
                .map(String::strip)
                .map(Resolvers::address)
                .toList();
        return new Resolvers(addresses, timeout);
    }

    /** A query that no resolver answered. */
    static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;

        Unanswered(String why) {
            super(why);
        }
    }

    /**
     * The first answer: there is such a name, or there is not.
     *
     * @throws Unanswered if none of them knows: no answer in time, or one that says that it could not find out
     */
    Message ask(Name name, int type) throws Unanswered {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            for (InetSocketAddress address : addresses()) {
                try {
                    Message answer = resolver(address).send(query);
                    int code = answer.getRcode();
                    if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
                        return answer;
                    }
                    failures.add(Rcode.string(code));
                } catch (IOException e) {
                    failures.add("no answer");
                }
            }
        }
        throw new Unanswered(failures.isEmpty() ? "no resolver" : failures.get(failures.size() - 1));
    }

    private List<InetSocketAddress> addresses() {
        return addresses.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : addresses;
    }

    private SimpleResolver resolver(InetSocketAddress address) {
        SimpleResolver resolver = new SimpleResolver(
                address.isUnresolved() ? new InetSocketAddress(address.getHostString(), address.getPort()) : address);
        resolver.setTimeout(timeout);
        return resolver;
    }

    private static InetSocketAddress address(String written) {
        Matcher parts = ADDRESS.matcher(written);
        if (!parts.matches()) {
            throw wrong(written);
        }
        String host = first(parts.group(1), parts.group(3), parts.group(5));
        String port = first(parts.group(2), parts.group(4), String.valueOf(PORT));
        int number = Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw wrong(written);
        }
        return InetSocketAddress.createUnresolved(host, number);
    }

    private static String first(@Nullable String a, @Nullable String b, @Nullable String c) {
        return a != null ? a : b != null ? b : String.valueOf(c);
    }

    private static IllegalArgumentException wrong(String written) {
        return new IllegalArgumentException("sixgate.dns.resolvers has \"" + written
                + "\": write host or host:port, such as 10.0.0.2 or [::1]:53.");
    }
}
