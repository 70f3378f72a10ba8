package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.policy.Calendar;
import dev.sixgate.policy.Evaluation;
import dev.sixgate.policy.Facts;
import dev.sixgate.policy.NextWindow;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a policy file says of a change that nobody has asked for. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Evaluated",
        description = "What a policy file says of a change that nobody has asked for. Nothing was recorded.")
record EvaluationView(
        @Schema(examples = "api.example.com") String domain,
        @Schema(examples = "sandbox") String target,
        @Schema(examples = "ipv4") String from,
        @Schema(examples = "dualstack") String to,

        @Schema(examples = "ria", description = "Who would ask.")
        String requester,

        @Schema(description = "Whether the draft was asked, and not the file in force.")
        boolean draft,

        Evaluation evaluation,

        @Schema(
                examples = "PT24H",
                description = "For how long, once it is applied, the approval would cover its revert too.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable
        Duration revertApprovedFor,

        @Schema(
                examples = "PT30M",
                description =
                        "Within which time, once it is applied, somebody would have to confirm it; else it is reverted.")
        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Nullable
        Duration confirmWithin,

        @Schema(description = "When windows and freezes would let it run.") @Nullable
        NextWindow nextWindow) {

    static EvaluationView of(ObservedDomain domain, Facts facts, boolean draft, PolicyFile file, Instant now) {
        Verdict verdict = file.evaluate(facts);
        Calendar calendar = file.calendar(verdict, facts, Map.of(), lifted -> false);
        return new EvaluationView(
                domain.name().value(),
                domain.target().value(),
                facts.from().wire(),
                facts.to().wire(),
                facts.requester(),
                draft,
                Evaluation.of(file, facts),
                verdict.revertApprovedFor(),
                verdict.confirmWithin(),
                verdict.denied()
                        ? null
                        : NextWindow.of(calendar, null, now.plus(verdict.approvalHoldsFor()), now)
                                .orElse(null));
    }
}
