package dev.sixgate.rollout;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Columns;
import dev.sixgate.domainname.IpAddressType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.ListIndexBase;
import org.jspecify.annotations.Nullable;

/**
 * The same change of many domains, from the request to its end. Every verb moves it along {@link RolloutStatus}'s table or
 * refuses; time is always an argument. What becomes of each domain stands in that domain's change.
 */
@Entity
@DynamicUpdate
@Table(name = "rollout")
public class Rollout {
    @Id
    private UUID id;

    @Version
    private long version;

    @Embedded
    private Terms terms;

    @Enumerated(EnumType.STRING)
    @Column
    private RolloutStatus status;

    @Column
    private int wave;

    @Column(name = "failures_excused")
    private int failuresExcused;

    @Column(name = "bake_until")
    private @Nullable Instant bakeUntil;

    @Convert(converter = Columns.Items.class)
    @Column
    private @Nullable List<String> promoted;

    @Embedded
    private @Nullable Pause pause;

    @Column(name = "started_at")
    private @Nullable Instant startedAt;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(name = "due_at")
    private @Nullable Instant dueAt;

    @ElementCollection(fetch = FetchType.LAZY)
    @CollectionTable(name = "rollout_review", joinColumns = @JoinColumn(name = "rollout_id"))
    @OrderColumn(name = "number")
    @ListIndexBase(1)
    @BatchSize(size = 100)
    private List<RolloutReview> reviews = new ArrayList<>();

    /** For Hibernate. */
    protected Rollout() {}

    /**
     * What was asked for. It never changes.
     *
     * @param selection as it was asked
     * @param skipped what was selected and left out
     * @param size how many domains there are in all waves
     * @param maxFailures how many changes may fail; one more stops it
     * @param promotion the groups one of each of whom has to let each wave but the first begin; null where nobody
     *     has to
     * @param revertOf the rollout that this one takes back, if it does
     */
    @Embeddable
    public record Terms(
            @Convert(converter = Columns.Types.class) @Column(name = "to_type")
            IpAddressType to,

            @Column(name = "reason") String reason,
            @Column(name = "reference") @Nullable String reference,
            @Column(name = "requester") String requester,
            @Column(name = "requester_name") String requesterName,
            @Column(name = "requester_via") @Nullable String requesterVia,
            @Column(name = "requested_at") Instant requestedAt,

            @Convert(converter = RolloutColumns.Selections.class) @Column(name = "selection")
            Selection selection,

            @Convert(converter = RolloutColumns.SkippedLists.class) @Column(name = "skipped")
            List<Skipped> skipped,

            @Convert(converter = RolloutColumns.WaveLists.class) @Column(name = "waves")
            List<Wave> waves,

            @Column(name = "size") int size,
            @Column(name = "max_failures") int maxFailures,

            @Convert(converter = Columns.Items.class) @Column(name = "promotion") @Nullable
            List<String> promotion,

            @Column(name = "revert_of") @Nullable UUID revertOf) {
        /** The groups one of each of whom has to let each wave but the first begin. */
        public List<String> promotedBy() {
            return promotion == null ? List.of() : List.copyOf(promotion);
        }
    }

    /** Records a request. */
    public static Rollout propose(RolloutId id, Terms terms, Instant now) {
        Rollout rollout = new Rollout();
        rollout.id = id.value();
        rollout.terms = terms;
        rollout.status = RolloutStatus.PENDING_APPROVAL;
        rollout.dueAt = now;
        return rollout;
    }

    // ---- what people do -------------------------------------------------------------------------------------------

    /** Keeps what somebody said of all of it. */
    public void reviewed(RolloutReview said, Instant now) {
        reviews.add(said);
        dueAt = now;
    }

    public void pause(Actor by, String because, Instant now) {
        move(RolloutStatus.PAUSED);
        pause = Pause.by(by, because, now);
    }

    /** Goes on; what failed up to now is no reason to stop again. */
    public void resume(int failures, Instant now) {
        moveOn(RolloutStatus.PAUSED, RolloutStatus.RUNNING);
        pause = null;
        failuresExcused = Math.max(failuresExcused, failures);
        dueAt = now;
    }

    /** Calls it off; what has not been sent is cancelled with it. */
    public void cancel(Instant now) {
        end(RolloutStatus.CANCELLED, now);
        pause = null;
        dueAt = now;
    }

    /** Lets the next wave begin, as soon as each group that has to has done so. */
    public void promote(Collection<String> groups, Instant now) {
        if (!isAwaitingPromotion(now)) {
            throw new Refusal(Reason.INVALID_TRANSITION, "No wave waits to be promoted.");
        }
        Set<String> given = new TreeSet<>(promoted == null ? List.of() : promoted);
        given.addAll(groups);
        promoted = List.copyOf(given);
        if (missingPromotions().isEmpty()) {
            nextWave(now);
        }
    }

