package dev.sixgate.worker.trail;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.personal.PersonalData;
import dev.sixgate.change.Attempt;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.domainname.LastChange;
import dev.sixgate.gateway.TrailRecord;
import dev.sixgate.inventory.Inventory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts on record what CloudTrail answered, once, whichever replica asked. */
@ApplicationScoped
class TrailAnswers {
    static final String ATTRIBUTED = "domain.drift-attributed";
    static final String UNATTRIBUTED = "domain.drift-unattributed";
    static final String MATCHED = "change.trail-matched";
    static final String UNMATCHED = "change.trail-unmatched";

    private static final Actor TRAIL = Actor.system("trail");

    private final TrailLookups lookups;
    private final ChangeRequests changes;
    private final Inventory inventory;
    private final AuditLog log;

    TrailAnswers(TrailLookups lookups, ChangeRequests changes, Inventory inventory, AuditLog log) {
        this.lookups = lookups;
        this.changes = changes;
        this.inventory = inventory;
        this.log = log;
    }

    /** Records who it was; false where none of the records tells, and nothing is recorded. */
    @Transactional
    boolean found(TrailLookup lookup, List<TrailRecord> records, Instant now) {
        TrailLookup.Call call = lookup.call();
        return call == null ? attributed(lookup, records, now) : matched(lookup, call, records, now);
    }

    /** Records that nobody could be told, and why. */
    @Transactional
    void none(TrailLookup lookup, String because, Instant now) {
        if (lookups.end(lookup)) {
            log.append(event(lookup, lookup.call() == null ? UNATTRIBUTED : UNMATCHED, Outcome.FAILED, now)
                    .with("because", because));
        }
    }

    private boolean attributed(TrailLookup lookup, List<TrailRecord> records, Instant now) {
        Set<String> ours = changes.sentSince(lookup.target(), lookup.domain(), lookup.from()).stream()
                .flatMap(change -> change.attempts().stream())
                .map(Attempt::awsRequestId)
                .filter(id -> id != null)
                .collect(Collectors.toSet());
        List<TrailRecord> candidates = records.stream()
                .filter(record -> record.errorCode() == null && !ours.contains(String.valueOf(record.requestId())))
                .sorted(Comparator.comparing(TrailRecord::eventTime).reversed())
                .toList();
        if (candidates.isEmpty()) {
            return false;
        }
        if (lookups.end(lookup)) {
            int more = candidates.size() - PersonalData.MOST_CANDIDATES;
            log.append(event(lookup, ATTRIBUTED, Outcome.SUCCESS, now)
                    .about(Principal.ofAll(candidates, lookup.account(), now))
                    .with("candidates", listed(candidates))
                    .with("more", more > 0 ? more : null));
            if (!lookup.gone()) {
                TrailRecord last = candidates.get(0);
                inventory.changedBy(
                        lookup.target(), lookup.domain(), LastChange.by(last.userAgent(), last.eventTime()));
            }
        }
        return true;
    }

    /** By their numbers, the newest first: what is sealed of an event has its place by name. */
    private static Map<String, Object> listed(List<TrailRecord> candidates) {
        Map<String, Object> listed = new TreeMap<>();
        for (int i = 0; i < Math.min(candidates.size(), PersonalData.MOST_CANDIDATES); i++) {
            listed.put(String.valueOf(i + 1), Principal.described(candidates.get(i)));
        }
        return listed;
    }

    private boolean matched(TrailLookup lookup, TrailLookup.Call call, List<TrailRecord> records, Instant now) {
        return records.stream()
                .filter(record -> call.requestId().equals(record.requestId()))
                .findFirst()
                .map(record -> {
                    if (lookups.end(lookup)) {
                        ChangeRequest change = changes.get(new ChangeId(call.change()));
                        log.append(event(lookup, MATCHED, Outcome.SUCCESS, now)
                                .about(change.ask().requester())
                                .with("trail", Principal.described(record)));
                    }
                    return true;
                })
                .orElse(false);
    }

    private static AuditEvent event(TrailLookup lookup, String action, Outcome outcome, Instant now) {
        AuditEvent event = AuditEvent.of(action, outcome, TRAIL, now)
                .onDomain(lookup.target(), lookup.domain())
                .with("account", lookup.account())
                .with("region", lookup.region())
                .with("drift", lookup.drift());
        TrailLookup.Call call = lookup.call();
        return call == null
                ? event
                : event.onChange(call.change()).with("attempt", call.attempt()).with("awsRequestId", call.requestId());
    }
}
