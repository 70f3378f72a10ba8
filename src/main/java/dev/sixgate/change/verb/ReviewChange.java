package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.ChecklistItem;
import dev.sixgate.change.Review.Decision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Says something of a change: yes, no, a comment, or takes one's own yes back. */
@ApplicationScoped
public class ReviewChange {
    private final ChangeDesk desk;

    ReviewChange(ChangeDesk desk) {
        this.desk = desk;
    }

    /**
     * What a reviewer says.
     *
     * @param planDigest the digest of the plan that the reviewer saw; required to approve
     * @param checked the items of the plan's checklist that the reviewer ticked
     */
    public record Judgement(
            Decision decision,
            @Nullable String comment,
            @Nullable String planDigest,
            List<String> checked) {}

    /**
     * Records a review and what follows from it.
     *
     * @throws Refusal why the reviewer may not ({@code self-approval-forbidden} and its like), {@code
     *     plan-digest-mismatch}, {@code reason-required} for a rejection or comment without words, {@code malformed-request}
     *     for an item that the checklist does not have, {@code checklist-incomplete}
     */
    @Transactional
    public ChangeRequest review(ChangeId id, Judgement judgement, OptionalLong ifVersion, Actor reviewer, Instant now) {
        ChangeRequest change = desk.take(id, actionOf(judgement.decision()), ifVersion, reviewer, now);
        requireComplete(change, judgement);
        List<String> checked = ticked(change, judgement, now);
        boolean wasApproved = change.status() == ChangeStatus.APPROVED;
        Map<String, Object> before = change.facts();
        List<String> lifted =
                judgement.decision() == Decision.APPROVE ? desk.liftedBy(reviewer, change, now) : List.of();
        change.review(reviewer, judgement.decision(), judgement.comment(), checked, now);
        desk.journal()
                .done(
                        change,
                        before,
                        "review." + judgement.decision().name().toLowerCase(Locale.ROOT),
                        Outcome.SUCCESS,
                        reviewer,
                        now,
                        event -> event.with("comment", judgement.comment())
                                .with("planDigest", change.planned().digest())
                                .with("checked", checked.isEmpty() ? null : checked)
                                .with("liftsFreezes", lifted.isEmpty() ? null : lifted));
        switch (judgement.decision()) {
            case REJECT ->
                desk.act(change, "change.rejected", it -> it.reject(now), judgement.comment(), reviewer, now);
            case APPROVE, WITHDRAW -> desk.settle(change, reviewer, now);
            case COMMENT -> {}
        }
        if (wasApproved && change.status() == ChangeStatus.APPROVED && judgement.decision() == Decision.APPROVE) {
            // It may have lifted the freeze that the change waits for.
            change.runWhenDue(now);
        }
        return change;
    }

    private static void requireComplete(ChangeRequest change, Judgement judgement) {
        switch (judgement.decision()) {
            case APPROVE -> {
                if (!change.planned().digest().equals(judgement.planDigest())) {
                    throw new Refusal(
                                    Reason.PLAN_DIGEST_MISMATCH,
                                    judgement.planDigest() == null
                                            ? "Say which plan you approve: planDigest is required."
                                            : "That is not the digest of the present plan; read the change again.")
                            .with("planDigest", change.planned().digest());
                }
            }
            case REJECT, COMMENT -> ChangeDesk.requireText(judgement.comment(), "comment");
            case WITHDRAW -> {}
        }
    }

    /** What was ticked, in the order of the checklist. */
    private List<String> ticked(ChangeRequest change, Judgement judgement, Instant now) {
        List<String> items = change.planned().plan().checklist().stream()
                .map(ChecklistItem::item)
                .toList();
        List<Map<String, String>> unknown = judgement.checked().stream()
                .filter(item -> !items.contains(item))
                .distinct()
                .map(item -> Map.of("member", "checked", "message", "has " + item + ", which is not in the checklist"))
                .toList();
        if (!unknown.isEmpty()) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "The plan's checklist has no such item: see violations.")
                    .with("violations", unknown);
        }
        List<String> missing = items.stream()
                .filter(item -> !judgement.checked().contains(item))
                .toList();
        if (judgement.decision() == Decision.APPROVE && !missing.isEmpty() && desk.asksForChecklist(change, now)) {
            throw new Refusal(
                            Reason.CHECKLIST_INCOMPLETE,
                            "A rule asks for the whole checklist to be ticked; missing: " + String.join(", ", missing)
                                    + ".")
                    .with("missing", missing);
        }
        return items.stream().filter(judgement.checked()::contains).toList();
    }

    private static Action actionOf(Decision decision) {
        return switch (decision) {
            case APPROVE -> Action.APPROVE;
            case REJECT -> Action.REJECT;
            case COMMENT -> Action.COMMENT;
            case WITHDRAW -> Action.WITHDRAW;
        };
    }
}
