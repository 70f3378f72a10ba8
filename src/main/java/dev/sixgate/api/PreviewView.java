package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.ChangeView.PlanView;
import dev.sixgate.change.Plan;
import dev.sixgate.change.verb.ProposeChange.Preview;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.policy.NextWindow;
import dev.sixgate.policy.Requirement;
import dev.sixgate.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What asking for a change would mean. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Preview",
        description = "What asking would mean: the plan, and what the policies say of it. Nothing was recorded.")
record PreviewView(
        @Schema(
                enumeration = {"VALID", "SAME_TYPE", "DENIED"},
                examples = "VALID")
        String status,

        @Schema(examples = "api.example.com") String domain,
        @Schema(examples = "sandbox") String target,
        PlanView plan,
        PolicyView policy,

        @Schema(description = "When windows and freezes would let it run.") @Nullable
        NextWindow nextWindow) {

    /** What the policies say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "PolicyDecision")
    record PolicyView(
            @Schema(description = "The rules that match.") List<Verdict.Matched> rules,

            @Schema(description = "Why it is denied, if it is.")
            List<String> denied,

            @Schema(description = "Whether it would run without anybody's approval.")
            boolean automatic,

            @Schema(description = "Whether an approval would have to tick the plan's whole checklist.")
            boolean checklistRequired,

            List<Asked> requirements,

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
            Duration confirmWithin) {}

    /** So many approvals of a group. */
    @Schema(name = "AskedApprovals")
    record Asked(String group, int approvals, List<String> rules) {
        static Asked of(Requirement requirement) {
            return new Asked(requirement.group(), requirement.approvals(), requirement.rules());
        }
    }

    static PreviewView of(ObservedDomain domain, boolean nothingToDo, Preview preview, ChangeAsked asked, Instant now) {
        Plan plan = preview.plan();
        Verdict verdict = preview.verdict();
        return new PreviewView(
                nothingToDo ? "SAME_TYPE" : verdict.denied() ? "DENIED" : "VALID",
                domain.name().value(),
                domain.target().value(),
                PlanView.of(plan),
                new PolicyView(
                        verdict.matched(),
                        verdict.reasons(),
                        verdict.automatic(),
                        verdict.checklistRequired(),
                        verdict.requirements().stream().map(Asked::of).toList(),
                        verdict.revertApprovedFor(),
                        verdict.confirmWithin()),
                nothingToDo || verdict.denied() || asked.emergency() != null
                        ? null
                        : NextWindow.of(
                                        preview.calendar(),
                                        asked.notBefore(),
                                        now.plus(verdict.approvalHoldsFor()),
                                        now)
                                .orElse(null));
    }
}
