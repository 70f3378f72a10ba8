package dev.sixgate.audit.fold;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Origin;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where events come from, as far as floods are told apart: the subject of who is known, the address of who is not. Of IPv6 it
 * is the network of 64 bits, which any single host may have to itself.
 *
 * @param id the subject, address or network; null for {@code MANY}
 * @param via the service that acts for the subject, where one does
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7421">RFC 7421: why the boundary of 64 bits</a>
 */
public record Source(
        Type type, @Nullable String id, @Nullable String via) {
    /** More sources than are told apart. */
    public static final Source MANY = new Source(Type.MANY, null, null);

    private static final Origin NOWHERE = new Origin("none", null, null, null, null);
    private static final String UNKNOWN = "unknown";
    private static final int GROUPS_OF_NETWORK = 4;

    public enum Type {
        SUBJECT,
        IP,
        NETWORK,
        MANY
    }

    public static Source of(Actor actor) {
        return actor.type() == Actor.Type.ANONYMOUS
                ? ofAddress(actor.origin().ip())
                : new Source(Type.SUBJECT, actor.subject(), actor.via());
    }

    /** @param ip a literal; null where the peer has none */
    static Source ofAddress(@Nullable String ip) {
        if (ip == null || !ip.contains(":")) {
            return new Source(Type.IP, ip == null ? UNKNOWN : ip, null);
        }
        try {
            // With a colon it is a literal or a mistake, never a name to look up.
            InetAddress address = InetAddress.getByName(ip.split("%", 2)[0]);
            return address instanceof Inet6Address
                    ? new Source(Type.NETWORK, network(address.getAddress()), null)
                    : new Source(Type.IP, address.getHostAddress(), null);
        } catch (UnknownHostException e) {
            return new Source(Type.IP, UNKNOWN, null);
        }
    }

    private static String network(byte[] address) {
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < GROUPS_OF_NETWORK; group++) {
            int value = (address[2 * group] & 0xff) << 8 | address[2 * group + 1] & 0xff;
            text.append(Integer.toHexString(value)).append(':');
        }
        return text + ":/64";
    }

    /** Who did it, of events that begin with one of this actor: of many, the first one is as good as none. */
    public Actor actor(Actor first) {
        return type == Type.MANY ? Actor.anonymous(NOWHERE) : first;
    }

    /** As events say it: {@code {"type":"IP","id":"192.0.2.7"}}. */
    public Map<String, Object> described() {
        Map<String, Object> described = new TreeMap<>(Map.of("type", type));
        if (id != null) {
            described.put("id", id);
        }
        if (via != null) {
            described.put("via", via);
        }
        return described;
    }
}
