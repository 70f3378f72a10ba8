package dev.sixgate.sandbox.apigateway.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every call that was received, answered or not, in order; the oldest are forgotten when there are too many. */
public final class Trail {
    private static final int CAPACITY = 10_000;

    private final Deque<ReceivedCall> calls = new ArrayDeque<>();

    /** Adds a call. */
    public void add(ReceivedCall call) {
        if (calls.size() == CAPACITY) {
            calls.removeFirst();
        }
        calls.addLast(call);
    }

    /** The calls of one operation and about one domain name, null for all. */
    public List<ReceivedCall> calls(@Nullable String operation, @Nullable String domain) {
        return calls.stream()
                .filter(call -> operation == null || operation.equals(call.operation()))
                .filter(call -> domain == null || domain.equals(call.domain()))
                .toList();
    }

    /** Forgets all calls. */
    public void clear() {
        calls.clear();
    }
}
