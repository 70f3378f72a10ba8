package dev.sixgate.worker.trail;

import dev.sixgate.change.ChangeId;
import dev.sixgate.gateway.GatewayFailure;
import dev.sixgate.gateway.GatewayFailure.Kind;
import dev.sixgate.gateway.Targets;
import dev.sixgate.gateway.TrailReader;
import dev.sixgate.gateway.TrailRecord;
import dev.sixgate.worker.watch.LogContext;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks up in CloudTrail what is due, one after the other; all replicas share the work. */
@ApplicationScoped
public class AskTrail {
    private final TrailLookups lookups;
    private final TrailReader trail;
    private final TrailAnswers answers;
    private final Targets targets;
    private final InstantSource clock;

    AskTrail(TrailLookups lookups, TrailReader trail, TrailAnswers answers, Targets targets, InstantSource clock) {
        this.lookups = lookups;
        this.trail = trail;
        this.answers = answers;
        this.targets = targets;
        this.clock = clock;
    }

    /**
     * Looks up what has been due longest.
     *
     * @return false where nothing is due
     */
    @Transactional(Transactional.TxType.NEVER)
    public boolean next() {
        Optional<TrailLookup> due = lookups.claim(clock.instant());
        due.ifPresent(lookup -> {
            ChangeId change =
                    lookup.call() == null ? null : new ChangeId(lookup.call().change());
            try (LogContext unused = LogContext.of(change, lookup.domain(), lookup.target())) {
                look(lookup);
            }
        });
        return due.isPresent();
    }

    private void look(TrailLookup lookup) {
        if (!targets.asksTrail(lookup.target())) {
            answers.none(lookup, "CloudTrail is not asked about this target any more.", clock.instant());
            return;
        }
        List<TrailRecord> records = new ArrayList<>();
        try {
            for (String operation : lookup.operations()) {
                records.addAll(
                        trail.lookUp(lookup.target(), lookup.domain(), operation, lookup.from(), lookup.until()));
            }
        } catch (GatewayFailure e) {
            failed(lookup, e);
            return;
        }
        Instant now = clock.instant();
        if (answers.found(lookup, records, now)) {
            return;
        }
        lookup.again(now)
                .ifPresentOrElse(
                        again -> lookups.again(lookup, again, lookup.looksBefore(again)),
                        () -> answers.none(lookup, "CloudTrail has no record of it.", now));
    }

    private void failed(TrailLookup lookup, GatewayFailure e) {
        Instant now = clock.instant();
        if (e.kind() == Kind.DENIED && trail.deniedSince(lookup.target()).isPresent()) {
            answers.none(lookup, "Not permitted: the role lacks " + TrailReader.PERMISSION + ".", now);
        } else if (lookup.mayBeTriedAgain(now)) {
            Log.warnf("CloudTrail not asked: target=%s code=%s %s", lookup.target(), e.code(), e.detail());
            lookups.again(lookup, now.plus(TrailLookup.AFTER_FAILURE), lookup.looks());
        } else {
            answers.none(lookup, "CloudTrail could not be asked: " + e.code() + ".", now);
        }
    }
}
