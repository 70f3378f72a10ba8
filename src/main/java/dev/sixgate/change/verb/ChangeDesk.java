package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Action;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Permissions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all actions of people on a change share: lock it, check the precondition, ask for permission, act, record. */
@ApplicationScoped
class ChangeDesk {
    private final ChangeRequests changes;
    private final Approvals approvals;
    private final ChangeJournal journal;

    ChangeDesk(ChangeRequests changes, Approvals approvals, ChangeJournal journal) {
        this.changes = changes;
        this.approvals = approvals;
        this.journal = journal;
    }

    /**
     * Takes a change for an action of somebody.
     *
     * @param ifVersion the version that the caller has seen, where the caller says so
     * @throws Refusal {@code change-not-found}, {@code precondition-failed}, or why it is not permitted
     */
    ChangeRequest take(ChangeId id, Action action, OptionalLong ifVersion, Actor actor, Instant now) {
        ChangeRequest change = changes.take(id);
        if (ifVersion.isPresent() && ifVersion.getAsLong() != change.version()) {
            throw new Refusal(Reason.PRECONDITION_FAILED, "The change has moved on since you read it; read it again.");
        }
        Permissions.of(change, approvals.of(change, now), actor, now)
                .permits(action)
                .require();
        return change;
    }

    /** Takes a change for what this service does by itself. */
    ChangeRequest takeAnyway(ChangeId id) {
        return changes.take(id);
    }

    /** The freezes that somebody's approval lifts for the change, by name. */
    List<String> liftedBy(Actor reviewer, ChangeRequest change, Instant now) {
        return approvals.of(change, now).liftedBy(Approvals.asApprover(reviewer), now);
    }

    /** Whether a rule, as it was pinned or as it is now, wants every approver to tick the whole checklist. */
    boolean asksForChecklist(ChangeRequest change, Instant now) {
        return approvals.of(change, now).verdict().checklistRequired();
    }

    /** Does it and records it, with the reason that was given. */
    void act(
            ChangeRequest change,
            String action,
            Consumer<ChangeRequest> deed,
            @Nullable String reason,
            Actor actor,
            Instant now) {
        Map<String, Object> before = change.facts();
        deed.accept(change);
        journal.done(change, before, action, Outcome.SUCCESS, actor, now, event -> event.with("reason", reason));
    }

    /** Draws the consequence of what was just done to the reviews, and records it if it moved the change. */
    void settle(ChangeRequest change, Actor actor, Instant now) {
        Map<String, Object> before = change.facts();
        change.settle(approvals.of(change, now).cleared(), now);
        if (!change.facts().equals(before)) {
            String action = change.approvedAt().isPresent() ? "change.approved" : "change.approval-withdrawn";
            journal.done(change, before, action, Outcome.SUCCESS, actor, now, event -> event);
        }
    }

    ChangeJournal journal() {
        return journal;
    }

    static String requireText(@Nullable String text, String what) {
        if (text == null || text.isBlank()) {
            throw new Refusal(Reason.REASON_REQUIRED, "Say why: " + what + " must not be blank.");
        }
        return text;
    }
}
