package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.ChangeView.Person;
import dev.sixgate.change.Delegation;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A delegation, as callers see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Delegation", description = "Somebody's groups in another person's hands for a time.")
record DelegationView(
        UUID id,
        @Schema(description = "The delegation's path.") String href,
        @Schema(description = "Whose groups they are.") Person giver,
        @Schema(description = "Who stands in.") Person receiver,

        @Schema(description = "The groups that are delegated.")
        List<String> groups,

        String reason,
        @Schema(description = "PLANNED, ACTIVE or ENDED.") Delegation.State state,
        @Schema(description = "When it was made.") Instant createdAt,
        @Schema(description = "From this moment on.") Instant from,

        @Schema(description = "Until this moment, if nobody ends it before.")
        Instant until,

        @Schema(description = "When somebody ended it before its time.") @Nullable
        Instant endedAt,

        @Schema(description = "The subject who ended it.") @Nullable
        String endedBy) {

    static DelegationView of(Delegation delegation, Instant now) {
        return new DelegationView(
                delegation.id(),
                "/delegations/" + delegation.id(),
                new Person(delegation.giver(), delegation.giverName(), null),
                new Person(delegation.receiver(), delegation.receiverName(), null),
                delegation.groups(),
                delegation.reason(),
                delegation.state(now),
                delegation.createdAt(),
                delegation.from(),
                delegation.until(),
                delegation.endedAt(),
                delegation.endedBy());
    }
}
