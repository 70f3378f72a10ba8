package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Ask;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequest.FailedCall;
import dev.sixgate.change.Waiting;
import dev.sixgate.gateway.DomainWriter.Receipt;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.Pace;
import dev.sixgate.gateway.Targets;
import dev.sixgate.worker.trail.TrailLookups;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Writes down what became of an attempt, gives its turn back, and draws the consequence for the change. */
@ApplicationScoped
class AttemptRecord {
    private static final Duration LONGEST_PATIENCE = Duration.ofMinutes(5);

    private final LeasedChanges changes;
    private final Pace pace;
    private final Targets targets;
    private final TrailLookups lookups;
    private final WorkerMetrics metrics;
    private final InstantSource clock;

    AttemptRecord(
            LeasedChanges changes,
            Pace pace,
            Targets targets,
            TrailLookups lookups,
            WorkerMetrics metrics,
            InstantSource clock) {
        this.changes = changes;
        this.pace = pace;
        this.targets = targets;
        this.lookups = lookups;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** An attempt that is on record and may be sent: what the change asks for, and the turn in which it is done. */
    record Intended(Ask ask, int attempt, Pace.Turn turn) {}

    /** Something came between the intent and the call: the turn that was taken may be another's by now, or the domain is another. */
    void notSent(Lease lease, Intended intended, FailedCall call) {
        Instant now = clock.instant();
        changes.with(lease, change -> {
            pace.turnUnused(intended.turn(), now);
            changes.record(
                    change,
                    "change.attempt-failed",
                    Outcome.FAILED,
                    now,
                    it -> it.putBackUncounted(call, new Waiting(Waiting.Kind.QUOTA, now, "its turn was missed"), now),
                    event -> event.with("because", call.detail()));
            return change.status();
        });
    }

    /** AWS took it. */
    void accepted(Lease lease, Intended intended, Receipt receipt) {
        Instant now = clock.instant();
        Instant look = now.plus(targets.verification(intended.ask().target()).poll());
        changes.with(lease, change -> {
            pace.turnEnded(intended.turn(), now);
            changes.record(
                    change,
                    "change.accepted",
                    Outcome.SUCCESS,
                    now,
                    // A domain that never shows UPDATING is done at once; look at it without delay.
                    it -> it.accepted(
                            receipt.awsRequestId(),
                            now,
                            receipt.domainNameStatus().equals("AVAILABLE") ? now : look),
                    event -> event.with(
                            "aws",
                            Map.of(
                                    "operation", "UpdateDomainName",
                                    "attempt", intended.attempt(),
                                    "requestId", receipt.awsRequestId(),
                                    "httpStatus", receipt.httpStatus(),
                                    "domainNameStatus", receipt.domainNameStatus())));
            lookups.ofAttempt(
                    change.id(),
                    change.ask(),
                    intended.attempt(),
                    receipt.awsRequestId(),
                    change.lastAttempt().startedAt(),
                    now);
            return change.status();
        });
        Log.infof(
                "attempt accepted: domain=%s attempt=%d awsRequestId=%s",
                intended.ask().domain(), intended.attempt(), receipt.awsRequestId());
    }

    /** AWS did not take it, or nobody knows. */
    void failed(Lease lease, Intended intended, GatewayFailure e) {
        Instant now = clock.instant();
        Log.warnf(
                "attempt failed: attempt=%d outcome=%s code=%s %s",
                intended.attempt(), e.outcome(), e.code(), e.detail());
        FailedCall call = new FailedCall(e.code(), e.detail(), e.awsRequestId().orElse(null));
        boolean unknown = e.outcome() == GatewayFailure.Outcome.UNKNOWN;
        changes.with(lease, change -> {
            settlePace(intended.turn(), e, now);
            metrics.attempted(unknown ? Attempt.Outcome.UNKNOWN : Attempt.Outcome.NOT_DONE);
            changes.record(
                    change,
                    unknown ? "change.in-doubt" : "change.attempt-failed",
                    unknown ? Outcome.UNKNOWN : Outcome.FAILED,
                    now,
                    it -> consequence(it, e, call, now),
                    event -> event.with("aws", AwsAnswer.of(e, intended.attempt())));
            return change.status();
        });
    }

    private void settlePace(Pace.Turn turn, GatewayFailure e, Instant now) {
        switch (e.kind()) {
            case THROTTLED -> {
                if (e.httpStatus() == 0) {
                    // Our own call budget was spent: AWS has seen nothing.
                    pace.turnUnused(turn, now);
                } else {
                    pace.turnEnded(turn, now);
                    pace.postpone(turn.account(), now.plus(patience(e)));
                }
            }
            case UNREACHABLE -> {
                if (e.outcome() == GatewayFailure.Outcome.NOT_DONE) {
                    pace.turnUnused(turn, now);
                } else {
                    pace.turnEnded(turn, now);
                }
            }
            case NOT_FOUND, INVALID, DENIED, BUSY, UNAVAILABLE, UNSUPPORTED -> pace.turnEnded(turn, now);
        }
    }

    /** How long AWS asked to wait, within reason: nobody can take a postponed turn back. */
    private static Duration patience(GatewayFailure e) {
        Duration asked = e.retryAfter().orElse(ApplyChange.BACKOFF);
        return asked.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : asked;
    }

    private void consequence(ChangeRequest change, GatewayFailure e, FailedCall call, Instant now) {
        Duration poll = targets.verification(change.ask().target()).poll();
        if (e.outcome() == GatewayFailure.Outcome.UNKNOWN) {
            change.inDoubt(call, now, now.plus(poll));
            return;
        }
        switch (e.kind()) {
            case THROTTLED ->
                change.putBackUncounted(
                        call,
                        new Waiting(
                                Waiting.Kind.QUOTA,
                                pace.nextTurn(change.ask().account(), now),
                                "somebody else spent the account's quota"),
                        now);
            case BUSY ->
                change.putBackUncounted(
                        call,
                        new Waiting(
                                Waiting.Kind.DOMAIN_BUSY, now.plus(poll), "another update of the domain is running"),
                        now);
            case UNREACHABLE, UNAVAILABLE -> {
                if (change.mayTryAgain()) {
                    change.putBack(
                            call,
                            new Waiting(Waiting.Kind.AWS, now.plus(ApplyChange.BACKOFF), "AWS: " + e.code()),
                            now);
                } else {
                    change.refused(call, now);
                }
            }
            case NOT_FOUND, INVALID, DENIED, UNSUPPORTED -> change.refused(call, now);
        }
    }
}
