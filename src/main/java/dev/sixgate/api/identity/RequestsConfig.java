package dev.sixgate.api.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much one caller may ask of a replica. */
@ConfigMapping(prefix = "sixgate.requests")
public interface RequestsConfig {

    /**
     * How many requests of one caller are answered a minute, 0 for any number. So many may also come at once, after a time without any.
     * Each replica counts for itself.
     */
    @WithDefault("12000")
    int perMinute();
}
