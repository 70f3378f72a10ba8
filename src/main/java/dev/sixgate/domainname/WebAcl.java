package dev.sixgate.domainname;

import dev.sixgate.domainname.Surroundings.Unread;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A web ACL of AWS WAF, as far as it treats callers by their address. An IP set is of one family; which callers of which family a
 * rule reaches is worked out when it is read, so that no address is kept.
 *
 * @param blocksByDefault what becomes of a request that no rule ends
 * @param rules in the order in which they are asked, with those of rule groups in their place
 * @param unread what of it could not be read
 * @see <a href="https://docs.aws.amazon.com/waf/latest/APIReference/API_WebACL.html">WebACL</a>
 */
public record WebAcl(String arn, boolean blocksByDefault, List<Rule> rules, List<Unread> unread) {

    public WebAcl {
        rules = List.copyOf(rules);
        unread = List.copyOf(unread);
    }

    /** What a rule does with the requests that it matches. */
    public enum Action {
        ALLOW,
        BLOCK,
        COUNT,
        CAPTCHA,
        CHALLENGE,
        /** What a managed rule group does is its vendor's secret. */
        MANAGED;

        /** Whether it can keep a caller out. */
        public boolean hinders() {
            return this == BLOCK || this == CAPTCHA || this == CHALLENGE || this == MANAGED;
        }
    }

    /** Which callers of one family a rule's addresses mean, its other conditions set aside. */
    public enum Reach {
        NONE,
        SOME,
        ALL
    }

    /**
     * One rule.
     *
     * @param name with that of its rule group before it
     * @param ipv4 which IPv4 callers it means by their address; null where it asks for no address
     * @param ipv6 which IPv6 callers; null where {@code ipv4} is
     * @param conditional whether it asks for more than addresses
     * @param rated whether it counts requests, and acts on those beyond a limit
     * @param perAddress whether it counts them by the caller's address
     * @param labels whether it labels requests, which later rules may ask for
     * @param header the header that it takes addresses from, where it does
     * @param addressList whether it is a managed group that knows callers by their address
     */
    public record Rule(
            String name,
            Action action,
            @Nullable Reach ipv4,
            @Nullable Reach ipv6,
            boolean conditional,
            boolean rated,
            boolean perAddress,
            boolean labels,
            @Nullable String header,
            boolean addressList) {}
}
