package dev.sixgate.rollout;

import static dev.sixgate.rollout.RolloutPermission.granted;
import static dev.sixgate.rollout.RolloutPermission.refused;

import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.change.Action;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Members;
import dev.sixgate.change.Permission;
import dev.sixgate.change.Permissions;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.Standing;
import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Groups;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who may do what with a rollout in which state: what guards the actions, and what callers see, are this one class. A review
 * of a rollout is permitted where it is permitted on one of its changes, to whoever may give it there.
 */
@ApplicationScoped
public class RolloutPermissions {
    private final Members members;
    private final Approvals approvals;
    private final PolicyInForce policies;

    RolloutPermissions(Members members, Approvals approvals, PolicyInForce policies) {
        this.members = members;
        this.approvals = approvals;
        this.policies = policies;
    }

    /** The changes to which a review would apply, and why it does not to the first one to which it would not. */
    public record Reviewable(List<ChangeId> changes, RolloutPermission permission) {}

    /** The answer for every action. */
    public List<RolloutPermission> all(Rollout rollout, Progress progress, Actor actor, Instant now) {
        Map<RolloutAction, Reviewable> reviews = reviewable(rollout, progress, actor, now);
        return Arrays.stream(RolloutAction.values())
                .map(action -> action.isReview()
                        ? Objects.requireNonNull(reviews.get(action)).permission()
                        : permits(rollout, progress, action, actor, now))
                .toList();
    }

    /** The answer for an action that is no review. */
    public RolloutPermission permits(
            Rollout rollout, Progress progress, RolloutAction action, Actor actor, Instant now) {
        return switch (action) {
            case PAUSE -> own(rollout, action, rollout.status() == RolloutStatus.RUNNING, actor);
            case RESUME -> own(rollout, action, rollout.status() == RolloutStatus.PAUSED, actor);
            case CANCEL -> own(rollout, action, rollout.status().leadsTo(RolloutStatus.CANCELLED), actor);
            case PROMOTE -> promote(rollout, actor, now);
            case REVERT -> revert(rollout, progress, actor);
            case APPROVE, REJECT, COMMENT, WITHDRAW ->
                Objects.requireNonNull(reviewable(rollout, progress, actor, now).get(action))
                        .permission();
        };
    }

    /** To which changes each kind of review would apply. */
    public Map<RolloutAction, Reviewable> reviewable(Rollout rollout, Progress progress, Actor actor, Instant now) {
        List<RolloutAction> actions = Arrays.stream(RolloutAction.values())
                .filter(RolloutAction::isReview)
                .toList();
        Map<RolloutAction, Reviewable> found = new EnumMap<>(RolloutAction.class);
        for (RolloutAction action : actions) {
            found.put(
                    action,
                    new Reviewable(
                            new ArrayList<>(),
                            refused(
                                    action,
                                    Reason.INVALID_TRANSITION,
                                    "It is " + rollout.status() + "; one cannot " + action.verb() + " it now.")));
        }
        if (rollout.status().isEnded()) {
            return found;
        }
        List<ChangeId> undecided = progress.members().stream()
                .filter(member -> switch (member.status()) {
                    case PENDING_APPROVAL, APPROVED -> true;
                    case APPLYING, VERIFYING, APPLIED, STALE, FAILED, REJECTED, CANCELLED, EXPIRED -> false;
                })
                .map(member -> new ChangeId(member.change()))
                .toList();
        Map<RolloutAction, Permission> refusals = new LinkedHashMap<>();
        members.inChunks(undecided, changes -> {
            Map<ChangeId, Standing> standings = approvals.of(changes, now);
            for (ChangeRequest change : changes) {
                Permissions permissions =
                        Permissions.of(change, Objects.requireNonNull(standings.get(change.id())), actor, now);
                for (RolloutAction action : actions) {
                    Permission permission = permissions.permits(Action.valueOf(action.name()));
                    if (permission.isGranted()) {
                        Objects.requireNonNull(found.get(action)).changes().add(change.id());
                    } else {
                        refusals.putIfAbsent(action, permission);
                    }
                }
            }
        });
        found.replaceAll((action, reviewable) -> {
            Permission refusal = refusals.get(action);
            if (!reviewable.changes().isEmpty()) {
                return new Reviewable(List.copyOf(reviewable.changes()), granted(action));
            }
            return refusal == null || refusal.reason() == null
                    ? reviewable
                    : new Reviewable(List.of(), refused(action, refusal.reason(), String.valueOf(refusal.because())));
        });
        return found;
    }

    /** The groups in whose name somebody could let the next wave begin, of those that have not. */
    public List<String> promotesFor(Rollout rollout, Actor actor) {
        Approver approver = Approvals.asApprover(actor);
        Groups groups = policies.present().groups();
        return approver.approverRole()
                ? rollout.missingPromotions().stream()
                        .filter(group -> groups.count(group, approver))
                        .toList()
                : List.of();
    }

    private RolloutPermission promote(Rollout rollout, Actor actor, Instant now) {
        if (rollout.terms().promotedBy().isEmpty()) {
            return refused(
                    RolloutAction.PROMOTE,
                    Reason.INVALID_TRANSITION,
                    "No rule asks for it: waves follow by themselves.");
        }
        if (!actor.isPerson() || actor.via() != null) {
            return refused(
                    RolloutAction.PROMOTE, Reason.MACHINE_APPROVER_FORBIDDEN, "A person lets the next wave begin.");
        }
        if (actor.is(rollout.terms().requester())) {
            return refused(
                    RolloutAction.PROMOTE,
                    Reason.SELF_APPROVAL_FORBIDDEN,
                    "Who asked for a rollout does not promote its waves.");
        }
        if (!rollout.isAwaitingPromotion(now)) {
            return wrongState(rollout, RolloutAction.PROMOTE);
        }
        return promotesFor(rollout, actor).isEmpty()
                ? refused(
                        RolloutAction.PROMOTE,
                        Reason.NOT_ELIGIBLE_APPROVER,
                        "Approvers of " + String.join(" and ", rollout.missingPromotions())
                                + " let the next wave begin.")
                : granted(RolloutAction.PROMOTE);
    }

    private static RolloutPermission revert(Rollout rollout, Progress progress, Actor actor) {
        if (!actor.has(Role.REQUESTER)) {
            return refused(RolloutAction.REVERT, Reason.ROLE_REQUIRED, "Asking for changes needs the role requester.");
        }
        if (!rollout.status().isEnded()) {
            return refused(
                    RolloutAction.REVERT,
                    Reason.INVALID_TRANSITION,
                    "It is not over; cancel it, and then revert what was done.");
        }
        return progress.count(ChangeStatus.APPLIED) > 0
                ? granted(RolloutAction.REVERT)
                : refused(RolloutAction.REVERT, Reason.INVALID_TRANSITION, "None of its changes was applied.");
    }

    /** What its requester and operators may do. */
    private static RolloutPermission own(Rollout rollout, RolloutAction action, boolean inThisState, Actor actor) {
        if (!actor.has(Role.OPERATOR) && !actor.is(rollout.terms().requester())) {
            return refused(
                    action,
                    Reason.ROLE_REQUIRED,
                    "Only who asked for it, or an operator, may " + action.verb() + " a rollout.");
        }
        return inThisState ? granted(action) : wrongState(rollout, action);
    }

    private static RolloutPermission wrongState(Rollout rollout, RolloutAction action) {
        return refused(
                action,
                Reason.INVALID_TRANSITION,
                "It is " + rollout.status() + "; one cannot " + action.verb() + " it now.");
    }
}
