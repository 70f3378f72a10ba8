package dev.sixgate.rollout.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.ChecklistItem;
import dev.sixgate.change.Member;
import dev.sixgate.change.Members;
import dev.sixgate.change.Review.Decision;
import dev.sixgate.change.verb.ReviewChange;
import dev.sixgate.change.verb.ReviewChange.Judgement;
import dev.sixgate.rollout.Progress;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutAction;
import dev.sixgate.rollout.RolloutDigest;
import dev.sixgate.rollout.RolloutId;
import dev.sixgate.rollout.RolloutPermissions;
import dev.sixgate.rollout.RolloutPermissions.Reviewable;
import dev.sixgate.rollout.RolloutReview;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says the same of every change of a rollout to which the reviewer may say it, in one transaction. Each change keeps a review of
 * its own, on its own plan: whether it has its approvals does not depend on how they came.
 */
@ApplicationScoped
public class ReviewRollout {
    private final RolloutDesk desk;
    private final RolloutPermissions permissions;
    private final Members members;
    private final ChangeRequests changes;
    private final ReviewChange reviewChange;

    ReviewRollout(
            RolloutDesk desk,
            RolloutPermissions permissions,
            Members members,
            ChangeRequests changes,
            ReviewChange reviewChange) {
        this.desk = desk;
        this.permissions = permissions;
        this.members = members;
        this.changes = changes;
        this.reviewChange = reviewChange;
    }

    /**
     * What a reviewer says.
     *
     * @param planDigest the rollout's digest that the reviewer saw; required to approve
     * @param without names of domains that the reviewer takes out while approving the others; a comment says why
     * @param checked the items of the checklists that the reviewer ticked
     */
    public record Said(
            Decision decision,
            @Nullable String comment,
            @Nullable String planDigest,
            List<String> without,
            List<String> checked) {}

    /**
     * Records a review and what follows from it.
     *
     * @throws Refusal why the reviewer may not, on any of its changes; {@code plan-digest-mismatch}; {@code reason-required};
     *     {@code malformed-request} for a domain or an item that it does not have; {@code checklist-incomplete}
     */
    @Transactional
    public Rollout review(RolloutId id, Said said, Actor reviewer, Instant now) {
        members.take(id.value());
        Rollout rollout = desk.take(id);
        Progress progress = new Progress(members.of(id.value()));
        RolloutAction action = RolloutAction.valueOf(said.decision().name());
        Reviewable reviewable = Objects.requireNonNull(
                permissions.reviewable(rollout, progress, reviewer, now).get(action));
        reviewable.permission().require();
        String digest = RolloutDigest.of(rollout, progress.members());
        requireComplete(said, digest);
        Set<ChangeId> out = takenOut(said, progress);
        List<String> ticked = new ArrayList<>();
        Set<ChangeId> concerned = new TreeSet<>(Comparator.comparing(ChangeId::value));
        concerned.addAll(reviewable.changes());
        concerned.addAll(out);
        int count = said.decision() == Decision.COMMENT ? 0 : onEach(concerned, said, out, ticked, reviewer, now);
        requireKnown(said.checked(), ticked, said.decision());
        Map<String, Object> before = rollout.facts();
        List<String> names = named(out, progress);
        rollout.reviewed(
                new RolloutReview(
                        reviewer.subject(),
                        reviewer.name(),
                        said.decision(),
                        said.comment(),
                        digest,
                        count,
                        names.isEmpty() ? null : names,
                        now),
                now);
        desk.journal()
                .done(
                        rollout,
                        before,
                        "rollout.reviewed",
                        reviewer,
                        now,
                        event -> event.with("decision", said.decision())
                                .with("comment", said.comment())
                                .with("planDigest", digest)
                                .with("changes", count)
                                .with("takenOut", names.isEmpty() ? null : names.size()));
        return rollout;
    }

    private int onEach(
            Set<ChangeId> ids, Said said, Set<ChangeId> out, List<String> ticked, Actor reviewer, Instant now) {
        for (ChangeId id : ids) {
            ChangeRequest change = changes.get(id);
            boolean takenOut = out.contains(id);
            List<String> items = change.planned().plan().checklist().stream()
                    .map(ChecklistItem::item)
                    .filter(said.checked()::contains)
                    .toList();
            ticked.addAll(items);
            Judgement judgement = new Judgement(
                    takenOut ? Decision.REJECT : said.decision(),
                    said.comment(),
                    said.decision() == Decision.APPROVE ? change.planned().digest() : null,
                    takenOut ? List.of() : items);
            members.forget(reviewChange.review(id, judgement, OptionalLong.empty(), reviewer, now));
        }
        return ids.size();
    }

    private static void requireComplete(Said said, String digest) {
        if (said.decision() == Decision.APPROVE && !digest.equals(said.planDigest())) {
            throw new Refusal(
                            Reason.PLAN_DIGEST_MISMATCH,
                            said.planDigest() == null
                                    ? "Say which plans you approve: planDigest is required."
                                    : "That is not the digest of the present plans; read the rollout again.")
                    .with("planDigest", digest);
        }
        boolean needsWords = said.decision() == Decision.REJECT
                || said.decision() == Decision.COMMENT
                || !said.without().isEmpty();
        if (needsWords && (said.comment() == null || said.comment().isBlank())) {
            throw new Refusal(Reason.REASON_REQUIRED, "Say why: comment must not be blank.");
        }
    }

    private static Set<ChangeId> takenOut(Said said, Progress progress) {
        if (!said.without().isEmpty() && said.decision() != Decision.APPROVE) {
            throw malformed("without", "belongs to an approval: it takes domains out of what is approved");
        }
        Set<ChangeId> out = new LinkedHashSet<>();
        for (String name : said.without()) {
            List<ChangeId> meant = progress.members().stream()
                    .filter(member ->
                            member.domain().equals(name) || key(member).equals(name))
                    .filter(member -> member.status() == ChangeStatus.PENDING_APPROVAL)
                    .map(member -> new ChangeId(member.change()))
                    .toList();
            if (meant.isEmpty()) {
                throw malformed("without", "has " + name + ", of which no change waits for approval here");
            }
            out.addAll(meant);
        }
        return out;
    }

    private static List<String> named(Set<ChangeId> out, Progress progress) {
        return progress.members().stream()
                .filter(member -> out.contains(new ChangeId(member.change())))
                .map(ReviewRollout::key)
                .toList();
    }

    private static String key(Member member) {
        return member.domain() + "@" + member.target();
    }

    /** What no change's checklist has. */
    private static void requireKnown(List<String> checked, List<String> ticked, Decision decision) {
        if (decision == Decision.COMMENT) {
            return;
        }
        List<String> unknown = checked.stream()
                .filter(item -> !ticked.contains(item))
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            throw malformed(
                    "checked",
                    unknown.stream().collect(Collectors.joining(", ", "has ", ", which is in none of the checklists")));
        }
    }

    private static Refusal malformed(String member, String message) {
        return new Refusal(Reason.MALFORMED_REQUEST, "The body is malformed: see violations.")
                .with("violations", List.of(Map.of("member", member, "message", message)));
    }
}
