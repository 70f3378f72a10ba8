package dev.sixgate.sandbox.apigateway.world;

import dev.sixgate.sandbox.apigateway.account.Caller;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
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

    /** The calls that were let in of an account in a Region, the newest first. */
    public List<ReceivedCall> of(Caller caller) {
        List<ReceivedCall> found = new ArrayList<>(calls.stream()
                .filter(call -> call.caller() != null
                        && call.caller().account().equals(caller.account())
                        && call.caller().region().equals(caller.region()))
                .toList());
        Collections.reverse(found);
        return found;
    }

    /** Forgets all calls. */
    public void clear() {
        calls.clear();
    }
}
