package dev.sixgate.audit.fold;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tells, of each event that happens, whether it is written singly, and counts it if not. Once something is counted, all that
 * follows of that source and kind is counted with it until the count is taken.
 *
 * <p>Safe for threads. The most that it remembers is the number of sources and kinds that it tells apart, and one more for
 * each kind.
 */
final class Folds<D> {
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(1);

    private final Tolerance tolerance;
    private final BinaryOperator<D> merge;
    private final Bucket all = new Bucket();
    private final Map<Key, Entry<D>> entries = new HashMap<>();
    private Instant swept = Instant.MIN;

    /** @param merge what is known of the earlier and the later ones together; its size must be bounded */
    Folds(Tolerance tolerance, BinaryOperator<D> merge) {
        this.tolerance = tolerance;
        this.merge = merge;
    }

    private record Key(Source source, String kind) {}

    private static final class Entry<D> {
        private final Key key;
        private final Bucket bucket = new Bucket();
        private @Nullable Fold<D> open;

        Entry(Key key) {
            this.key = key;
        }

        boolean isForgettable(Instant now) {
            return open == null && bucket.isFull(now);
        }
    }

    /** Whether an event is to be written singly; if not, it is counted by now. */
    synchronized boolean admits(Source source, String kind, D what, Instant now) {
        Entry<D> entry = entry(new Key(source, kind), now);
        Allowance own = tolerance.each(kind);
        Optional<Allowance> together = tolerance.together();
        boolean shared = together.map(it -> all.hasToken(it, now)).orElse(true);
        if (entry.open == null && shared && entry.bucket.hasToken(own, now)) {
            entry.bucket.take(own, now);
            together.ifPresent(it -> all.take(it, now));
            return true;
        }
        count(entry, new Fold<>(entry.key.source(), kind, 1, now, now, what));
        return false;
    }

    /** Takes out what has been counted since that moment or earlier. The event that is made of it takes a token, too. */
    synchronized List<Fold<D>> take(Instant begunBy, Instant now) {
        List<Fold<D>> taken = new ArrayList<>();
        for (Entry<D> entry : entries.values()) {
            Fold<D> open = entry.open;
            if (open != null && !open.first().isAfter(begunBy)) {
                taken.add(open);
                entry.open = null;
                entry.bucket.take(tolerance.each(entry.key.kind()), now);
            }
        }
        sweep(now);
        return taken;
    }

    /** Puts back what was taken and could not be written. */
    synchronized void putBack(Fold<D> fold, Instant now) {
        count(entry(new Key(fold.source(), fold.kind()), now), fold);
    }

    /** How many events are counted, and not written. */
    synchronized long counted() {
        long counted = 0;
        for (Entry<D> entry : entries.values()) {
            counted += entry.open == null ? 0 : entry.open.count();
        }
        return counted;
    }

    synchronized int remembered() {
        return entries.size();
    }

    private void count(Entry<D> entry, Fold<D> more) {
        Fold<D> own =
                new Fold<>(entry.key.source(), entry.key.kind(), more.count(), more.first(), more.last(), more.what());
        entry.open = entry.open == null ? own : entry.open.and(own, merge);
    }

    private Entry<D> entry(Key key, Instant now) {
        Entry<D> known = entries.get(key);
        if (known != null) {
            return known;
        }
        Key fitting = entries.size() < tolerance.most() || makesRoom(now) ? key : new Key(Source.MANY, key.kind());
        return entries.computeIfAbsent(fitting, Entry::new);
    }

    /** A look at all of them is too much for each event of a flood. */
    private boolean makesRoom(Instant now) {
        if (now.isAfter(swept.plus(BETWEEN_SWEEPS))) {
            sweep(now);
        }
        return entries.size() < tolerance.most();
    }

    /** Forgets those that are as if they had never come. */
    private void sweep(Instant now) {
        swept = now;
        for (Iterator<Entry<D>> each = entries.values().iterator(); each.hasNext(); ) {
            if (each.next().isForgettable(now)) {
                each.remove();
            }
        }
    }
}
