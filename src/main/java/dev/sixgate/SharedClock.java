package dev.sixgate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * The time of the database, which is the one clock that replicas have in common: leases and turns are compared by it, so a replica whose
 * machine is two minutes ahead must not take what another one still holds. Between two answers of the database it goes on by the time that
 * only counts up, so setting the machine's clock does not move it. The one place that reads the machine's clock; everything else is given
 * the time.
 */
@ApplicationScoped
public class SharedClock implements InstantSource {
    private final InstantSource machine;
    private final LongSupplier nanos;
    private volatile Anchor anchor;

    private record Anchor(Instant at, long nanos) {

        Instant after(long now) {
            return at.plusNanos(now - nanos);
        }
    }

    /** Of the machine, until it is {@link #correct corrected}. */
    @Inject
    public SharedClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    SharedClock(InstantSource machine, LongSupplier nanos) {
        this.machine = machine;
        this.nanos = nanos;
        this.anchor = new Anchor(machine.instant(), nanos.getAsLong());
    }

    /** The time in whole microseconds, which is what PostgreSQL's {@code timestamptz} keeps. */
    @Override
    public Instant instant() {
        return anchor.after(nanos.getAsLong()).truncatedTo(ChronoUnit.MICROS);
    }

    /** The moment to give to {@link #correct}, taken right before the database is asked; in nanoseconds, of no other meaning. */
    public long asking() {
        return nanos.getAsLong();
    }

    /**
     * Takes the database's answer, which was true at some moment between the question and now. What lies between the two is believed as it
     * is; otherwise this clock is moved by as little as makes it fit, so an answer that took long moves nothing that it does not prove.
     *
     * @param asked of {@link #asking}
     * @param answer the database's time
     * @return by how much the machine's clock is ahead of this one, in milliseconds; negative if it is behind
     */
    public synchronized Duration correct(long asked, Instant answer) {
        long now = nanos.getAsLong();
        Instant earliest = anchor.after(asked);
        Instant latest = anchor.after(now);
        if (answer.isBefore(earliest)) {
            anchor = new Anchor(answer, asked);
        } else if (answer.isAfter(latest)) {
            anchor = new Anchor(answer, now);
        }
        return Duration.between(anchor.after(now), machine.instant()).truncatedTo(ChronoUnit.MILLIS);
    }
}
