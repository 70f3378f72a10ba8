package dev.sixgate.audit.fold;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Reading the log is an event of the log: {@code audit.read}, the first time at once, and while somebody reads on once a
 * minute, with how often and what.
 */
@ApplicationScoped
public class AuditReads implements Counted {
    private static final Allowance ONE_A_MINUTE = new Allowance(1, Duration.ofMinutes(1));
    private static final int MOST_READERS = 1_024;

    private final InstantSource clock;
    private final FoldingLog<Read> log;

    AuditReads(AuditLog log, InstantSource clock) {
        this.clock = clock;
        this.log = new FoldingLog<>(
                new Tolerance() {
                    @Override
                    public int most() {
                        return MOST_READERS;
                    }

                    @Override
                    public Allowance each(String kind) {
                        return ONE_A_MINUTE;
                    }
                },
                Read::and,
                log::appendAlone,
                this::event);
    }

    /** What is known of one time or of several: who, and for what they looked, the first time; what they were given. */
    private record Read(Actor reader, Map<String, Object> filter, Delivered delivered) {
        Read and(Read later) {
            return new Read(reader, filter, delivered.and(later.delivered));
        }
    }

    /**
     * Records that somebody reads the log. Call it when it is known what they will be given, and before they are.
     *
     * @param what how they read it, one of a few words: {@code events}
     * @param filter what they look for; nothing secret, and no more than some kilobytes
     * @throws Refusal {@code not-ready} if it cannot be written: then they must not be given it
     */
    public void record(Actor reader, String what, Map<String, Object> filter, Delivered delivered) {
        Instant now = clock.instant();
        Source source = Source.of(reader);
        Read read = new Read(reader, filter, delivered);
        log.record(source, what, read, now, () -> event(new Fold<>(source, what, 1, now, now, read)));
    }

    @Override
    public void write(Instant begunBy) {
        log.write(begunBy, clock.instant());
    }

    @Override
    public long counted() {
        return log.counted();
    }

    private AuditEvent event(Fold<Read> fold) {
        Read read = fold.what();
        Source source = fold.source();
        return AuditEvent.of("audit.read", Outcome.SUCCESS, source.actor(read.reader()), clock.instant())
                .with("what", fold.kind())
                .with("count", fold.count())
                .with("first", fold.first())
                .with("last", fold.last())
                .with("source", source.described())
                .with("filter", read.filter().isEmpty() ? null : read.filter())
                .with("delivered", read.delivered().described());
    }
}
