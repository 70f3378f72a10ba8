package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.ChangeView.Person;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.ChecklistItem;
import dev.sixgate.change.Review.Decision;
import dev.sixgate.domainname.Finding;
import dev.sixgate.rollout.Estimate;
import dev.sixgate.rollout.RolloutAction;
import dev.sixgate.rollout.RolloutPermission;
import dev.sixgate.rollout.RolloutStatus;
import dev.sixgate.rollout.Skipped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A rollout as callers see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Rollout",
        description =
                "The same change of many domains: what was asked, who decided, which wave runs, what became of each.")
record RolloutView(
        @Schema(description = "UUIDv7; rises with time.") UUID id,

        @Schema(examples = "/rollouts/019a9c1e-0000-7000-8000-000000000000")
        String href,

        @Schema(examples = "dualstack", ref = "IpAddressType")
        String to,

        RolloutStatus status,

        @Schema(description = "What it waits for, and until when.") @Nullable
        Waits waitingFor,

        String reason,
        @Nullable String reference,
        Person requestedBy,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,

        @Schema(description = "As it was asked; looked up once.")
        RolloutAsked.SelectAsked select,

        @Schema(description = "What was selected and left out, and why.")
        List<Skipped> skipped,

        Plans plan,

        @Schema(description = "The wave that runs, or ran last; 0 before the first.")
        int wave,

        List<WaveView> waves,

        @Schema(description = "How many changes may fail.") int maxFailures,

        @Schema(description = "How many have.") int failures,

        @Schema(description = "How many of them were seen by whoever resumed it, and count no more.")
        int failuresExcused,

        @Schema(description = "How many changes are in which state.")
        Map<ChangeStatus, Integer> counts,

        @Schema(description = "Why it stands still.") @Nullable
        Paused paused,

        List<Said> reviews,

        @Schema(description = "While it waits for approvals: what there is to decide; not in lists.") @Nullable
        ToDecide toDecide,

        @Schema(description = "When it is over at the earliest, by AWS's quota alone.")
        Estimate estimate,

        @Schema(description = "The rollout that this one takes back.") @Nullable
        UUID revertOf,

        @Schema(description = "The newest rollout that takes this one back.") @Nullable
        UUID revertedBy,

        @Schema(description = "Each domain with its change, in the order in which they run; not in lists.") @Nullable
        List<DomainInRollout> domains,

        @Schema(description = "What you may do with it now; not in lists.") @Nullable
        List<AllowedAction> allowedActions,

        @Schema(description = "What you may not do with it now, and why; not in lists.") @Nullable
        List<NotAllowedAction> notAllowed) {

    /** One digest over everything that is to be decided. */
    @Schema(name = "RolloutPlan")
    record Plans(
            @Schema(
                    description =
                            "The root of a Merkle tree (RFC 6962) over the terms and each change's plan, in order; send it"
                                    + " as planDigest to approve.",
                    examples = "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0")
            String digest) {}

    /** What it waits for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RolloutWaitingFor")
    record Waits(
            @Schema(
                    examples = "BAKE",
                    description = "APPROVAL, CHANGES (those of its wave), BAKE, PROMOTION or RESUME.")
            String kind,

            @Nullable Instant until,
            @Nullable String detail) {}

    /** One wave. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Wave")
    record WaveView(
            @Schema(description = "1 for the first.") int number,
            int size,

            @Schema(description = "ISO 8601.", examples = "PT10M")
            String bake,

            @Schema(
                    examples = "RUNNING",
                    enumeration = {"WAITING", "RUNNING", "BAKING", "DONE"})
            String status,

            @Nullable Instant bakeUntil,
            Map<ChangeStatus, Integer> counts) {}

    /** Why it stands still. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RolloutPaused")
    record Paused(
            @Schema(description = "Who paused it; absent where it stopped by itself.") @Nullable
            Person by,

            String because,
            Instant at) {}

    /** What somebody said of all of it at once. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RolloutReview")
    record Said(
            Person by,
            Decision decision,
            @Nullable String comment,
            Instant at,
            String planDigest,

            @Schema(description = "To how many of its changes it applied.")
            int changes,

            @Schema(description = "What the reviewer took out, as domain@target.")
            List<String> takenOut) {}

    /** What there is to decide, over all of its changes. */
    @Schema(name = "RolloutToDecide")
    record ToDecide(
            List<Needed> requirements,

            @Schema(description = "What an approver has to look at, once for all of them.")
            List<ChecklistItem> checklist,

            @Schema(description = "Whether an approval has to tick the whole checklist.")
            boolean checklistRequired,

            @Schema(description = "What was found around the domains, but for what is well.")
            List<Found> findings) {}

    /** Something that was found around some of the domains. */
    @Schema(name = "RolloutFinding")
    record Found(@Schema(examples = "web-acl") String check, Finding.Level level, Set<String> domains) {}

    /** What some of its changes need. */
    @Schema(name = "RolloutRequirement")
    record Needed(
            String group,
            int approvals,

            @Schema(description = "How many changes need that.")
            int changes,

            @Schema(description = "How many of these have it.")
            int met) {}

    /** One domain. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "DomainInRollout")
    record DomainInRollout(
            String domain,
            String target,
            String accountId,
            int wave,
            ChangeStatus status,

            @Schema(description = "Its change.", examples = "/changes/019a9c1e-0000-7000-8000-000000000000")
            String href,

            @Schema(description = "As waitingFor.kind of the change.") @Nullable
            String waitingFor,

            @Nullable Instant until,

            @Schema(description = "The code of what went wrong.") @Nullable
            String failure,

            String planDigest,
            @Nullable Instant endedAt) {}

    /** Something that the caller may do. */
    @Schema(name = "AllowedRolloutAction")
    record AllowedAction(RolloutAction action, String href) {}

    /** Something that the caller may not do. */
    @Schema(name = "NotAllowedRolloutAction")
    record NotAllowedAction(RolloutAction action, String because) {
        static NotAllowedAction of(RolloutPermission permission) {
            return new NotAllowedAction(permission.action(), String.valueOf(permission.because()));
        }
    }
}
