package dev.sixgate.change;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.domainname.Fingerprint;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.ListIndexBase;
import org.jspecify.annotations.Nullable;

/**
 * A change of one domain's IP address type, from the request to its end. Every verb moves it along {@link ChangeStatus}'s
 * table or refuses; time is always an argument.
 */
@Entity
@DynamicUpdate
@Table(name = "change_request")
public class ChangeRequest {
    /** After so many attempts whose outcome had to be looked up, or that never reached AWS, somebody must look. */
    private static final int ATTEMPTS = 5;

    @Id
    private UUID id;

    @Version
    private long version;

    @Embedded
    private Ask ask;

    @Embedded
    private Planned planned;

    @Enumerated(EnumType.STRING)
    @Column
    private ChangeStatus status;

    @Column
    private boolean hold;

    @Column(columnDefinition = "text[]")
    private String[] contributors;

    @Column(name = "approved_at")
    private @Nullable Instant approvedAt;

    @Column(name = "approval_expires_at")
    private @Nullable Instant approvalExpiresAt;

    @Column(name = "applied_at")
    private @Nullable Instant appliedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Embedded
    private @Nullable Failure failure;

    @Embedded
    private @Nullable Membership membership;

    @Embedded
    private @Nullable BreakGlass breakGlass;

    @Embedded
    private @Nullable Retrospective retrospective;

    @Column(name = "attempts_allowed")
    private int attemptsAllowed;

    @Embedded
    private @Nullable Left left;

    @Embedded
    private @Nullable Confirmation confirmation;

    @Embedded
    private @Nullable Advance advance;

    @Embedded
    private @Nullable Waiting waiting;

    @Column(name = "due_at")
    private @Nullable Instant dueAt;

    @Column(name = "traceparent", updatable = false)
    private @Nullable String traceparent;

    @Column(name = "lease_token", insertable = false, updatable = false)
    private long leaseToken;

    @ElementCollection(fetch = FetchType.LAZY)
    @CollectionTable(name = "review", joinColumns = @JoinColumn(name = "change_id"))
    @OrderColumn(name = "number")
    @ListIndexBase(1)
    @BatchSize(size = 100)
    private List<Review> reviews = new ArrayList<>();

    @ElementCollection(fetch = FetchType.LAZY)
    @CollectionTable(name = "attempt", joinColumns = @JoinColumn(name = "change_id"))
    @OrderColumn(name = "number")
    @ListIndexBase(1)
    @BatchSize(size = 100)
    private List<Attempt> attempts = new ArrayList<>();

    /** For Hibernate. */
    protected ChangeRequest() {}

    /** Records a request. {@link #settle} approves it at once where the policies ask nobody. */
    public static ChangeRequest propose(ChangeId id, Ask ask, Planned planned, boolean hold) {
        return propose(id, ask, planned, hold, null);
    }

    /**
     * The same, as part of a rollout.
     *
     * @param membership null for a change by itself
     */
    public static ChangeRequest propose(
            ChangeId id, Ask ask, Planned planned, boolean hold, @Nullable Membership membership) {
        ChangeRequest change = new ChangeRequest();
        change.id = id.value();
        change.membership = membership;
        change.ask = ask;
        change.planned = planned;
        change.hold = hold;
        change.contributors = new String[] {ask.requester()};
        change.attemptsAllowed = ATTEMPTS;
        change.status = ChangeStatus.PENDING_APPROVAL;
        change.dueAt = planned.expiresAt();
        return change;
    }

    /** Remembers in which trace it is asked for, before it is stored. */
    public void askedIn(Traceparent trace) {
        traceparent = trace.text();
    }

    // ---- what people do -------------------------------------------------------------------------------------------

    /** Adds what somebody says; {@link #settle} then draws the consequence. */
    public void review(Actor reviewer, Review.Decision decision, @Nullable String comment, Instant now) {
        review(reviewer, decision, comment, List.of(), now);
    }

