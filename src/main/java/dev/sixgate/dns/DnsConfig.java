package dev.sixgate.dns;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who is asked for names. */
@ConfigMapping(prefix = "sixgate.dns")
public interface DnsConfig {

    /** The resolvers, each {@code host} or {@code host:port}, asked in this order until one answers; left out: this machine's. */
    Optional<List<String>> resolvers();

    /** How long one of them may take for one query, at most 30 seconds; each is asked twice. */
    @WithDefault("2s")
    Duration timeout();
}
