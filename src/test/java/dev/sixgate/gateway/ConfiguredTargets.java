package dev.sixgate.gateway;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Targets read from properties, as the service reads them. */
final class ConfiguredTargets {
    private final Map<String, String> properties = new TreeMap<>();

    /** One valid target of that name. */
    static ConfiguredTargets of(String name, String account, String region) {
        return new ConfiguredTargets().and(name, account, region);
    }

    ConfiguredTargets and(String name, String account, String region) {
        return with(name + ".account", account).with(name + ".region", region);
    }

    /** @param key below {@code sixgate.targets.} */
    ConfiguredTargets with(String key, String value) {
        properties.put("sixgate.targets." + key, value);
        return this;
    }

    Targets targets() {
        return new Targets(new SmallRyeConfigBuilder()
                .withMapping(TargetsConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(TargetsConfig.class));
    }
}