    /**
     * The same, with what was ticked.
     *
     * @param checked items of the plan's checklist
     */
    public void review(
            Actor reviewer, Review.Decision decision, @Nullable String comment, List<String> checked, Instant now) {
        reviews.add(new Review(
                reviewer.subject(),
                reviewer.name(),
                decision,
                comment,
                planned.digest(),
                now,
                checked.isEmpty() ? null : List.copyOf(checked)));
    }

    /** Moves on where the requirements are met, and back where they no longer are. */
    public void settle(boolean requirementsMet, Instant now) {
        if (status == ChangeStatus.PENDING_APPROVAL && requirementsMet) {
            approve(planned.approvalExpiresAt(now), now);
        } else if (status == ChangeStatus.APPROVED && !requirementsMet) {
            move(ChangeStatus.PENDING_APPROVAL);
            emergencyEnds();
            approvedAt = null;
            approvalExpiresAt = null;
            waiting = null;
            dueAt = planned.expiresAt();
        }
        if (status == ChangeStatus.PENDING_APPROVAL) {
            endAdvance("Who approved it in advance no longer counts, or the policies deny it by now.");
        }
    }

    /** Notes what became of the approval that its approvers gave together with that of the reverted change. */
    public void approveInAdvance(Advance given) {
        advance = given;
    }

    private void endAdvance(String why) {
        if (isApprovedInAdvance()) {
            advance = Advance.refused(why);
        }
    }

    private void approve(Instant until, Instant now) {
        move(ChangeStatus.APPROVED);
        approvedAt = now;
        approvalExpiresAt = until;
        runWhenDue(now);
    }

    /** Lets a new change through without its approvals, in an emergency that lasts no longer than its review may take. */
    public void breakGlass(String incident, Instant now) {
        BreakGlass broken = BreakGlass.of(incident, now);
        approve(earlier(planned.approvalExpiresAt(now), broken.dueAt()), now);
        breakGlass = broken;
    }

    /** Adds what somebody says of the emergency; where it was none, it no longer stands in for the approvals. */
    public void review(Retrospective said) {
        if (breakGlass == null || retrospective != null) {
            throw new IllegalStateException("no review of an emergency is owed");
        }
        retrospective = said;
        if (said.verdict() == Retrospective.Verdict.NOT_JUSTIFIED) {
            emergencyEnds();
        }
    }

    private void emergencyEnds() {
        breakGlass = breakGlass == null ? null : breakGlass.outOfForce();
    }

    public void reject(Instant now) {
        end(ChangeStatus.REJECTED, now);
    }

    public void cancel(Instant now) {
        end(ChangeStatus.CANCELLED, now);
    }

    /** Lets a change go on that was asked for with {@code hold}. */
    public void release(Instant now) {
        if (status != ChangeStatus.APPROVED || !hold) {
            throw new IllegalStateException("a change in " + status + " is not on hold");
        }
        hold = false;
        runWhenDue(now);
    }

    /** Tries a failed change once more, under the approval that it has. */
    public void retry(Instant now) {
        moveOn(ChangeStatus.FAILED, ChangeStatus.APPROVED);
        endedAt = null;
        failure = null;
        attemptsAllowed = attempts.size() + ATTEMPTS;
        runWhenDue(now);
    }

    /** Plans a stale change anew; whoever does it has contributed, and may not approve. */
    public void replan(Planned anew, Actor by) {
        moveOn(ChangeStatus.STALE, ChangeStatus.PENDING_APPROVAL);
        approvedAt = null;
        approvalExpiresAt = null;
        Set<String> all = new LinkedHashSet<>(contributors());
        all.add(by.subject());
        contributors = all.toArray(String[]::new);
        planned = anew;
        dueAt = anew.expiresAt();
    }

    /** Says that it may stay. */
    public void confirm(Actor by, Instant now) {
        confirmation = awaited().confirmed(by, now);
        dueAt = null;
    }

