package dev.sixgate.audit.fold;

import dev.sixgate.Refusal;
import dev.sixgate.audit.AuditEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A way into the log in which floods are counted. While the log cannot be written nothing is counted: it is refused. */
public final class FoldingLog<D> {
    private final Folds<D> folds;
    private final Consumer<AuditEvent> log;
    private final Function<Fold<D>, AuditEvent> folded;
    private volatile boolean failing;

    /**
     * @param merge what is known of earlier and later ones together; its size must be bounded
     * @param log where events are written, or it throws
     * @param folded what is written of what was counted
     */
    public FoldingLog(
            Tolerance tolerance,
            BinaryOperator<D> merge,
            Consumer<AuditEvent> log,
            Function<Fold<D>, AuditEvent> folded) {
        this.folds = new Folds<>(tolerance, merge);
        this.log = log;
        this.folded = folded;
    }

    /**
     * Writes an event, or counts it.
     *
     * @param single what is written if it is not counted
     * @throws Refusal {@code not-ready} if it cannot be written
     */
    public void record(Source source, String kind, D what, Instant now, Supplier<AuditEvent> single) {
        // Who counts on while nothing can be written promises what nobody may ever keep.
        if (failing || folds.admits(source, kind, what, now)) {
            write(single.get());
        }
    }

    /**
     * Writes what has been counted since that moment or earlier.
     *
     * @throws Refusal {@code not-ready} if it cannot be written: it stays counted
     */
    public synchronized void write(Instant begunBy, Instant now) {
        List<Fold<D>> taken = folds.take(begunBy, now);
        int written = 0;
        try {
            for (Fold<D> fold : taken) {
                write(folded.apply(fold));
                written++;
            }
        } finally {
            taken.subList(written, taken.size()).forEach(fold -> folds.putBack(fold, now));
        }
    }

    /** How many events are counted, and not written. */
    public long counted() {
        return folds.counted();
    }

    private void write(AuditEvent event) {
        boolean written = false;
        try {
            log.accept(event);
            written = true;
        } finally {
            failing = !written;
        }
    }
}
