package dev.sixgate.audit.fold;

import java.time.Instant;
import java.util.function.BinaryOperator;

/**
 * What was counted of one source and kind, and is one event.
 *
 * @param count at least 1
 * @param first when the first of them happened
 * @param last when the last of them happened
 * @param what is known of them all
 */
public record Fold<D>(Source source, String kind, long count, Instant first, Instant last, D what) {

    Fold<D> and(Fold<D> other, BinaryOperator<D> merge) {
        boolean inOrder = !other.first.isBefore(first);
        return new Fold<>(
                source,
                kind,
                count + other.count,
                inOrder ? first : other.first,
                other.last.isAfter(last) ? other.last : last,
                inOrder ? merge.apply(what, other.what) : merge.apply(other.what, what));
    }
}