    private Confirmation awaited() {
        if (confirmation == null || !confirmation.isAwaited()) {
            throw new Refusal(Reason.INVALID_TRANSITION, "Nobody waits for its confirmation.");
        }
        return confirmation;
    }

    // ---- what time and the worker do ------------------------------------------------------------------------------

    /** Whether nobody decided, or nothing ran, in time. */
    public boolean mayExpire(Instant now) {
        Instant end = status == ChangeStatus.APPROVED ? approvalExpiresAt : planned.expiresAt();
        return status.leadsTo(ChangeStatus.EXPIRED) && end != null && !now.isBefore(end);
    }

    public void expire(Instant now) {
        end(ChangeStatus.EXPIRED, now);
    }

    /** Notes that nobody reviewed the emergency in time; false where somebody did, or where it is noted already. */
    public boolean reviewBecomesOverdue(Instant now) {
        BreakGlass broken = breakGlass;
        if (broken == null || retrospective != null || !broken.isOverdue(now) || broken.overdueAt() != null) {
            return false;
        }
        breakGlass = broken.overdueSince(now);
        return true;
    }

    /** Whether it has to wait for its own start time, or for somebody's word. */
    public boolean mustWait(Instant now) {
        return hold || (ask.notBefore() != null && ask.notBefore().isAfter(now));
    }

    /** The domain's tags are these by now: the policies are asked of them, not of those that it had once. */
    public void seenWith(Map<String, String> tags) {
        if (!planned.plan().tags().equals(tags)) {
            planned = planned.withTags(tags);
        }
    }

    /** Nothing is to be done before the time to decide has ended. */
    public void restUntilExpiry() {
        dueAt = planned.expiresAt();
    }

    /** The domain is no longer as planned. */
    public void becomeStale() {
        move(ChangeStatus.STALE);
        emergencyEnds();
        approvedAt = null;
        approvalExpiresAt = null;
        waiting = null;
        dueAt = planned.expiresAt();
        endAdvance("The domain is no longer as the reverted change left it.");
    }

    /** Stores the intent: from here on, AWS may be called once. */
    public int beginAttempt(Instant now) {
        move(ChangeStatus.APPLYING);
        attempts.add(Attempt.started(now));
        waiting = null;
        dueAt = now;
        return attempts.size();
    }

    /** AWS took it. */
    public void accepted(@Nullable String awsRequestId, Instant now, Instant lookAgainAt) {
        move(ChangeStatus.VERIFYING);
        endAttempt(Attempt.Outcome.ACCEPTED, now, awsRequestId, null, null);
        dueAt = lookAgainAt;
    }

    /** AWS did not do it, for a reason that passes; it goes back into the queue. */
    public void putBack(FailedCall call, Waiting waitFor, Instant now) {
        moveOn(ChangeStatus.APPLYING, ChangeStatus.APPROVED);
        endAttempt(Attempt.Outcome.NOT_DONE, now, call.awsRequestId(), call.code(), call.detail());
        waitFor(waitFor, now);
    }

    /** The same for a reason that says nothing of this change: it costs none of its attempts. */
    public void putBackUncounted(FailedCall call, Waiting waitFor, Instant now) {
        putBack(call, waitFor, now);
        attemptsAllowed++;
    }

    /** Nobody knows what became of the call; the domain has to be read. */
    public void inDoubt(FailedCall call, Instant now, Instant lookAgainAt) {
        endAttempt(Attempt.Outcome.UNKNOWN, now, call.awsRequestId(), call.code(), call.detail());
        dueAt = lookAgainAt;
    }

    /** The domain could not be read yet, or does not tell yet. */
    public void lookAgain(Waiting waitFor, Instant at) {
        waiting = waitFor;
        dueAt = at;
    }

    /** The answer was lost, but the domain has the wished type. */
    public void foundDone(Instant now) {
        move(ChangeStatus.VERIFYING);
        endAttempt(Attempt.Outcome.FOUND_DONE, now, null, null, null);
        waiting = null;
        dueAt = now;
    }

