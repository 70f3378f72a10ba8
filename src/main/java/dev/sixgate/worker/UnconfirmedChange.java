package dev.sixgate.worker;

import dev.sixgate.Refusal;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Confirmation;
import dev.sixgate.change.verb.RevertChange;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.readiness.Readiness;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Asks for the revert of an applied change that nobody confirmed in time. The end of the waiting and the revert are one
 * transaction: there is one revert or none, whoever dies in between, and whoever confirms at the same moment.
 */
@ApplicationScoped
class UnconfirmedChange {
    /** How long to leave a domain alone of which another change is open, or that AWS is busy with. */
    private static final Duration LATER = Duration.ofMinutes(1);

    private final LeasedChanges changes;
    private final ChangeRequests requests;
    private final RevertChange revert;
    private final DomainReader reader;
    private final InstantSource clock;

    UnconfirmedChange(
            LeasedChanges changes,
            ChangeRequests requests,
            RevertChange revert,
            DomainReader reader,
            InstantSource clock) {
        this.changes = changes;
        this.requests = requests;
        this.revert = revert;
        this.reader = reader;
        this.clock = clock;
    }

    void run(Lease lease) {
        Instant now = clock.instant();
        Optional<Ask> due =
                changes.with(lease, change -> isMissed(change, now) ? Optional.of(change.ask()) : Optional.empty());
        if (due.isEmpty()) {
            return;
        }
        try {
            ObservedDomain live = reader.read(due.get().target(), due.get().domain());
            if (live.status().equals("UPDATING")) {
                later(lease, LATER);
            } else {
                takeBack(lease, live);
            }
        } catch (GatewayFailure e) {
            cannotRead(lease, e);
        }
    }

    /** What is being sent goes first; if it leaves the domain as it is, the revert comes after it. */
    private boolean isMissed(ChangeRequest change, Instant now) {
        Optional<Confirmation> awaited = change.confirmation().filter(Confirmation::isAwaited);
        if (awaited.isEmpty()) {
            // Somebody was faster.
            return false;
        }
        if (!awaited.get().isOverdue(now)) {
            change.lookAtConfirmationAgain(awaited.get().by());
            return false;
        }
        if (openBeside(change)
                .filter(open -> !open.status().leadsTo(ChangeStatus.CANCELLED))
                .isPresent()) {
            change.lookAtConfirmationAgain(now.plus(LATER));
            return false;
        }
        return true;
    }

    private Optional<ChangeRequest> openBeside(ChangeRequest change) {
        return requests.openOf(change.ask().target(), change.ask().domain());
    }

    void takeBack(Lease lease, ObservedDomain live) {
        try {
            changes.with(lease, change -> takenBack(change, live));
        } catch (Refusal e) {
            if (e.reason() == Refusal.Reason.CHANGE_OPEN) {
                later(lease, LATER);
            } else if (e.reason() == Refusal.Reason.NOT_READY) {
                throw e;
            } else {
                Log.warnf("unconfirmed, and not to be reverted: %s", e.detail());
                givenUp(lease, e.detail());
            }
        }
    }

    private boolean takenBack(ChangeRequest change, ObservedDomain live) {
        if (change.confirmation().filter(Confirmation::isAwaited).isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        openBeside(change).ifPresent(open -> giveWay(open, change, now));
        Optional<ChangeRequest> inverse = revert.revertUnconfirmed(
                change, live, Readiness.assess(live, change.ask().from()), now);
        String because = inverse.map(UnconfirmedChange::because)
                .orElse("The domain is " + change.ask().from() + " again already; there is nothing to revert.");
        changes.record(
                change,
                "change.confirmation-missed",
                Outcome.SUCCESS,
                now,
                it -> it.endConfirmation(Confirmation.State.MISSED),
                event -> event.with("because", because)
                        .with("revert", inverse.map(it -> it.id().value()).orElse(null)));
        return true;
    }

    /** A change that merely waits would put the revert off for as long as its requester likes. */
    private void giveWay(ChangeRequest open, ChangeRequest unconfirmed, Instant now) {
        ChangeRequest waiting = requests.take(open.id());
        if (!waiting.status().leadsTo(ChangeStatus.CANCELLED)) {
            throw ChangeRequests.anotherIsOpen();
        }
        changes.record(
                waiting,
                "change.cancelled",
                Outcome.SUCCESS,
                now,
                it -> it.cancel(now),
                event -> event.with(
                        "reason", "Nobody confirmed change " + unconfirmed.id() + " in time; it is reverted first."));
    }

    private static String because(ChangeRequest inverse) {
        return inverse.advance()
                .flatMap(advance -> Optional.ofNullable(advance.refused()))
                .map(why -> "Nobody confirmed in time; the revert waits for approval: " + why)
                .orElse("Nobody confirmed in time; it is reverted.");
    }

    private void cannotRead(Lease lease, GatewayFailure e) {
        if (e.kind() == GatewayFailure.Kind.NOT_FOUND) {
            givenUp(lease, "The domain is no longer there.");
            return;
        }
        Log.warnf("domain not readable: code=%s %s", e.code(), e.detail());
        later(
                lease,
                e.retryAfter()
                        .filter(wait -> wait.compareTo(ApplyChange.BACKOFF) > 0)
                        .orElse(ApplyChange.BACKOFF));
    }

    private void later(Lease lease, Duration wait) {
        Instant again = clock.instant().plus(wait);
        changes.steer(lease, change -> {
            if (change.confirmation().filter(Confirmation::isAwaited).isPresent()) {
                change.lookAtConfirmationAgain(again);
            }
        });
    }

    /** It can neither run nor wait for anybody's approval: that it was not confirmed stands on record, and no more. */
    private void givenUp(Lease lease, String why) {
        Instant now = clock.instant();
        changes.with(lease, change -> {
            if (change.confirmation().filter(Confirmation::isAwaited).isEmpty()) {
                return false;
            }
            changes.record(
                    change,
                    "change.confirmation-missed",
                    Outcome.FAILED,
                    now,
                    it -> it.endConfirmation(Confirmation.State.MISSED),
                    event -> event.with("because", "Nobody confirmed in time, but it is not reverted: " + why));
            return true;
        });
    }
}
