package dev.sixgate.change.reach;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of an applied change.
 *
 * @param checkedAt when that was first seen; later looks that see the same leave it
 * @param ipv4 whether the domain's name has A records; null where no resolver answered
 * @param ipv6 whether it has AAAA records; null where no resolver answered
 * @param gatewayIpv4 whether API Gateway's name has A records; null where no resolver answered
 * @param gatewayIpv6 whether it has AAAA records; null where no resolver answered
 * @param effective whether clients see the change; null where no resolver answered
 * @param detail in a sentence
 * @param fix what to do about it, where something is to be done
 */
public record Reachability(
        Instant checkedAt,
        @Nullable Boolean ipv4,
        @Nullable Boolean ipv6,
        @Nullable Boolean gatewayIpv4,
        @Nullable Boolean gatewayIpv6,
        @Nullable Boolean effective,
        String detail,
        @Nullable String fix) {

    /** Whether it says the same, whenever that was seen. */
    public boolean saysTheSameAs(@Nullable Reachability other) {
        return other != null
                && Objects.equals(ipv4, other.ipv4)
                && Objects.equals(ipv6, other.ipv6)
                && Objects.equals(gatewayIpv4, other.gatewayIpv4)
                && Objects.equals(gatewayIpv6, other.gatewayIpv6)
                && Objects.equals(effective, other.effective)
                && detail.equals(other.detail)
                && Objects.equals(fix, other.fix);
    }
}
