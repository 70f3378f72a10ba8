package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;

/**
 * Which addresses a custom domain name answers on. There is no IPv6-only domain.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names-ip-address-type.html">IP
 *     address types for custom domain names</a>
 */
public enum IpAddressType {
    /** IPv4 only. */
    IPV4("ipv4"),
    /** IPv4 and IPv6. */
    DUALSTACK("dualstack");

    private final String wire;

    IpAddressType(String wire) {
        this.wire = wire;
    }

    /** AWS's spelling. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** @throws Refusal {@code malformed-request} for anything but {@code ipv4} and {@code dualstack} */
    @JsonCreator
    public static IpAddressType parse(String wire) {
        for (IpAddressType type : values()) {
            if (type.wire.equals(wire)) {
                return type;
            }
        }
        throw new Refusal(Reason.MALFORMED_REQUEST, "ipAddressType is ipv4 or dualstack.");
    }

    public IpAddressType other() {
        return this == IPV4 ? DUALSTACK : IPV4;
    }

    @Override
    public String toString() {
        return wire;
    }
}
