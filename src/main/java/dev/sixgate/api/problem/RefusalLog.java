package dev.sixgate.api.problem;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.fold.Counted;
import dev.sixgate.audit.fold.Fold;
import dev.sixgate.audit.fold.FoldingLog;
import dev.sixgate.audit.fold.Source;
import dev.sixgate.change.ChangeRequests;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Refusals in the audit trail: {@code request.refused}, one by one, and of a flood {@code requests.refused}, with how many
 * they were. Strangers are counted apart from who is known, so that they cannot push those out of memory.
 */
@ApplicationScoped
class RefusalLog implements Counted {
    private final ChangeRequests changes;
    private final InstantSource clock;
    private final FoldingLog<RefusedRequest> known;
    private final FoldingLog<RefusedRequest> strangers;

    RefusalLog(AuditLog log, ChangeRequests changes, InstantSource clock, RefusalTolerance tolerance) {
        this.changes = changes;
        this.clock = clock;
        this.known = new FoldingLog<>(tolerance.known(), RefusedRequest::and, log::appendAlone, this::several);
        this.strangers = new FoldingLog<>(tolerance.strangers(), RefusedRequest::and, log::appendAlone, this::several);
    }

    /**
     * Writes a refusal, or counts it.
     *
     * @param code the problem's
     * @throws Refusal {@code not-ready} if it cannot be written
     */
    void record(String code, RefusedRequest refused, Instant now) {
        FoldingLog<RefusedRequest> log = refused.actor().type() == Actor.Type.ANONYMOUS ? strangers : known;
        log.record(Source.of(refused.actor()), code, refused, now, () -> single(code, refused, now));
    }

    @Override
    public void write(Instant begunBy) {
        known.write(begunBy, clock.instant());
        strangers.write(begunBy, clock.instant());
    }

    @Override
    public long counted() {
        return known.counted() + strangers.counted();
    }

    private AuditEvent single(String code, RefusedRequest refused, Instant now) {
        return concerning(
                refused,
                AuditEvent.of("request.refused", Outcome.REFUSED, refused.actor(), now)
                        .with("code", code)
                        .with("detail", refused.detail())
                        .with(
                                "claimed",
                                refused.claimed().texts().stream().findFirst().orElse(null))
                        .with("request", refused.requests().texts().get(0)));
    }

    private AuditEvent several(Fold<RefusedRequest> fold) {
        RefusedRequest refused = fold.what();
        Source source = fold.source();
        return concerning(
                refused,
                AuditEvent.of("requests.refused", Outcome.REFUSED, source.actor(refused.actor()), clock.instant())
                        .with("code", fold.kind())
                        .with("count", fold.count())
                        .with("first", fold.first())
                        .with("last", fold.last())
                        .with("source", source.described())
                        .with("detail", refused.detail())
                        .with(
                                "claimed",
                                refused.claimed().texts().isEmpty()
                                        ? null
                                        : refused.claimed().texts())
                        .with("requests", refused.requests().texts()));
    }

    private AuditEvent concerning(RefusedRequest refused, AuditEvent event) {
        refused.domain().ifPresent(domain -> event.onDomain(null, domain));
        refused.change().ifPresent(id -> {
            event.onChange(id.value());
            changes.askOf(id).ifPresent(ask -> event.onDomain(ask.target(), ask.domain()));
        });
        return event;
    }
}
