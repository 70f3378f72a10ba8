package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequest.FailedCall;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.NotCounted;
import dev.sixgate.change.Standing;
import dev.sixgate.change.Waiting;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.DomainWriter;
import dev.sixgate.gateway.DomainWriter.Author;
import dev.sixgate.gateway.DomainWriter.Receipt;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.Pace;
import dev.sixgate.gateway.Targets;
import dev.sixgate.rollout.WaveGate;
import dev.sixgate.worker.AttemptRecord.Intended;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Applies an approved change: asks everything again, reads the domain, stores the intent and takes the account's turn in
 * one transaction, sends the one call, stores its outcome.
 */
@ApplicationScoped
class ApplyChange {
    /** How long to leave AWS alone after it could not be reached. */
    static final Duration BACKOFF = Duration.ofSeconds(30);

    /** How often a change looks whether its account's turn came early. */
    private static final Duration TURN_PEEK = Duration.ofSeconds(10);

    /** How long other changes of an account leave the turn to an emergency, before they look again. */
    private static final Duration GIVE_WAY = Duration.ofSeconds(5);

    /** A lease with less than this left is not used to send anything: the call could outlive it. */
    private static final Duration SEND_MARGIN = Duration.ofSeconds(70);

    private static final FailedCall LATE =
            new FailedCall("TurnMissed", "The worker was held up; nothing was sent.", null);

    private final LeasedChanges changes;
    private final Leases leases;
    private final Approvals approvals;
    private final DomainReader reader;
    private final DomainWriter writer;
    private final Pace pace;
    private final Targets targets;
    private final AttemptRecord record;
    private final WaveGate waves;
    private final InstantSource clock;

    ApplyChange(
            LeasedChanges changes,
            Leases leases,
            Approvals approvals,
            DomainReader reader,
            DomainWriter writer,
            Pace pace,
            Targets targets,
            AttemptRecord record,
            WaveGate waves,
            InstantSource clock) {
        this.changes = changes;
        this.leases = leases;
        this.approvals = approvals;
        this.reader = reader;
        this.writer = writer;
        this.pace = pace;
        this.targets = targets;
        this.record = record;
        this.waves = waves;
        this.clock = clock;
    }

    void run(Lease lease) {
        Instant now = clock.instant();
        Optional<Ask> due =
                changes.with(lease, change -> mayRun(change, now) ? Optional.of(change.ask()) : Optional.empty());
        if (due.isEmpty()) {
            return;
        }
        Instant begun = clock.instant();
        Optional<ObservedDomain> live = read(lease, due.get());
        if (live.isEmpty()) {
            return;
        }
        Duration reading = Duration.between(begun, clock.instant());
        Optional<Intended> intended = begin(lease, live.get());
        intended.ifPresent(it -> send(lease, it, live.get(), reading));
    }

    /**
     * Everything that can be asked without AWS; the change is told what it waits for where it may not run. Of several
     * things it is told the first of these: an operator's word, its start time, its wave, a freeze, a window, its turn.
     */
    private boolean mayRun(ChangeRequest change, Instant now) {
        if (change.status() != ChangeStatus.APPROVED) {
            // Somebody was faster: it was cancelled, or an approval was withdrawn.
            return false;
        }
        if (change.mayExpire(now)) {
            changes.record(change, "change.expired", Outcome.SUCCESS, now, it -> it.expire(now), event -> event);
            return false;
        }
        Standing standing = approvals.of(change, now);
        if (!standing.cleared()) {
            changes.record(
                    change,
                    "change.approval-lapsed",
                    Outcome.SUCCESS,
                    now,
                    it -> it.settle(false, now),
                    event -> event.with(
                            "notCounted",
                            standing.notCounted().stream()
                                    .map(NotCounted::onRecord)
                                    .toList()));
            return false;
        }
        if (change.mustWait(now)) {
            change.runWhenDue(now);
            return false;
        }
        Optional<String> closed = change.membership().flatMap(waves::closedFor);
        if (closed.isPresent()) {
            // Whoever opens it wakes its changes.
            change.lookAgain(
                    new Waiting(Waiting.Kind.WAVE, null, closed.get()),
                    change.approvalExpiresAt().orElse(now));
            return false;
        }
        if (!change.isEmergency() && WindowWait.waits(change, standing.calendar(), now)) {
            return false;
        }
        Instant turn = pace.nextTurn(change.ask().account(), now);
        if (turn.isAfter(now.plus(Pace.AHEAD))) {
            waitForTurn(change, turn, now);
            return false;
        }
        if (!change.isEmergency() && changes.emergencyIsNext(change.ask().account(), now.plus(TURN_PEEK))) {
            change.waitFor(
                    new Waiting(Waiting.Kind.QUOTA, now.plus(GIVE_WAY), "an emergency of the account goes first"), now);
            return false;
        }
        return true;
    }

    /** A turn that somebody holds may end early; so whoever is near it looks again before the moment that is promised. */
    private void waitForTurn(ChangeRequest change, Instant turn, Instant now) {
        String account = change.ask().account();
        Line line = new Line(turn, pace.interval(account));
        int place = changes.inLineBefore(change);
        Waiting waiting =
                new Waiting(Waiting.Kind.QUOTA, line.turnOf(place), "AWS takes one update per account at a time");
        change.waitFor(waiting, now);
        Instant waking = line.wakingOf(place);
        Instant peek = now.plus(TURN_PEEK);
        change.lookAgain(waiting, place < Line.WOKEN && peek.isBefore(waking) ? peek : waking);
    }

