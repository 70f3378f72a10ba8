package dev.sixgate.api;

import dev.sixgate.api.ChangeView.Person;
import dev.sixgate.api.RolloutView.AllowedAction;
import dev.sixgate.api.RolloutView.DomainInRollout;
import dev.sixgate.api.RolloutView.Found;
import dev.sixgate.api.RolloutView.Needed;
import dev.sixgate.api.RolloutView.NotAllowedAction;
import dev.sixgate.api.RolloutView.Paused;
import dev.sixgate.api.RolloutView.Plans;
import dev.sixgate.api.RolloutView.Said;
import dev.sixgate.api.RolloutView.ToDecide;
import dev.sixgate.api.RolloutView.Waits;
import dev.sixgate.api.RolloutView.WaveView;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.ChecklistItem;
import dev.sixgate.change.Member;
import dev.sixgate.change.Members;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.gateway.Pace;
import dev.sixgate.policy.Tally;
import dev.sixgate.rollout.Estimate;
import dev.sixgate.rollout.Progress;
import dev.sixgate.rollout.Rollout;
import dev.sixgate.rollout.RolloutAction;
import dev.sixgate.rollout.RolloutDigest;
import dev.sixgate.rollout.RolloutPermission;
import dev.sixgate.rollout.RolloutPermissions;
import dev.sixgate.rollout.RolloutStatus;
import dev.sixgate.rollout.Rollouts;
import dev.sixgate.rollout.Wave;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Shows rollouts to somebody. */
@ApplicationScoped
class RolloutViews {
    private final Rollouts rollouts;
    private final Members members;
    private final RolloutPermissions permissions;
    private final Approvals approvals;
    private final Pace pace;
    private final InstantSource clock;

    RolloutViews(
            Rollouts rollouts,
            Members members,
            RolloutPermissions permissions,
            Approvals approvals,
            Pace pace,
            InstantSource clock) {
        this.rollouts = rollouts;
        this.members = members;
        this.permissions = permissions;
        this.approvals = approvals;
        this.pace = pace;
        this.clock = clock;
    }

    /** What belongs to one rollout alone, and not to lists of them. */
    private record Details(
            List<DomainInRollout> domains, @Nullable ToDecide toDecide, List<RolloutPermission> permissions) {}

    /** One, with each of its domains, and with what its reader may do. */
    RolloutView of(Rollout rollout, Actor reader) {
        Instant now = clock.instant();
        UUID id = rollout.id().value();
        Progress progress = new Progress(members.of(id));
        return view(
                rollout,
                progress,
                rollouts.revertsOf(List.of(id)).get(id),
                new Details(
                        progress.members().stream().map(RolloutViews::domain).toList(),
                        rollout.status() == RolloutStatus.PENDING_APPROVAL ? toDecide(progress, now) : null,
                        permissions.all(rollout, progress, reader, now)),
                now);
    }

    /** Several, without their domains. */
    List<RolloutView> of(List<Rollout> shown) {
        Instant now = clock.instant();
        List<UUID> ids = shown.stream().map(rollout -> rollout.id().value()).toList();
        Map<UUID, List<Member>> all = ids.isEmpty() ? Map.of() : members.of(ids);
        Map<UUID, UUID> reverts = ids.isEmpty() ? Map.of() : rollouts.revertsOf(ids);
        return shown.stream()
                .map(rollout -> {
                    UUID id = rollout.id().value();
                    return view(rollout, new Progress(all.getOrDefault(id, List.of())), reverts.get(id), null, now);
                })
                .toList();
    }

    /** Those of which somebody could approve a change. */
    List<Rollout> thatAwait(List<Rollout> pending, Actor reader) {
        Instant now = clock.instant();
        return pending.stream()
                .filter(rollout -> permissions
                        .permits(
                                rollout,
                                new Progress(members.of(rollout.id().value())),
                                RolloutAction.APPROVE,
                                reader,
                                now)
                        .isGranted())
                .toList();
    }

    private RolloutView view(
            Rollout rollout, Progress progress, @Nullable UUID revertedBy, @Nullable Details details, Instant now) {
        Rollout.Terms terms = rollout.terms();
        String href = "/rollouts/" + rollout.id();
        return new RolloutView(
                rollout.id().value(),
                href,
                terms.to().wire(),
                rollout.status(),
                waits(rollout, progress, now),
                terms.reason(),
                terms.reference(),
                new Person(terms.requester(), terms.requesterName(), terms.requesterVia()),
                terms.requestedAt(),
                rollout.startedAt().orElse(null),
                rollout.endedAt().orElse(null),
                RolloutAsked.SelectAsked.of(terms.selection()),
                terms.skipped(),
                new Plans(RolloutDigest.of(rollout, progress.members())),
                rollout.wave(),
                waves(rollout, progress),
                terms.maxFailures(),
                progress.failures(),
                rollout.failuresExcused(),
                progress.counts(),
                rollout.pause()
                        .map(pause -> new Paused(
                                pause.by() == null
                                        ? null
                                        : new Person(pause.by(), String.valueOf(pause.byName()), null),
                                pause.because(),
                                pause.at()))
                        .orElse(null),
                rollout.reviews().stream()
                        .map(said -> new Said(
                                new Person(said.reviewer(), said.reviewerName(), null),
                                said.decision(),
                                said.comment(),
                                said.reviewedAt(),
                                said.digest(),
                                said.changes(),
                                said.takenOut()))
                        .toList(),
                details == null ? null : details.toDecide(),
                Estimate.of(rollout, progress.members(), this::interval, now),
                terms.revertOf(),
                revertedBy,
                details == null ? null : details.domains(),
                details == null
                        ? null
                        : details.permissions().stream()
                                .filter(RolloutPermission::isGranted)
                                .map(granted -> new AllowedAction(
                                        granted.action(),
                                        href + "/" + granted.action().path()))
                                .toList(),
                details == null
                        ? null
                        : details.permissions().stream()
                                .filter(permission -> !permission.isGranted())
                                .map(NotAllowedAction::of)
                                .toList());
    }

