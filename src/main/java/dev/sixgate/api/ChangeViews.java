package dev.sixgate.api;

import dev.sixgate.api.ChangeView.Allowed;
import dev.sixgate.api.ChangeView.ApprovalView;
import dev.sixgate.api.ChangeView.AttemptView;
import dev.sixgate.api.ChangeView.NotAllowed;
import dev.sixgate.api.ChangeView.Person;
import dev.sixgate.api.ChangeView.PlanView;
import dev.sixgate.api.ChangeView.RequirementView;
import dev.sixgate.api.ChangeView.ReviewView;
import dev.sixgate.api.ChangeView.WaitingFor;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Action;
import dev.sixgate.change.Advance;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.Ask;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Closure;
import dev.sixgate.change.Explanation;
import dev.sixgate.change.Explanations;
import dev.sixgate.change.Failure;
import dev.sixgate.change.Left;
import dev.sixgate.change.Permission;
import dev.sixgate.change.Permissions;
import dev.sixgate.change.Review;
import dev.sixgate.change.Review.Decision;
import dev.sixgate.change.Standing;
import dev.sixgate.change.Waiting;
import dev.sixgate.change.reach.Reachabilities;
import dev.sixgate.change.reach.Reachability;
import dev.sixgate.policy.NextWindow;
import dev.sixgate.policy.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows changes to somebody, with as many statements for a page as for one. */
@ApplicationScoped
class ChangeViews {
    private final ChangeRequests changes;
    private final Approvals approvals;
    private final Explanations explanations;
    private final Reachabilities reachabilities;
    private final InstantSource clock;

    ChangeViews(
            ChangeRequests changes,
            Approvals approvals,
            Explanations explanations,
            Reachabilities reachabilities,
            InstantSource clock) {
        this.changes = changes;
        this.approvals = approvals;
        this.explanations = explanations;
        this.reachabilities = reachabilities;
        this.clock = clock;
    }

    ChangeView of(ChangeRequest change, Actor reader) {
        return of(List.of(change), reader).get(0);
    }

    List<ChangeView> of(List<ChangeRequest> shown, Actor reader) {
        Instant now = clock.instant();
        Map<ChangeId, Standing> standings = approvals.of(shown, now);
        Map<ChangeId, Explanation> explained = explanations.of(standings, undecided(shown));
        List<UUID> ids = shown.stream().map(change -> change.id().value()).toList();
        Map<UUID, UUID> reverts = changes.revertsOf(ids);
        Map<UUID, Reachability> seen = reachabilities.of(ids);
        return shown.stream()
                .map(change -> {
                    Standing standing = Objects.requireNonNull(standings.get(change.id()));
                    List<Permission> permissions =
                            Permissions.of(change, standing, reader, now).all();
                    return view(
                            change,
                            standing,
                            Objects.requireNonNull(explained.get(change.id())),
                            permissions,
                            reverts.get(change.id().value()),
                            seen.get(change.id().value()),
                            now);
                })
                .toList();
    }

    /** For these it matters who could still approve. */
    private static Set<ChangeId> undecided(List<ChangeRequest> shown) {
        return shown.stream()
                .filter(change ->
                        change.status() == ChangeStatus.PENDING_APPROVAL || change.status() == ChangeStatus.APPROVED)
                .map(ChangeRequest::id)
                .collect(Collectors.toSet());
    }

    /** @throws dev.sixgate.Refusal why somebody may not do that now */
    void requirePermitted(ChangeRequest change, Action action, Actor actor) {
        Instant now = clock.instant();
        Permissions.of(change, approvals.of(change, now), actor, now)
                .permits(action)
                .require();
    }

    private static ChangeView view(
            ChangeRequest change,
            Standing standing,
            Explanation explanation,
            List<Permission> permissions,
            @Nullable UUID revertedBy,
            @Nullable Reachability reachability,
            Instant now) {
        Optional<NextWindow> nextWindow = nextWindow(change, standing, now);
        Ask ask = change.ask();
        String href = "/changes/" + change.id();
        return new ChangeView(
                change.version(),
                change.id().value(),
                href,
                ask.domain().value(),
                ask.target().value(),
                ask.account(),
                ask.region(),
                ask.from().wire(),
                ask.to().wire(),
                change.status(),
                waitingFor(change, standing, warning(change, standing, nextWindow), now),
                nextWindow.orElse(null),
                ask.reason(),
                ask.reference(),
                new Person(ask.requester(), ask.requesterName(), ask.requesterVia()),
                ask.requestedAt(),
                change.planned().expiresAt(),
                ask.notBefore(),
                change.isOnHold(),
                PlanView.of(change.planned().plan()),
                approval(change, standing, explanation),
                EmergencyView.of(change),
                attempts(change.attempts()),
                change.appliedAt().orElse(null),
                ReachabilityView.of(reachability),
                change.confirmation().map(ConfirmationView::of).orElse(null),
                change.failure().orElse(null),
                change.membership().map(ChangeView.InRollout::of).orElse(null),
                ask.revertOf(),
                revertedBy,
                permissions.stream()
                        .filter(Permission::isGranted)
                        .map(granted -> new Allowed(
                                granted.action(), href + "/" + granted.action().path()))
                        .toList(),
                permissions.stream()
                        .filter(permission -> !permission.isGranted())
                        .map(NotAllowed::of)
                        .toList());
    }

