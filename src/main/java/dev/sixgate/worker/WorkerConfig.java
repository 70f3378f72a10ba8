package dev.sixgate.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this replica works. */
@ConfigMapping(prefix = "sixgate.worker")
public interface WorkerConfig {

    /** Whether this replica applies changes; one that only answers requests says false. */
    @WithDefault("true")
    boolean enabled();

    /** How many changes this replica works on at once, 1 to 64. */
    @WithDefault("4")
    int threads();

    /** The longest time between two looks for due changes. */
    @WithDefault("500ms")
    Duration poll();

    /** How long a replica may hold a change before another takes it over; at least 90 s. */
    @WithDefault("2m")
    Duration lease();
}
