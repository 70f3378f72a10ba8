package dev.sixgate.change;

import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Who may do what with a change in which state. The actions' guards and the list that callers see are this one class.
 *
 * <p>Separation of duties: whoever asked for a change, or planned it anew, never judges it; a service account may ask and
 * never judges, nor does a service that acts for a person.
 */
public final class Permissions {
    /** Whoever reads a change reads all of its reviews. */
    private static final int MOST_REVIEWS = 200;

    private final ChangeRequest change;
    private final Standing standing;
    private final Actor actor;
    private final Instant now;

    private Permissions(ChangeRequest change, Standing standing, Actor actor, Instant now) {
        this.change = change;
        this.standing = standing;
        this.actor = actor;
        this.now = now;
    }

    public static Permissions of(ChangeRequest change, Standing standing, Actor actor, Instant now) {
        return new Permissions(change, standing, actor, now);
    }

    /** The answer for every action. */
    public List<Permission> all() {
        return Arrays.stream(Action.values()).map(this::permits).toList();
    }

    public Permission permits(Action action) {
        return switch (action) {
            case APPROVE -> approve();
            case REJECT -> reject();
            case COMMENT -> comment();
            case WITHDRAW -> withdraw();
            case CANCEL -> cancel();
            case EXECUTE -> execute();
            case RETRY -> retry();
            case REPLAN -> replan();
            case REVERT -> revert();
            case RETROSPECT -> retrospect();
            case CONFIRM -> confirm();
        };
    }

    private Permission approve() {
        Permission judge = mayJudge(Action.APPROVE);
        if (!judge.isGranted()) {
            return judge;
        }
        if (change.status() == ChangeStatus.STALE) {
            return refused(Action.APPROVE, Reason.PLAN_STALE, "The domain is no longer as planned; replan it first.");
        }
        boolean liftsFreeze =
                change.status() == ChangeStatus.APPROVED && standing.couldLift(Approvals.asApprover(actor), now);
        if (change.status() != ChangeStatus.PENDING_APPROVAL && !liftsFreeze) {
            return wrongState(Action.APPROVE);
        }
        return Approvals.approving(change).contains(actor.subject())
                ? refused(Action.APPROVE, Reason.DUPLICATE_REVIEW, "You have approved this plan already.")
                : Permission.granted(Action.APPROVE);
    }

    private Permission reject() {
        Permission judge = mayJudge(Action.REJECT);
        if (!judge.isGranted()) {
            return judge;
        }
        return change.status() == ChangeStatus.PENDING_APPROVAL
                ? Permission.granted(Action.REJECT)
                : wrongState(Action.REJECT);
    }

    private Permission comment() {
        if (actor.roles().isEmpty()) {
            return refused(Action.COMMENT, Reason.ROLE_REQUIRED, "Commenting needs any role of this service.");
        }
        return change.reviews().size() < MOST_REVIEWS
                ? Permission.granted(Action.COMMENT)
                : refused(
                        Action.COMMENT,
                        Reason.INVALID_TRANSITION,
                        "There are " + MOST_REVIEWS + " reviews; that is enough.");
    }

    private Permission withdraw() {
        boolean beforeSending =
                change.status() == ChangeStatus.PENDING_APPROVAL || change.status() == ChangeStatus.APPROVED;
        if (!Approvals.approving(change).contains(actor.subject())) {
            return refused(
                    Action.WITHDRAW, Reason.INVALID_TRANSITION, "You have no approval on this plan to take back.");
        }
        return beforeSending ? Permission.granted(Action.WITHDRAW) : wrongState(Action.WITHDRAW);
    }

    private Permission cancel() {
        return own(Action.CANCEL, change.status().leadsTo(ChangeStatus.CANCELLED));
    }

    private Permission execute() {
        if (!change.isOnHold()) {
            return actor.has(Role.OPERATOR) || isRequester()
                    ? refused(Action.EXECUTE, Reason.INVALID_TRANSITION, "It is not on hold: it runs by itself.")
                    : own(Action.EXECUTE, true);
        }
        return own(Action.EXECUTE, change.status() == ChangeStatus.APPROVED);
    }

    private Permission retry() {
        boolean holds = change.approvalExpiresAt().map(now::isBefore).orElse(false);
        if (change.status() == ChangeStatus.FAILED && !(holds && standing.cleared())) {
            return actor.has(Role.OPERATOR) || isRequester()
                    ? refused(Action.RETRY, Reason.INVALID_TRANSITION, "Its approval no longer holds; ask anew.")
                    : own(Action.RETRY, true);
        }
        Permission retry = own(Action.RETRY, change.status() == ChangeStatus.FAILED);
        return retry.isGranted() ? unlessAnotherIsOpen(Action.RETRY) : retry;
    }

    private Permission replan() {
        return own(Action.REPLAN, change.status() == ChangeStatus.STALE);
    }

    private Permission revert() {
        if (!actor.has(Role.REQUESTER)) {
            return refused(Action.REVERT, Reason.ROLE_REQUIRED, "Asking for a change needs the role requester.");
        }
        return change.status() == ChangeStatus.APPLIED ? unlessAnotherIsOpen(Action.REVERT) : wrongState(Action.REVERT);
    }

