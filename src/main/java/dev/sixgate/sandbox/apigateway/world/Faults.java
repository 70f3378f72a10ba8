package dev.sixgate.sandbox.apigateway.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The faults to come, in the order they were asked for. One call meets one fault: the first that fits, which loses a count. */
public final class Faults {
    private final List<Fault> waiting = new ArrayList<>();

    /** Adds a fault behind the others. */
    public void add(Fault fault) {
        waiting.add(fault);
    }

    /** The faults that still wait. */
    public List<Fault> waiting() {
        return List.copyOf(waiting);
    }

    /** Takes all faults back. */
    public void clear() {
        waiting.clear();
    }

    /** The fault that this call meets. */
    public Optional<Fault> meet(String operation, @Nullable String domain) {
        for (int i = 0; i < waiting.size(); i++) {
            var fault = waiting.get(i);
            if (fault.meets(operation, domain)) {
                int count = fault.count() == null ? 1 : fault.count();
                if (count == 1) {
                    waiting.remove(i);
                } else if (count > 1) {
                    waiting.set(i, fault.spent(count - 1));
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
