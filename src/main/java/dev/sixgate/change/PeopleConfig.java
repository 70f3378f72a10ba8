package dev.sixgate.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what is known of people is believed. */
@ConfigMapping(prefix = "sixgate.people")
public interface PeopleConfig {

    /** How long after somebody was last seen their approvals, and what they delegated, still count. */
    @WithDefault("30d")
    Duration countsFor();
}