    private Optional<ObservedDomain> read(Lease lease, Ask ask) {
        try {
            ObservedDomain live = reader.read(ask.target(), ask.domain());
            if (!live.status().equals("UPDATING")) {
                return Optional.of(live);
            }
            Instant again =
                    clock.instant().plus(targets.verification(ask.target()).poll());
            changes.steer(
                    lease,
                    change -> change.waitFor(
                            new Waiting(Waiting.Kind.DOMAIN_BUSY, again, "another update of the domain is running"),
                            clock.instant()));
        } catch (GatewayFailure e) {
            cannotRead(lease, e);
        }
        return Optional.empty();
    }

    private void cannotRead(Lease lease, GatewayFailure e) {
        Instant now = clock.instant();
        if (e.kind() == GatewayFailure.Kind.NOT_FOUND) {
            changes.record(
                    lease,
                    "change.stale",
                    Outcome.SUCCESS,
                    now,
                    ChangeRequest::becomeStale,
                    event -> event.with("because", "The domain is no longer there."));
            return;
        }
        Log.warnf("domain not readable: code=%s %s", e.code(), e.detail());
        Instant again = now.plus(
                e.retryAfter().filter(wait -> wait.compareTo(BACKOFF) > 0).orElse(BACKOFF));
        changes.steer(lease, change -> change.waitFor(new Waiting(Waiting.Kind.AWS, again, "AWS: " + e.code()), now));
    }

    /** Stores the intent and takes the turn, or says why not now; between the reading and this, little may have changed. */
    private Optional<Intended> begin(Lease lease, ObservedDomain live) {
        Instant now = clock.instant();
        return changes.with(lease, change -> {
            if (change.status() != ChangeStatus.APPROVED) {
                return Optional.empty();
            }
            if (!live.fingerprint().equals(change.planned().plan().fingerprint())) {
                changes.record(
                        change,
                        "change.stale",
                        Outcome.SUCCESS,
                        now,
                        ChangeRequest::becomeStale,
                        event -> event.with("because", "The domain is no longer as planned.")
                                .with(
                                        "differs",
                                        Differences.between(
                                                change.planned().plan().before(), live.configuration())));
                return Optional.empty();
            }
            change.seenWith(live.tags());
            if (!mayRun(change, now)) {
                return Optional.empty();
            }
            if (lease.until().minus(SEND_MARGIN).isBefore(now)) {
                change.waitFor(
                        new Waiting(Waiting.Kind.AWS, now.plus(BACKOFF), "AWS answers too slowly to send anything"),
                        now);
                return Optional.empty();
            }
            Pace.Turn turn = pace.takeTurn(change.ask().account(), now);
            if (!turn.granted()) {
                waitForTurn(change, turn.from(), now);
                return Optional.empty();
            }
            changes.record(
                    change,
                    "change.applying",
                    Outcome.SUCCESS,
                    now,
                    it -> it.beginAttempt(now),
                    event -> event.with(
                            "aws",
                            Map.of(
                                    "operation",
                                    "UpdateDomainName",
                                    "attempt",
                                    change.attempts().size())));
            return Optional.of(new Intended(change.ask(), change.attempts().size(), turn));
        });
    }

    private void send(Lease lease, Intended intended, ObservedDomain live, Duration reading) {
        Ask ask = intended.ask();
        boolean ahead = intended.turn().from().isAfter(clock.instant());
        Optional<FailedCall> obstacle = pauseUntil(intended.turn().from().minus(reading))
                .or(() -> ahead ? otherThan(live, ask) : Optional.empty())
                .or(() -> pauseUntil(intended.turn().from()))
                .or(() -> clock.instant().isAfter(intended.turn().until()) ? Optional.of(LATE) : Optional.empty());
        if (obstacle.isPresent()) {
            record.notSent(lease, intended, obstacle.get());
            wakeTheNext(ask.account());
            return;
        }
        String author = ask.requesterVia() == null ? ask.requester() : ask.requesterVia() + "/" + ask.requester();
        try {
            Receipt receipt = writer.setIpAddressType(
                    live, ask.to(), new Author(lease.change().toString(), author, ask.reference()));
            record.accepted(lease, intended, receipt);
        } catch (GatewayFailure e) {
            record.failed(lease, intended, e);
        }
        wakeTheNext(ask.account());
    }

    private void wakeTheNext(String account) {
        Instant now = clock.instant();
        Instant next = pace.nextTurn(account, now);
        try {
            leases.wake(account, new Line(next.isAfter(now) ? next : now, pace.interval(account)), now);
        } catch (IllegalStateException e) {
            // They look by themselves a little later.
            Log.warnf("waiting changes not woken: account=%s %s", account, e.getMessage());
        }
    }

    /** The turn was taken ahead, so the reading is a moment old, and what is sent is what was read. */
    private Optional<FailedCall> otherThan(ObservedDomain live, Ask ask) {
        try {
            ObservedDomain now = reader.read(ask.target(), ask.domain());
            boolean same =
                    now.status().equals(live.status()) && now.fingerprint().equals(live.fingerprint());
            return same
                    ? Optional.empty()
                    : Optional.of(new FailedCall(
                            "DomainChanged", "The domain changed right before its turn; nothing was sent.", null));
        } catch (GatewayFailure e) {
            return Optional.of(new FailedCall(
                    e.code(),
                    "The domain could not be read right before its turn; nothing was sent: " + e.detail(),
                    e.awsRequestId().orElse(null)));
        }
    }

    private Optional<FailedCall> pauseUntil(Instant moment) {
        Duration rest = Duration.between(clock.instant(), moment);
        try {
            if (rest.compareTo(Duration.ZERO) > 0) {
                Thread.sleep(rest.plusMillis(1).toMillis());
            }
            return Optional.empty();
        } catch (InterruptedException stopping) {
            return Optional.of(LATE);
        }
    }
}