    /** The answer was lost, and the domain is as before: it goes back into the queue. */
    public void foundUndone(Instant now) {
        moveOn(ChangeStatus.APPLYING, ChangeStatus.APPROVED);
        endAttempt(Attempt.Outcome.FOUND_UNDONE, now, null, null, null);
        runWhenDue(now);
    }

    /** Done and seen. */
    public void applied(Instant now) {
        end(ChangeStatus.APPLIED, now);
        appliedAt = now;
    }

    /** Done and seen; what was promised for the time afterwards begins. */
    public void applied(Fingerprint seen, Promise promise, Instant now) {
        applied(now);
        left = Left.of(seen, promise, now);
        confirmation = Confirmation.awaited(promise, now);
        dueAt = confirmation == null ? null : confirmation.by();
    }

    /** Nobody confirmed it in time, or there is nothing left to confirm. */
    public void endConfirmation(Confirmation.State as) {
        confirmation = awaited().ended(as);
        dueAt = null;
    }

    /** It cannot be reverted yet, though nobody confirmed it. */
    public void lookAtConfirmationAgain(Instant at) {
        awaited();
        dueAt = at;
    }

    /** AWS refused it, or the check afterwards failed. */
    public void fail(String code, String detail, Instant now) {
        end(ChangeStatus.FAILED, now);
        failure = new Failure(code, detail);
        if (lastAttempt().isRunning()) {
            endAttempt(Attempt.Outcome.NOT_DONE, now, null, code, detail);
        }
    }

    /** AWS refused the call for good. */
    public void refused(FailedCall call, Instant now) {
        end(ChangeStatus.FAILED, now);
        failure = new Failure(call.code(), call.detail());
        endAttempt(Attempt.Outcome.NOT_DONE, now, call.awsRequestId(), call.code(), call.detail());
    }

    /** A call to AWS that did not succeed, in AWS's words. */
    public record FailedCall(
            String code, String detail, @Nullable String awsRequestId) {}

    /** Waits for something before it runs, but never past the end of its approval. */
    public void waitFor(Waiting newWaiting, Instant now) {
        waiting = newWaiting;
        Instant until = newWaiting.until() == null ? now : newWaiting.until();
        dueAt = earlier(until, approvalExpiresAt);
    }

    /** Sets what it waits for before it runs, and when it is due. */
    public void runWhenDue(Instant now) {
        waiting = null;
        Instant notBefore = ask.notBefore();
        if (hold) {
            waiting = new Waiting(Waiting.Kind.HOLD, approvalExpiresAt, "until somebody executes it");
            dueAt = approvalExpiresAt;
        } else if (notBefore != null && mustWait(now)) {
            waitFor(new Waiting(Waiting.Kind.START_TIME, notBefore, "asked not to run before"), now);
        } else {
            dueAt = now;
        }
    }

    private void move(ChangeStatus next) {
        moveOn(status, next);
    }

    /** Several states lead to the next one, but this verb has a meaning in one of them alone. */
    private void moveOn(ChangeStatus from, ChangeStatus next) {
        if (status != from || !status.leadsTo(next)) {
            throw new Refusal(Reason.INVALID_TRANSITION, "A change that is " + status + " cannot become " + next + ".");
        }
        status = next;
    }

    private void end(ChangeStatus as, Instant now) {
        move(as);
        endedAt = now;
        waiting = null;
        dueAt = null;
    }

    private void endAttempt(
            Attempt.Outcome as,
            Instant now,
            @Nullable String requestId,
            @Nullable String code,
            @Nullable String detail) {
        attempts.set(attempts.size() - 1, lastAttempt().ended(now, as, requestId, code, detail));
    }

    private static Instant earlier(Instant a, @Nullable Instant b) {
        return b != null && b.isBefore(a) ? b : a;
    }

    // ---- what it is -----------------------------------------------------------------------------------------------

    public ChangeId id() {
        return new ChangeId(id);
    }

    /** Rises with every change of this change. */
    public long version() {
        return version;
    }