    /** Empty also where it is past having to wait. */
    private static Optional<NextWindow> nextWindow(ChangeRequest change, Standing standing, Instant now) {
        if (change.isEmergency()) {
            return Optional.empty();
        }
        return switch (change.status()) {
            case PENDING_APPROVAL, APPROVED ->
                NextWindow.of(
                        standing.calendar(),
                        change.ask().notBefore(),
                        change.approvalExpiresAt()
                                .orElse(now.plus(
                                        Duration.ofSeconds(change.planned().approvalHoldsFor()))),
                        now);
            case APPLYING, VERIFYING, APPLIED, STALE, FAILED, REJECTED, CANCELLED, EXPIRED -> Optional.empty();
        };
    }

    /** Why waiting alone will not make it run. */
    private static @Nullable String warning(ChangeRequest change, Standing standing, Optional<NextWindow> nextWindow) {
        return change.status() == ChangeStatus.APPROVED && !standing.cleared()
                ? "Its approvals no longer suffice, so it will ask for approval again when its turn comes; missing: "
                        + missing(standing) + "."
                : nextWindow.map(NextWindow::warning).orElse(null);
    }

    private static @Nullable WaitingFor waitingFor(
            ChangeRequest change, Standing standing, @Nullable String warning, Instant now) {
        return switch (change.status()) {
            case PENDING_APPROVAL ->
                new WaitingFor("APPROVAL", change.planned().expiresAt(), missing(standing), warning);
            case STALE ->
                new WaitingFor("REPLAN", change.planned().expiresAt(), "the domain is no longer as planned", null);
            case APPROVED ->
                closed(change, standing, now)
                        .or(change::waiting)
                        .map(waiting -> shown(waiting, warning))
                        .orElse(null);
            case APPLYING, VERIFYING ->
                change.waiting().map(waiting -> shown(waiting, null)).orElse(null);
            case APPLIED, FAILED, REJECTED, CANCELLED, EXPIRED -> null;
        };
    }

    /** What holds it back now, also before the worker has looked; its own start and somebody's word come before that. */
    private static Optional<Waiting> closed(ChangeRequest change, Standing standing, Instant now) {
        return change.isEmergency() || change.mustWait(now) ? Optional.empty() : Closure.at(now, standing.calendar());
    }

    private static WaitingFor shown(Waiting waiting, @Nullable String warning) {
        return new WaitingFor(waiting.kind().name(), waiting.until(), waiting.detail(), warning);
    }

    private static String missing(Standing standing) {
        if (standing.verdict().denied()) {
            return String.join(" ", standing.verdict().reasons());
        }
        return standing.tally().requirements().stream()
                .filter(count -> count.missing() > 0)
                .map(count -> count.missing() + " of " + count.group())
                .collect(Collectors.joining(", "));
    }

    private static ApprovalView approval(ChangeRequest change, Standing standing, Explanation explanation) {
        return new ApprovalView(
                standing.verdict().matched(),
                change.planned().policyDigest(),
                standing.tally().requirements().stream()
                        .map(ChangeViews::requirement)
                        .toList(),
                standing.met(),
                standing.verdict().reasons(),
                standing.verdict().checklistRequired(),
                change.reviews().stream()
                        .map(review -> review(review, change.planned().digest(), explanation))
                        .toList(),
                explanation,
                change.approvedAt().orElse(null),
                change.approvalExpiresAt().orElse(null),
                standing.promise().revertApprovedFor(),
                change.left().map(Left::revertApprovedUntil).orElse(null),
                standing.promise().confirmWithin(),
                standing.inAdvance() == null ? null : InAdvanceView.of(standing.inAdvance()),
                change.advance().map(Advance::refused).orElse(null));
    }

    private static RequirementView requirement(Tally.Count count) {
        return new RequirementView(count.group(), count.approvals(), count.given(), count.by());
    }

    private static ReviewView review(Review review, String digest, Explanation explanation) {
        boolean counts =
                review.decision() == Decision.APPROVE && review.planDigest().equals(digest);
        return new ReviewView(
                new Person(review.reviewer(), review.reviewerName(), null),
                counts
                        ? explanation
                                .giverOf(review.reviewer())
                                .map(giver -> new Person(giver.subject(), giver.name(), null))
                                .orElse(null)
                        : null,
                review.decision(),
                review.comment(),
                review.reviewedAt(),
                review.planDigest(),
                review.checked());
    }

    private static List<AttemptView> attempts(List<Attempt> attempts) {
        List<AttemptView> views = new ArrayList<>();
        for (Attempt attempt : attempts) {
            views.add(new AttemptView(
                    views.size() + 1,
                    attempt.startedAt(),
                    attempt.endedAt(),
                    attempt.outcome(),
                    attempt.awsRequestId(),
                    attempt.errorCode() == null || attempt.error() == null
                            ? null
                            : new Failure(attempt.errorCode(), attempt.error())));
        }
        return views;
    }
}
