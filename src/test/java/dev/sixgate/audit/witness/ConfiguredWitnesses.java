package dev.sixgate.audit.witness;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Witnesses as somebody configures them. */
final class ConfiguredWitnesses {
    private ConfiguredWitnesses() {}

    /** @param settings without {@code sixgate.audit.} */
    static KnownWitnesses with(Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        settings.forEach((key, value) -> keys.put("sixgate.audit." + key, value));
        return new KnownWitnesses(new SmallRyeConfigBuilder()
                .withMapping(WitnessConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .build()
                .getConfigMapping(WitnessConfig.class));
    }

    /** Named by a letter each. */
    static KnownWitnesses of(Map<String, String> settings, TestWitness... witnesses) {
        Map<String, String> all = new HashMap<>(settings);
        for (int i = 0; i < witnesses.length; i++) {
            String prefix = "witnesses." + (char) ('a' + i);
            all.put(prefix + ".url", witnesses[i].url());
            all.put(prefix + ".key", witnesses[i].vkey());
        }
        return with(all);
    }
}
