package dev.sixgate.worker;

import dev.sixgate.change.Debts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What an auditor watches of break-glass: how often it is used, and how many reviews are owed. Of all replicas. */
@ApplicationScoped
class BreakGlassMetrics {
    private final Debts debts;
    private final InstantSource clock;
    private final AtomicLong uses = new AtomicLong();
    private final Map<Debts.State, AtomicLong> owed = new EnumMap<>(Debts.State.class);

    BreakGlassMetrics(Debts debts, InstantSource clock, MeterRegistry registry) {
        this.debts = debts;
        this.clock = clock;
        FunctionCounter.builder("sixgate.break.glass.uses", uses, AtomicLong::get)
                .description("How often the glass was broken, over all replicas")
                .register(registry);
        for (Debts.State state : Debts.State.values()) {
            AtomicLong count = new AtomicLong();
            owed.put(state, count);
            Gauge.builder("sixgate.break.glass.reviews", count, AtomicLong::get)
                    .description("Reviews of emergencies that are owed, over all replicas: in time (due), or too late")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    /** Counts anew. */
    void count() {
        uses.set(debts.uses());
        Map<Debts.State, Long> counted = debts.count(clock.instant());
        owed.forEach((state, count) -> count.set(counted.getOrDefault(state, 0L)));
    }
}
