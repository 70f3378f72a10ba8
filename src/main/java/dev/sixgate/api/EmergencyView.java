package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.ChangeView.Person;
import dev.sixgate.change.BreakGlass;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.Retrospective;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A use of break-glass, as callers see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "EmergencyUse", description = "That the glass was broken for a change, by whom, and what came of it.")
record EmergencyView(
        @Schema(examples = "INC-77") String incident,

        @Schema(description = "Who broke the glass.") Person by,

        @Schema(
                description =
                        "Whether it still stands in for the approvals: until the domain is no longer as planned, a rule"
                                + " denies the change, or a reviewer says that it was not justified.")
        boolean inForce,

        @Schema(description = "The review afterwards.") ReviewOwed review) {

    /** The review that is owed, or was given. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "EmergencyReview", description = "The review of an emergency: owed until reviewedAt is there.")
    record ReviewOwed(
            @Schema(description = "Until when somebody else has to review it; 24 hours after the request.")
            Instant dueAt,

            @Schema(description = "Who reviewed it.") @Nullable
            Person reviewedBy,

            @Schema(description = "When it was reviewed.") @Nullable
            Instant reviewedAt,

            @Schema(description = "Whether it could not have waited.")
            Retrospective.@Nullable Verdict verdict,

            @Schema(description = "The reviewer's words.") @Nullable
            String comment) {

        static ReviewOwed of(BreakGlass broken, @Nullable Retrospective said) {
            return said == null
                    ? new ReviewOwed(broken.dueAt(), null, null, null, null)
                    : new ReviewOwed(
                            broken.dueAt(),
                            new Person(said.reviewer(), said.reviewerName(), null),
                            said.reviewedAt(),
                            said.verdict(),
                            said.comment());
        }
    }

    /** Nothing where the glass was not broken. */
    static @Nullable EmergencyView of(ChangeRequest change) {
        return change.breakGlass()
                .map(broken -> new EmergencyView(
                        broken.incident(),
                        new Person(
                                change.ask().requester(),
                                change.ask().requesterName(),
                                change.ask().requesterVia()),
                        broken.inForce(),
                        ReviewOwed.of(broken, change.retrospective().orElse(null))))
                .orElse(null);
    }
}
