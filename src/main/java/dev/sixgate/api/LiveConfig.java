package dev.sixgate.api;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the events of a change are told while they happen. */
@ConfigMapping(prefix = "sixgate.live")
public interface LiveConfig {

    /** How often the log is asked for what is new; each open stream asks for itself. */
    @WithDefault("PT1S")
    Duration poll();

    /** After so long without an event a comment is sent, so that nobody between takes the silence for the end. */
    @WithDefault("PT15S")
    Duration heartbeat();

    /** After so long a stream ends without the change's end; whoever comes again is asked anew who they are. */
    @WithDefault("PT10M")
    Duration longest();

    /** How many streams one caller may have open at a replica. */
    @WithDefault("8")
    int streamsPerCaller();
}
