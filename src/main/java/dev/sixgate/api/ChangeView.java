package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.change.Action;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.ChecklistItem;
import dev.sixgate.change.Explanation;
import dev.sixgate.change.Failure;
import dev.sixgate.change.Membership;
import dev.sixgate.change.Permission;
import dev.sixgate.change.Plan;
import dev.sixgate.change.Review.Decision;
import dev.sixgate.domainname.Finding;
import dev.sixgate.policy.NextWindow;
import dev.sixgate.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A change, as callers see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Change",
        description =
                "A change of one domain's IP address type: what was asked, its plan, who approved, what AWS answered.")
public record ChangeView(
        @JsonIgnore @Schema(hidden = true) long version,
        @Schema(description = "UUIDv7; rises with time.") UUID id,

        @Schema(examples = "/changes/019a9c1e-0000-7000-8000-000000000000")
        String href,

        @Schema(examples = "api.example.com") String domain,
        @Schema(examples = "sandbox") String target,
        @Schema(examples = "111111111111") String accountId,
        @Schema(examples = "eu-central-1") String region,

        @Schema(examples = "ipv4", ref = "IpAddressType") String from,

        @Schema(examples = "dualstack", ref = "IpAddressType")
        String to,

        ChangeStatus status,

        @Schema(description = "What it waits for, and until when.") @Nullable
        WaitingFor waitingFor,

        @Schema(description = "When windows and freezes let it run; only while that is open to it.") @Nullable
        NextWindow nextWindow,

        String reason,
        @Nullable String reference,
        Person requestedBy,
        Instant requestedAt,

        @Schema(description = "The end of the time to decide.")
        Instant expiresAt,

        @Nullable Instant notBefore,
        boolean hold,
        PlanView plan,
        ApprovalView approval,

        @Schema(description = "That it runs without its approvals, and the review that is owed for it.") @Nullable
        EmergencyView emergency,

        List<AttemptView> attempts,
        @Nullable Instant appliedAt,

        @Schema(description = "What clients see of it, once it is applied and DNS was asked.") @Nullable
        ReachabilityView reachability,

        @Schema(description = "Where somebody has to confirm it once it is applied.") @Nullable
        ConfirmationView confirmation,

        @Schema(description = "Why it failed.") @Nullable Failure failure,

        @Schema(description = "The rollout that it is part of, and its wave.") @Nullable
        InRollout rollout,

        @Schema(description = "The change that this one takes back.") @Nullable
        UUID revertOf,

        @Schema(description = "The newest change that takes this one back.") @Nullable
        UUID revertedBy,

        @Schema(description = "What you may do with it now.")
        List<Allowed> allowedActions,

        @Schema(description = "What you may not do with it now, and why.")
        List<NotAllowed> notAllowed) {

    /** A change's place in a rollout. */
    @Schema(name = "InRollout")
    public record InRollout(
            UUID id,

            @Schema(examples = "/rollouts/019a9c1e-0000-7000-8000-000000000000")
            String href,

            @Schema(description = "1 for the first.") int wave) {
        static InRollout of(Membership membership) {
            return new InRollout(membership.rollout(), "/rollouts/" + membership.rollout(), membership.wave());
        }
    }

    /** What a change waits for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "WaitingFor")
    public record WaitingFor(
            @Schema(
                    examples = "QUOTA",
                    description =
                            "APPROVAL, HOLD, START_TIME, WINDOW, FREEZE, QUOTA, WAVE, DOMAIN_BUSY, AWS or REPLAN.")
            String kind,

            @Nullable Instant until,
            @Nullable String detail,

            @Schema(description = "Said where its approval ends before it may run.") @Nullable
            String warning) {}

    /** Somebody. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Person")
    public record Person(
            @Schema(examples = "ria") String subject,
            @Schema(examples = "Ria Requester") String name,

            @Schema(description = "The service that acted for this person.") @Nullable
            String via) {}

    /** What the change would do. */
    @Schema(name = "Plan")
    public record PlanView(
            @Schema(description = "What an approval approves; send it as planDigest.")
            String digest,

            @Schema(description = "The domain's whole configuration as it was observed.")
            Map<String, Object> before,

            @Schema(description = "The whole configuration that the change means to leave.")
            Map<String, Object> after,

            List<Finding> readiness,

            @Schema(description = "What no program can see: look at it, and tick it in your review.")
            List<ChecklistItem> checklist,

            Instant observedAt) {
        static PlanView of(Plan plan) {
            return new PlanView(
                    plan.digest(), plan.before(), plan.after(), plan.readiness(), plan.checklist(), plan.observedAt());
        }
    }

    /** Who must approve, and who has. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Approval")
    public record ApprovalView(
            @Schema(description = "The rules that match, as pinned and as they are now.")
            List<Verdict.Matched> policies,

            String policyDigest,
            List<RequirementView> requirements,

            @Schema(description = "Whether the requirements are met now.")
            boolean met,

            @Schema(description = "Why the policies deny it by now, if they do.")
            List<String> denied,

            @Schema(description = "Whether an approval has to tick the plan's whole checklist.")
            boolean checklistRequired,

            List<ReviewView> reviews,
            Explanation explanation,
            @Nullable Instant approvedAt,
            @Nullable Instant approvalExpiresAt,

            @Schema(
                    examples = "PT24H",
                    description =
                            "For how long, once it is applied, the approval covers its revert too, as long as the domain"
                                    + " is exactly as it was left.")
            @JsonFormat(shape = JsonFormat.Shape.STRING)
            @Nullable
            Duration revertApprovedFor,

            @Schema(description = "Until when, now that it is applied, its revert is approved.") @Nullable
            Instant revertApprovedUntil,

            @Schema(
                    examples = "PT30M",
                    description =
                            "Within which time, once it is applied, somebody has to confirm it; else it is reverted.")
            @JsonFormat(shape = JsonFormat.Shape.STRING)
            @Nullable
            Duration confirmWithin,

            @Schema(description = "The approval that this revert has from the change that it takes back.") @Nullable
            InAdvanceView inAdvance,

            @Schema(
                    description =
                            "Why the approval in advance of this revert does not count, so that it needs one of its own.")
            @Nullable
            String notInAdvance) {}

    /** So many approvals of a group, and how many there are. */
    @Schema(name = "Requirement")
    public record RequirementView(
            @Schema(examples = "approvers") String group,
            @Schema(examples = "1") int approvals,
            @Schema(examples = "0") int given,

            @Schema(description = "Whose approval counts here; one person counts once over all requirements.")
            List<String> by) {}

    /** What somebody said. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Review")
    public record ReviewView(
            Person by,

            @Schema(description = "In whose right it counts now, where it counts by a delegation.") @Nullable
            Person onBehalfOf,

            Decision decision,
            @Nullable String comment,
            Instant at,
            String planDigest,

            @Schema(description = "The items of the plan's checklist that were ticked.")
            List<String> checked) {}

    /** One call to AWS. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Attempt")
    public record AttemptView(
            int number,
            Instant startedAt,
            @Nullable Instant endedAt,
            Attempt.@Nullable Outcome outcome,
            @Nullable String awsRequestId,
            @Nullable Failure error) {}

    /** An action that would succeed. */
    @Schema(name = "AllowedAction")
    public record Allowed(Action action, String href) {}

    /** An action that would be refused. */
    @Schema(name = "NotAllowedAction")
    public record NotAllowed(Action action, String because) {
        static NotAllowed of(Permission permission) {
            return new NotAllowed(permission.action(), String.valueOf(permission.because()));
        }
    }
}
