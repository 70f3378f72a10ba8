package dev.sixgate.inventory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How fresh the inventory is kept. */
@ConfigMapping(prefix = "sixgate.inventory")
public interface InventoryConfig {

    /** How long an observation is good enough to plan a change on. */
    @WithDefault("15m")
    Duration freshFor();

    /** How often each target is read as a whole. */
    @WithDefault("5m")
    Duration refreshEvery();

    /** How often each domain's surroundings (the APIs behind it) are read. */
    @WithDefault("1h")
    Duration surveyEvery();

    /** How many targets this replica reads at once, 1 to 64. */
    @WithDefault("16")
    int threads();
}
