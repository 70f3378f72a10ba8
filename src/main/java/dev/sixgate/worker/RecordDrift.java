package dev.sixgate.worker;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.domainname.Fingerprint;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.inventory.Drift;
import dev.sixgate.worker.trail.TrailLookups;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts on record what became of a domain without a change of ours: what it was, what it is, and since when at the earliest; and has CloudTrail asked who it was. */
@ApplicationScoped
class RecordDrift implements Drift {
    static final String DRIFTED = "domain.drifted";
    private static final Actor INVENTORY = Actor.system("inventory");

    private final ChangeRequests changes;
    private final AuditLog log;
    private final TrailLookups lookups;
    private final InstantSource clock;

    RecordDrift(ChangeRequests changes, AuditLog log, TrailLookups lookups, InstantSource clock) {
        this.changes = changes;
        this.log = log;
        this.lookups = lookups;
        this.clock = clock;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void seen(ObservedDomain before, @Nullable ObservedDomain after) {
        List<ChangeRequest> ours = changes.sentSince(before.target(), before.name(), before.observedAt());
        if (after != null && ours.stream().anyMatch(change -> made(change, after))) {
            return;
        }
        Map<String, Object> was = before.configuration();
        Map<String, Object> is = after == null ? Map.of() : after.configuration();
        Instant now = clock.instant();
        UUID event = log.append(AuditEvent.of(DRIFTED, Outcome.SUCCESS, INVENTORY, now)
                .onDomain(before.target(), before.name())
                .with("account", before.account())
                .with("region", before.region())
                .with("before", of(was, is))
                .with("after", after == null ? null : of(is, was))
                .with("gone", after == null ? true : null)
                .with("lastSeen", before.observedAt().toString())
                .with(
                        "besideChanges",
                        ours.isEmpty()
                                ? null
                                : ours.stream()
                                        .map(change -> change.id().toString())
                                        .toList()));
        lookups.ofDrift(before, after == null, event, now);
    }

    /** It is as a change that was sent meanwhile meant it to be. */
    private static boolean made(ChangeRequest change, ObservedDomain after) {
        return Fingerprint.of(change.planned().plan().after()).equals(after.fingerprint());
    }

    /** The members in which one configuration is unlike the other. */
    private static Map<String, Object> of(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> members = new TreeMap<>(one);
        members.entrySet().removeIf(member -> Objects.equals(member.getValue(), other.get(member.getKey())));
        return members;
    }
}
