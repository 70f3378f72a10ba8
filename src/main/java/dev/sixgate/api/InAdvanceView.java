package dev.sixgate.api;

import dev.sixgate.change.InAdvance;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An approval that was given together with that of the reverted change. */
@Schema(
        name = "ApprovalInAdvance",
        description = "The approval that a revert has from the approvers of the change that it takes back.")
public record InAdvanceView(
        @Schema(description = "The change that was approved together with this revert.")
        UUID change,

        @Schema(examples = "[\"nora\"]", description = "Whose approval of that change counts.")
        List<String> by,

        @Schema(description = "The revert had to be asked for before this moment.")
        Instant until) {

    static InAdvanceView of(InAdvance inAdvance) {
        return new InAdvanceView(inAdvance.change().value(), inAdvance.by(), inAdvance.until());
    }
}
