package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.change.reach.Reachability;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What clients see of an applied change. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Reachability",
        description =
                "What clients see of the applied change, by what DNS answered at once, and 1, 5 and 30 minutes later unless"
                        + " they saw it before. It is not looked at after that.")
public record ReachabilityView(
        @Schema(description = "When this was first seen; later looks that saw the same are not told.")
        Instant checkedAt,

        @Schema(description = "Whether the domain's name has A records; absent where no resolver answered.") @Nullable
        Boolean ipv4,

        @Schema(description = "Whether the domain's name has AAAA records; absent where no resolver answered.")
        @Nullable
        Boolean ipv6,

        @Schema(
                description =
                        "Whether clients see the change: IPv6 addresses of a dualstack domain, none of an ipv4 one; absent where"
                                + " no resolver answered.")
        @Nullable
        Boolean effective,

        @Schema(examples = "dualstack, but no client can use it: no AAAA alias.", description = "That, in words.")
        String detail,

        @Schema(
                description =
                        "What to do about it, where something is to be done: a command for the AWS CLI with its change"
                                + " batch, or a sentence.")
        @Nullable
        String fix) {

    static @Nullable ReachabilityView of(@Nullable Reachability seen) {
        return seen == null
                ? null
                : new ReachabilityView(
                        seen.checkedAt(), seen.ipv4(), seen.ipv6(), seen.effective(), seen.detail(), seen.fix());
    }
}
