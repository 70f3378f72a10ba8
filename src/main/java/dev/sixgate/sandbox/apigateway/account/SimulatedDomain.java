package dev.sixgate.sandbox.apigateway.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.sandbox.apigateway.wire.AwsError;
import dev.sixgate.sandbox.apigateway.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A custom domain name in time: its record, and the update that is under way.
 *
 * <p>The new configuration shows at once, together with the status UPDATING. AWS does not say whether it does the same.
 */
public final class SimulatedDomain {
    /** A delay without end. */
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private DomainRecord record;
    private @Nullable Running running;

    private record Running(Instant until, DomainRecord outcome) {}

    SimulatedDomain(DomainRecord record) {
        this.record = record;
    }

    /** What the domain name is at this time. */
    public DomainRecord at(Instant now) {
        if (running != null && !now.isBefore(running.until)) {
            record = running.outcome;
            running = null;
        }
        return record;
    }

    /**
     * Begins an update; an update that changes nothing ends at once.
     *
     * @param changes members of the record
     * @param delay how long the domain name is UPDATING; zero for not at all, {@link #FOREVER} for without end
     * @throws AwsError 409 if another update runs; 400 if the domain name waits for a certificate and this brings none
     */
    public DomainRecord update(ObjectNode changes, Instant now, Duration delay, UpdateOutcome outcome) {
        var from = at(now);
        if (from.status().equals("UPDATING")) {
            throw AwsError.conflict("There is already an update in progress");
        }
        var to = from.with(changes.deepCopy().put("status", "AVAILABLE").putNull("statusMessage"));
        requireAwaitedCertificate(from, to);
        if (sameButStatus(from, to) && outcome == UpdateOutcome.SETTLES) {
            return from;
        }
        var until = outcome == UpdateOutcome.STUCK ? Instant.MAX : end(now, delay);
        var last = outcome == UpdateOutcome.FAILS
                ? from.with(Json.object().put("statusMessage", "The last update failed and was undone."))
                : to;
        running = new Running(until, last);
        record = to.with(Json.object().put("status", "UPDATING"));
        return at(now);
    }

    /** Replaces members of the record behind the API's back; an update under way is forgotten. */
    public DomainRecord edit(ObjectNode changes, Instant now) {
        record = at(now).with(changes);
        running = null;
        return record;
    }

    /** Replaces members which no update guards: tags and mappings. An update under way goes on. */
    public DomainRecord attach(ObjectNode changes, Instant now) {
        record = at(now).with(changes);
        if (running != null) {
            running = new Running(running.until, running.outcome.with(changes));
        }
        return record;
    }

    private static Instant end(Instant now, Duration delay) {
        return delay.equals(FOREVER) ? Instant.MAX : now.plus(delay);
    }

    private static void requireAwaitedCertificate(DomainRecord from, DomainRecord to) {
        boolean brought = switch (from.status()) {
            case "PENDING_OWNERSHIP_VERIFICATION" ->
                to.ownershipVerificationCertificateArn() != null
                        && !to.ownershipVerificationCertificateArn().equals(from.ownershipVerificationCertificateArn());
            case "PENDING_CERTIFICATE_REIMPORT" -> !Objects.equals(to.certificateArn(), from.certificateArn());
            default -> true;
        };
        if (!brought) {
            throw AwsError.badRequest("The domain name is in status " + from.status()
                    + " and cannot be updated until a valid certificate is given.");
        }
    }

    private static boolean sameButStatus(DomainRecord from, DomainRecord to) {
        return to.with(Json.object().put("status", from.status()).put("statusMessage", from.statusMessage()))
                .equals(from);
    }
}
