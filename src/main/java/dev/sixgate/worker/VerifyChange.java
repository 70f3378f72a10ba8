package dev.sixgate.worker;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Ask;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.Waiting;
import dev.sixgate.domainname.Fingerprint;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.gateway.DomainReader;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.Targets;
import dev.sixgate.gateway.Targets.Verification;
import dev.sixgate.inventory.Inventory;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks whether a change that AWS took really happened: the wished type, AVAILABLE, and all else as it was. */
@ApplicationScoped
class VerifyChange {
    private final LeasedChanges changes;
    private final DomainReader reader;
    private final Inventory inventory;
    private final Targets targets;
    private final Aftermath aftermath;
    private final InstantSource clock;

    VerifyChange(
            LeasedChanges changes,
            DomainReader reader,
            Inventory inventory,
            Targets targets,
            Aftermath aftermath,
            InstantSource clock) {
        this.changes = changes;
        this.reader = reader;
        this.inventory = inventory;
        this.targets = targets;
        this.aftermath = aftermath;
        this.clock = clock;
    }

    /** What AWS took, and when. */
    private record Taken(Ask ask, Map<String, Object> wished, Instant at) {
        static Taken of(ChangeRequest change) {
            Attempt attempt = change.lastAttempt();
            Instant ended = attempt.endedAt();
            return new Taken(
                    change.ask(), change.planned().plan().after(), ended == null ? attempt.startedAt() : ended);
        }
    }

    void run(Lease lease) {
        Taken change = changes.with(lease, Taken::of);
        try {
            ObservedDomain live =
                    reader.read(change.ask().target(), change.ask().domain());
            inventory.save(live);
            conclude(lease, change, live);
        } catch (GatewayFailure e) {
            if (e.kind() == GatewayFailure.Kind.NOT_FOUND) {
                fail(lease, "domain-deleted", "The domain was gone when the change was verified.");
            } else {
                waitOrGiveUp(lease, change, "AWS: " + e.code());
            }
        }
    }

    private void conclude(Lease lease, Taken change, ObservedDomain live) {
        if (live.status().equals("FAILED")) {
            fail(lease, "update-failed", "AWS reports: " + orNothing(live.statusMessage()));
        } else if (!live.isAvailable()) {
            waitOrGiveUp(lease, change, "the domain is " + live.status());
        } else if (live.ipAddressType() != change.ask().to()) {
            notThere(lease, change, live);
        } else if (!live.fingerprint().equals(Fingerprint.of(change.wished()))) {
            List<String> differs = Differences.between(change.wished(), live.configuration());
            fail(lease, "configuration-changed", "Something else changed too: " + String.join("; ", differs));
        } else {
            applied(lease, live);
        }
    }

    private void applied(Lease lease, ObservedDomain live) {
        Instant now = clock.instant();
        changes.with(lease, change -> {
            aftermath.overtake(change, now);
            changes.record(
                    change,
                    "change.applied",
                    Outcome.SUCCESS,
                    now,
                    it -> it.applied(live.fingerprint(), aftermath.promise(it, now), now),
                    event -> event.with("observed", live.configuration()).with("fingerprint", live.fingerprint()));
            aftermath.look(change, now);
            return change.status();
        });
        Log.infof("applied: domain=%s ipAddressType=%s", live.name(), live.ipAddressType());
    }

    /** AVAILABLE, but with the old type: not yet, or not at all. */
    private void notThere(Lease lease, Taken change, ObservedDomain live) {
        if (clock.instant().isAfter(change.at().plus(verification(change).patience()))) {
            fail(
                    lease,
                    "not-applied",
                    "AWS took the change, but the domain is AVAILABLE and still " + live.ipAddressType() + ": "
                            + orNothing(live.statusMessage()));
        } else {
            waitOrGiveUp(lease, change, "the domain is still " + live.ipAddressType());
        }
    }

    private void waitOrGiveUp(Lease lease, Taken change, String why) {
        Instant now = clock.instant();
        Verification verification = verification(change);
        if (now.isAfter(change.at().plus(verification.limit()))) {
            fail(lease, "verification-timeout", "Not seen done within " + verification.limit() + ": " + why);
            return;
        }
        if (now.isAfter(change.at().plus(verification.patience()))) {
            Log.warnf("still not done: %s", why);
        }
        Instant again = now.plus(verification.poll());
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

    private Verification verification(Taken change) {
        return targets.verification(change.ask().target());
    }

    private static String orNothing(@Nullable String message) {
        return message == null ? "no reason given" : message;
    }
}