    /** An account that is configured no more has no pace, and its changes do not run. */
    private Duration interval(String account) {
        try {
            return pace.interval(account);
        } catch (IllegalArgumentException e) {
            return Duration.ZERO;
        }
    }

    private static @Nullable Waits waits(Rollout rollout, Progress progress, Instant now) {
        return switch (rollout.status()) {
            case PENDING_APPROVAL -> new Waits("APPROVAL", null, undecided(rollout, progress));
            case RUNNING -> running(rollout, progress, now);
            case PAUSED ->
                new Waits(
                        "RESUME", null, rollout.pause().map(it -> it.because()).orElse(null));
            case COMPLETED, CANCELLED, REJECTED, EXPIRED -> null;
        };
    }

    private static String undecided(Rollout rollout, Progress progress) {
        long changes = progress.count(ChangeStatus.PENDING_APPROVAL);
        return changes == 0
                ? "every change is decided, and the first wave is about to begin"
                : changes + " of " + rollout.terms().size() + " changes are not decided";
    }

    private static Waits running(Rollout rollout, Progress progress, Instant now) {
        if (rollout.isAwaitingPromotion(now)) {
            return new Waits(
                    "PROMOTION",
                    null,
                    "approvers of " + String.join(" and ", rollout.missingPromotions()) + " let wave "
                            + (rollout.wave() + 1) + " begin");
        }
        if (rollout.bakeUntil().isPresent()) {
            return new Waits("BAKE", rollout.bakeUntil().get(), "wave " + rollout.wave() + " is looked at");
        }
        long left = progress.ofWave(rollout.wave()).members().stream()
                .filter(Member::isUnderWay)
                .count();
        return new Waits("CHANGES", null, left + " changes of wave " + rollout.wave() + " are under way");
    }

    private static List<WaveView> waves(Rollout rollout, Progress progress) {
        List<WaveView> views = new ArrayList<>();
        for (Wave wave : rollout.terms().waves()) {
            int number = views.size() + 1;
            views.add(new WaveView(
                    number,
                    wave.size(),
                    wave.bake().toString(),
                    state(rollout, number),
                    number == rollout.wave() ? rollout.bakeUntil().orElse(null) : null,
                    progress.ofWave(number).counts()));
        }
        return views;
    }

    private static String state(Rollout rollout, int number) {
        if (number > rollout.wave()) {
            return "WAITING";
        }
        if (number < rollout.wave() || rollout.status().isEnded()) {
            return "DONE";
        }
        return rollout.bakeUntil().isPresent() ? "BAKING" : "RUNNING";
    }

    private static DomainInRollout domain(Member member) {
        return new DomainInRollout(
                member.domain(),
                member.target(),
                member.account(),
                member.wave(),
                member.status(),
                "/changes/" + member.change(),
                member.waiting() == null ? null : member.waiting().name(),
                member.waitingUntil(),
                member.failure(),
                member.planDigest(),
                member.endedAt());
    }

    /** Over all changes that are not sent: which groups have to approve how many, what to look at, and what was found. */
    private ToDecide toDecide(Progress progress, Instant now) {
        List<ChangeId> ids = progress.members().stream()
                .filter(member ->
                        member.status() == ChangeStatus.PENDING_APPROVAL || member.status() == ChangeStatus.APPROVED)
                .map(member -> new ChangeId(member.change()))
                .toList();
        Map<String, Needed> needed = new TreeMap<>();
        Set<ChecklistItem> checklist = new LinkedHashSet<>();
        AtomicBoolean required = new AtomicBoolean();
        Map<String, Found> found = new TreeMap<>();
        members.inChunks(ids, changes -> {
            approvals.of(changes, now).values().forEach(standing -> {
                standing.tally().requirements().forEach(count -> add(needed, count));
                if (standing.verdict().checklistRequired()) {
                    required.set(true);
                }
            });
            changes.forEach(change -> {
                checklist.addAll(change.planned().plan().checklist());
                change.planned().plan().readiness().stream()
                        .filter(finding -> finding.level() != Level.PASS)
                        .forEach(finding ->
                                add(found, finding, change.ask().domain().value()));
            });
        });
        return new ToDecide(
                List.copyOf(needed.values()), List.copyOf(checklist), required.get(), List.copyOf(found.values()));
    }

    private static void add(Map<String, Found> found, Finding finding, String domain) {
        found.computeIfAbsent(
                        finding.check() + " " + finding.level(),
                        key -> new Found(finding.check(), finding.level(), new LinkedHashSet<>()))
                .domains()
                .add(domain);
    }

    private static void add(Map<String, Needed> needed, Tally.Count count) {
        needed.merge(
                count.group() + " " + count.approvals(),
                new Needed(count.group(), count.approvals(), 1, count.missing() == 0 ? 1 : 0),
                (one, other) -> new Needed(
                        one.group(), one.approvals(), one.changes() + other.changes(), one.met() + other.met()));
    }
}
