package dev.sixgate.audit.fold;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What a reader of the log was given.
 *
 * @param events how many
 * @param from the lowest of their leaf indices; of no meaning where there are no events
 * @param to the highest
 */
public record Delivered(long events, long from, long to) {

    /** Those at these places. */
    public static Delivered of(LongStream leafIndices) {
        var places = leafIndices.summaryStatistics();
        return new Delivered(places.getCount(), places.getMin(), places.getMax());
    }

    Delivered and(Delivered later) {
        if (events == 0 || later.events == 0) {
            return events == 0 ? later : this;
        }
        return new Delivered(events + later.events, Math.min(from, later.from), Math.max(to, later.to));
    }

    /** As events say it: {@code {"events":50,"fromLeaf":0,"toLeaf":49}}. */
    Map<String, Object> described() {
        Map<String, Object> described = new TreeMap<>(Map.of("events", events));
        if (events > 0) {
            described.put("fromLeaf", from);
            described.put("toLeaf", to);
        }
        return described;
    }
}
