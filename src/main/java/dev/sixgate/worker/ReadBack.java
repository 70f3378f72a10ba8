package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Ask;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.Waiting;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.Targets;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Finds out what became of an attempt that has no answer, by reading the domain. Nothing is sent until that is known.
 *
 * <p>A domain that has the old type still may get the new one from a call that is on its way, so it is not believed at once.
 */
@ApplicationScoped
class ReadBack {
    /** A worker that died, or stands still, may have begun the call as late as its turn allowed, and the call may be slow. */
    private static final Duration AFTER_CRASH = Duration.ofSeconds(70);

    /** AWS may still be at work on a call whose answer we gave up waiting for. */
    private static final Duration AFTER_LOST_ANSWER = Duration.ofSeconds(30);

    private final LeasedChanges changes;
    private final DomainReader reader;
    private final Targets targets;
    private final InstantSource clock;

    ReadBack(LeasedChanges changes, DomainReader reader, Targets targets, InstantSource clock) {
        this.changes = changes;
        this.reader = reader;
        this.targets = targets;
        this.clock = clock;
    }

    /** An attempt whose outcome is not known, and from when on a domain that looks unchanged is believed. */
    private record InDoubt(Ask ask, Instant believableFrom, boolean mayTryAgain) {
        static InDoubt of(ChangeRequest change) {
            Attempt attempt = change.lastAttempt();
            Instant ended = attempt.endedAt();
            Instant believable = ended == null ? attempt.startedAt().plus(AFTER_CRASH) : ended.plus(AFTER_LOST_ANSWER);
            return new InDoubt(change.ask(), believable, change.mayTryAgain());
        }
    }

    void run(Lease lease) {
        InDoubt change = changes.with(lease, InDoubt::of);
        try {
            conclude(
                    lease,
                    change,
                    reader.read(change.ask().target(), change.ask().domain()));
        } catch (GatewayFailure e) {
            if (e.kind() == GatewayFailure.Kind.NOT_FOUND) {
                fail(lease, "domain-deleted", "The domain was gone when the attempt's outcome was looked up.");
            } else {
                Log.warnf("read-back not possible: code=%s %s", e.code(), e.detail());
                lookAgain(lease, change, "AWS: " + e.code());
            }
        }
    }

    private void conclude(Lease lease, InDoubt change, ObservedDomain live) {
        Instant now = clock.instant();
        IpAddressType wished = change.ask().to();
        if (live.ipAddressType() == wished) {
            changes.record(
                    lease,
                    "change.found-done",
                    Outcome.SUCCESS,
                    now,
                    it -> it.foundDone(now),
                    event -> event.with("because", "The answer was lost; the domain was read and is " + wished + "."));
        } else if (live.status().equals("UPDATING") || now.isBefore(change.believableFrom())) {
            lookAgain(lease, change, "the outcome of the last call is not known yet");
        } else if (change.mayTryAgain()) {
            changes.record(
                    lease,
                    "change.found-undone",
                    Outcome.SUCCESS,
                    now,
                    it -> it.foundUndone(now),
                    event -> event.with(
                            "because",
                            "The answer was lost; the domain was read and is still " + live.ipAddressType() + "."));
        } else {
            fail(lease, "no-attempt-succeeded", "No attempt took effect, and none of the last ones was answered.");
        }
    }

    private void lookAgain(Lease lease, InDoubt change, String why) {
        Instant again =
                clock.instant().plus(targets.verification(change.ask().target()).poll());
        changes.steer(lease, it -> it.lookAgain(new Waiting(Waiting.Kind.AWS, again, why), again));
    }

    private void fail(Lease lease, String code, String detail) {
        Instant now = clock.instant();
        changes.record(
                lease,
                "change.failed",
                Outcome.FAILED,
                now,
                it -> it.fail(code, detail, now),
                event -> event.with("because", detail));
    }
}
