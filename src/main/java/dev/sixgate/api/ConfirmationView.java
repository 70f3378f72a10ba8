package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.ChangeView.Person;
import dev.sixgate.change.Confirmation;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Whether an applied change may stay. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Confirmation", description = "Whether the applied change may stay; it is reverted if nobody says so.")
public record ConfirmationView(
        @Schema(description = "To be confirmed before this moment; then it is reverted.")
        Instant by,

        @Schema(
                examples = "AWAITED",
                enumeration = {"AWAITED", "CONFIRMED", "MISSED", "OVERTAKEN"},
                description = "OVERTAKEN: a later change of the domain, its revert for instance, was applied before.")
        String state,

        @Schema(description = "Who confirmed it.") @Nullable Person confirmedBy,
        @Schema(description = "When.") @Nullable Instant confirmedAt) {

    static ConfirmationView of(Confirmation confirmation) {
        return new ConfirmationView(
                confirmation.by(),
                confirmation.state().name(),
                confirmation.confirmedBy() == null || confirmation.confirmedByName() == null
                        ? null
                        : new Person(confirmation.confirmedBy(), confirmation.confirmedByName(), null),
                confirmation.confirmedAt());
    }
}