    private Permission retrospect() {
        if (change.breakGlass().isEmpty()) {
            return refused(Action.RETROSPECT, Reason.INVALID_TRANSITION, "Nobody broke the glass for it.");
        }
        if (!actor.isPerson()) {
            return refused(
                    Action.RETROSPECT,
                    Reason.MACHINE_APPROVER_FORBIDDEN,
                    "A service account does not judge what people did.");
        }
        if (actor.via() != null) {
            return refused(
                    Action.RETROSPECT,
                    Reason.MACHINE_APPROVER_FORBIDDEN,
                    "A service acts for you here; judge the emergency yourself, without a machine in between.");
        }
        if (isRequester()) {
            return refused(
                    Action.RETROSPECT, Reason.SELF_APPROVAL_FORBIDDEN, "Who broke the glass does not review that.");
        }
        if (change.contributors().contains(actor.subject())) {
            return refused(
                    Action.RETROSPECT,
                    Reason.CONTRIBUTOR_APPROVAL_FORBIDDEN,
                    "Who planned a change anew does not review its emergency.");
        }
        if (!actor.has(Role.APPROVER)) {
            return refused(Action.RETROSPECT, Reason.ROLE_REQUIRED, "Reviewing an emergency needs the role approver.");
        }
        return change.owesReview()
                ? Permission.granted(Action.RETROSPECT)
                : refused(Action.RETROSPECT, Reason.INVALID_TRANSITION, "Its emergency has been reviewed.");
    }

    /** A machine may have asked, and then looks by itself whether all is well: to confirm is no approval. */
    private Permission confirm() {
        if (!actor.has(Role.OPERATOR) && !isRequester() && !standing.couldCount(Approvals.asApprover(actor), now)) {
            return refused(
                    Action.CONFIRM,
                    Reason.ROLE_REQUIRED,
                    "Only who asked for it, who could approve it, or an operator, may confirm a change.");
        }
        if (change.status() != ChangeStatus.APPLIED) {
            return wrongState(Action.CONFIRM);
        }
        return change.confirmation()
                .map(this::confirm)
                .orElseGet(() -> refused(
                        Action.CONFIRM, Reason.INVALID_TRANSITION, "No policy asks for its confirmation: it stays."));
    }

    private Permission confirm(Confirmation confirmation) {
        if (!confirmation.isAwaited()) {
            return refused(
                    Action.CONFIRM,
                    Reason.INVALID_TRANSITION,
                    "There is nothing to confirm: " + confirmation.state().meaning() + ".");
        }
        return confirmation.isOverdue(now)
                ? refused(
                        Action.CONFIRM,
                        Reason.INVALID_TRANSITION,
                        "It had to be confirmed before " + confirmation.by() + "; it is going to be reverted.")
                : Permission.granted(Action.CONFIRM);
    }

    private Permission unlessAnotherIsOpen(Action action) {
        return standing.successor() == null
                ? Permission.granted(action)
                : refused(
                        action,
                        Reason.CHANGE_OPEN,
                        "Another change of that domain is open by now: /changes/" + standing.successor() + ".");
    }

    /** What its requester and operators may do. */
    private Permission own(Action action, boolean inThisState) {
        if (!actor.has(Role.OPERATOR) && !isRequester()) {
            return refused(
                    action,
                    Reason.ROLE_REQUIRED,
                    "Only who asked for it, or an operator, may " + action.verb() + " a change.");
        }
        return inThisState ? Permission.granted(action) : wrongState(action);
    }

    /** Separation of duties, and whether the reviewer's word could count. */
    private Permission mayJudge(Action action) {
        if (!actor.isPerson()) {
            return refused(
                    action,
                    Reason.MACHINE_APPROVER_FORBIDDEN,
                    "A service account may ask for changes, never judge them.");
        }
        if (actor.via() != null) {
            return refused(
                    action,
                    Reason.MACHINE_APPROVER_FORBIDDEN,
                    "A service acts for you here; judge the change yourself, without a machine in between.");
        }
        if (isRequester()) {
            return refused(
                    action,
                    Reason.SELF_APPROVAL_FORBIDDEN,
                    "Who asked for a change does not judge it; you may cancel it.");
        }
        if (change.contributors().contains(actor.subject())) {
            return refused(
                    action, Reason.CONTRIBUTOR_APPROVAL_FORBIDDEN, "Who planned a change anew does not judge it.");
        }
        if (!standing.couldCount(Approvals.asApprover(actor), now)) {
            return refused(
                    action,
                    Reason.NOT_ELIGIBLE_APPROVER,
                    "You are an approver of none of the groups that this change needs.");
        }
        return Permission.granted(action);
    }

    private boolean isRequester() {
        return actor.is(change.ask().requester());
    }

    private Permission wrongState(Action action) {
        return refused(
                action,
                Reason.INVALID_TRANSITION,
                "It is " + change.status() + "; one cannot " + action.verb() + " it now.");
    }

    private static Permission refused(Action action, Reason reason, String because) {
        return Permission.refused(action, reason, because);
    }
}