    public Ask ask() {
        return ask;
    }

    public Planned planned() {
        return planned;
    }

    public ChangeStatus status() {
        return status;
    }

    public boolean isOnHold() {
        return hold;
    }

    /** Its place in a rollout; empty where it is a change by itself. */
    public Optional<Membership> membership() {
        return Optional.ofNullable(membership);
    }

    /** Who asked, and whoever planned it anew: none of them may approve. */
    public List<String> contributors() {
        return List.of(contributors);
    }

    public Optional<Instant> approvedAt() {
        return Optional.ofNullable(approvedAt);
    }

    public Optional<Instant> approvalExpiresAt() {
        return Optional.ofNullable(approvalExpiresAt);
    }

    public Optional<Instant> appliedAt() {
        return Optional.ofNullable(appliedAt);
    }

    /** What it left behind; empty until it is applied, and of changes from before this was recorded. */
    public Optional<Left> left() {
        return Optional.ofNullable(left);
    }

    /** Whether it may stay; empty where nobody has to say so. */
    public Optional<Confirmation> confirmation() {
        return Optional.ofNullable(confirmation);
    }

    /** What became of its approval in advance; empty where there was none. */
    public Optional<Advance> advance() {
        return Optional.ofNullable(advance);
    }

    /** Whether it runs under the approval that was given together with that of the change that it takes back. */
    public boolean isApprovedInAdvance() {
        return advance != null && advance.counts();
    }

    /** Whether this service itself asked for it, because nobody confirmed the change that it takes back. */
    public boolean isRevertOfUnconfirmed() {
        return Confirmation.ASKING.is(ask.requester());
    }

    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /** That the glass was broken for it, where it was. */
    public Optional<BreakGlass> breakGlass() {
        return Optional.ofNullable(breakGlass);
    }

    /** Whether an emergency stands in for its approvals. */
    public boolean isEmergency() {
        return breakGlass != null && breakGlass.inForce();
    }

    /** Whether the glass was broken for it, and nobody has reviewed that yet. */
    public boolean owesReview() {
        return breakGlass != null && retrospective == null;
    }

    public Optional<Retrospective> retrospective() {
        return Optional.ofNullable(retrospective);
    }

    public Optional<Waiting> waiting() {
        return Optional.ofNullable(waiting);
    }

    public Optional<Instant> dueAt() {
        return Optional.ofNullable(dueAt);
    }

    public long leaseToken() {
        return leaseToken;
    }

    public List<Review> reviews() {
        return List.copyOf(reviews);
    }

    public List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /** The newest attempt; there must be one. */
    public Attempt lastAttempt() {
        return attempts.get(attempts.size() - 1);
    }

    public boolean mayTryAgain() {
        return attempts.size() < attemptsAllowed;
    }

    /** What is stored of it, but for what only steers the worker; the audit trail records how it changes. */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("status", status);
        facts.put("planDigest", planned.digest());
        facts.put("fingerprint", planned.fingerprint());
        facts.put("policyDigest", planned.policyDigest());
        facts.put("expiresAt", planned.expiresAt().toString());
        facts.put("contributors", contributors());
        facts.put("hold", hold);
        facts.put("attemptsAllowed", attemptsAllowed);
        approvedAt().ifPresent(at -> facts.put("approvedAt", at.toString()));
        approvalExpiresAt().ifPresent(at -> facts.put("approvalExpiresAt", at.toString()));
        appliedAt().ifPresent(at -> facts.put("appliedAt", at.toString()));
        failure().ifPresent(why -> facts.put("failure", why));
        breakGlass().ifPresent(broken -> facts.put("emergency", broken.facts()));
        retrospective().ifPresent(said -> facts.put("retrospective", said.facts()));
        left().ifPresent(it -> it.addTo(facts));
        confirmation().ifPresent(it -> it.addTo(facts));
        advance().ifPresent(it -> it.addTo(facts));
        return facts;
    }
}
