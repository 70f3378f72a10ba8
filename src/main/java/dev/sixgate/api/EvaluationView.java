package dev.sixgate.api;

import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.policy.Evaluation;
import dev.sixgate.policy.Facts;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a policy file says of a change that nobody has asked for. */
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

        Evaluation evaluation) {

    static EvaluationView of(ObservedDomain domain, Facts facts, boolean draft, Evaluation evaluation) {
        return new EvaluationView(
                domain.name().value(),
                domain.target().value(),
                facts.from().wire(),
                facts.to().wire(),
                facts.requester(),
                draft,
                evaluation);
    }
}