    /** The groups that have not let the next wave begin. */
    public List<String> missingPromotions() {
        List<String> given = promoted == null ? List.of() : promoted;
        return terms.promotedBy().stream()
                .filter(group -> !given.contains(group))
                .toList();
    }

    // ---- what time and the worker do ------------------------------------------------------------------------------

    /** Every change is decided, and some may run: the first wave begins. */
    public void start(Instant now) {
        moveOn(RolloutStatus.PENDING_APPROVAL, RolloutStatus.RUNNING);
        startedAt = now;
        wave = 1;
        dueAt = now;
    }

    /** Too many have failed. */
    public void stop(String because, Instant now) {
        moveOn(RolloutStatus.RUNNING, RolloutStatus.PAUSED);
        pause = Pause.byItself(because, now);
    }

    /** The wave is over; it is looked at before the next one begins. */
    public void bake(Instant until) {
        bakeUntil = until;
        dueAt = until;
    }

    /** The next wave begins. */
    public void nextWave(Instant now) {
        if (status != RolloutStatus.RUNNING || isInLastWave()) {
            throw new IllegalStateException("no wave follows wave " + wave + " of a rollout that is " + status);
        }
        wave++;
        bakeUntil = null;
        promoted = null;
        dueAt = now;
    }

    public void complete(Instant now) {
        end(RolloutStatus.COMPLETED, now);
        dueAt = null;
    }

    /** None of its changes may run. */
    public void endWithoutEffect(RolloutStatus as, Instant now) {
        end(as, now);
        dueAt = null;
    }

    /** When to look at it next. */
    public void lookAgain(@Nullable Instant at) {
        dueAt = at;
    }

    private void move(RolloutStatus next) {
        moveOn(status, next);
    }

    private void moveOn(RolloutStatus from, RolloutStatus next) {
        if (status != from || !status.leadsTo(next)) {
            throw new Refusal(
                    Reason.INVALID_TRANSITION, "A rollout that is " + status + " cannot become " + next + ".");
        }
        status = next;
    }

    private void end(RolloutStatus as, Instant now) {
        move(as);
        endedAt = now;
        bakeUntil = null;
    }

    // ---- what it is -----------------------------------------------------------------------------------------------

    public RolloutId id() {
        return new RolloutId(id);
    }

    /** Rises with every change of this rollout; what happens to its changes does not count. */
    public long version() {
        return version;
    }

    public Terms terms() {
        return terms;
    }

    public RolloutStatus status() {
        return status;
    }

    /** The wave that runs, or ran last; 0 before the first. */
    public int wave() {
        return wave;
    }

    public boolean isInLastWave() {
        return wave >= terms.waves().size();
    }

    /** How many failures somebody has seen, and went on nevertheless. */
    public int failuresExcused() {
        return failuresExcused;
    }

    /** Whether so many failures are more than it may have. */
    public boolean isStoppedBy(int failures) {
        return failures - failuresExcused > terms.maxFailures();
    }

    /** Until when its wave is looked at. */
    public Optional<Instant> bakeUntil() {
        return Optional.ofNullable(bakeUntil);
    }

    /** Whether its wave is over, and somebody has to let the next one begin. */
    public boolean isAwaitingPromotion(Instant now) {
        return status == RolloutStatus.RUNNING
                && bakeUntil != null
                && !now.isBefore(bakeUntil)
                && !terms.promotedBy().isEmpty()
                && !isInLastWave();
    }

    public Optional<Pause> pause() {
        return Optional.ofNullable(pause);
    }

    public Optional<Instant> startedAt() {
        return Optional.ofNullable(startedAt);
    }

    public Optional<Instant> endedAt() {
        return Optional.ofNullable(endedAt);
    }

    public List<RolloutReview> reviews() {
        return List.copyOf(reviews);
    }

    /** What is stored of it, but for what only steers the worker. */
    public Map<String, Object> facts() {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("status", status);
        facts.put("wave", wave);
        facts.put("failuresExcused", failuresExcused);
        if (promoted != null) {
            facts.put("promoted", promoted);
        }
        bakeUntil().ifPresent(until -> facts.put("bakeUntil", until.toString()));
        pause().ifPresent(why -> facts.put("pausedAt", why.at().toString()));
        startedAt().ifPresent(at -> facts.put("startedAt", at.toString()));
        endedAt().ifPresent(at -> facts.put("endedAt", at.toString()));
        return facts;
    }
}
