package dev.sixgate.api;

import dev.sixgate.api.ChangeView.PlanView;
import dev.sixgate.change.Plan;
import dev.sixgate.change.verb.ProposeChange.Preview;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.policy.Requirement;
import dev.sixgate.policy.Verdict;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What asking for a change would mean. */
@Schema(
        name = "Preview",
        description = "What asking would mean: the plan, and what the policies say of it. Nothing was recorded.")
record PreviewView(
        @Schema(
                enumeration = {"VALID", "NO_CHANGE", "DENIED"},
                examples = "VALID")
        String status,

        @Schema(examples = "api.example.com") String domain,
        @Schema(examples = "sandbox") String target,
        PlanView plan,
        PolicyView policy) {

    /** What the policies say. */
    @Schema(name = "PolicyDecision")
    record PolicyView(
            @Schema(description = "The rules that match.") List<Verdict.Matched> rules,

            @Schema(description = "Why it is denied, if it is.")
            List<String> denied,

            @Schema(description = "Whether it would run without anybody's approval.")
            boolean automatic,

            List<Asked> requirements) {}

    /** So many approvals of a group. */
    @Schema(name = "AskedApprovals")
    record Asked(String group, int approvals, List<String> rules) {
        static Asked of(Requirement requirement) {
            return new Asked(requirement.group(), requirement.approvals(), requirement.rules());
        }
    }

    static PreviewView of(ObservedDomain domain, boolean nothingToDo, Preview preview) {
        Plan plan = preview.plan();
        Verdict verdict = preview.verdict();
        return new PreviewView(
                nothingToDo ? "NO_CHANGE" : verdict.denied() ? "DENIED" : "VALID",
                domain.name().value(),
                domain.target().value(),
                new PlanView(plan.digest(), plan.before(), plan.after(), plan.readiness(), plan.observedAt()),
                new PolicyView(
                        verdict.matched(),
                        verdict.reasons(),
                        verdict.automatic(),
                        verdict.requirements().stream().map(Asked::of).toList()));
    }
}
