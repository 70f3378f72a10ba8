package dev.sixgate.config;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;

/** Stops the start where the configuration has a key that nothing reads, and names the key that was meant. */
@ApplicationScoped
class StartupCheck {
    private static final String PREFIX = "sixgate";
    private static final int FIRST = 1;

    /** What is read one by one: before the service starts, or where there is nothing beside it to map. */
    private static final Set<String> UNMAPPED = Set.of(
            "sixgate.policies",
            "sixgate.policies-poll",
            "sixgate.embedded.directory",
            "sixgate.sandbox.port",
            "sixgate.sandbox.dns-port");

    private final Config config;
    private final BeanManager beans;

    StartupCheck(Config config, BeanManager beans) {
        this.config = config;
        this.beans = beans;
    }

    /** @throws ConfigurationException that names each unknown key */
    void refuseUnknownKeys(@Observes @Priority(FIRST) StartupEvent started) {
        List<String> unknown = new UnknownKeys(known(), name -> config.getOptionalValue(name, String.class))
                .among(config.getPropertyNames());
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(String.join(System.lineSeparator(), unknown));
        }
    }

    KnownKeys known() {
        Set<String> keys = new TreeSet<>(UNMAPPED);
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            for (Type type : bean.getTypes()) {
                if (type instanceof Class<?> mapping) {
                    addKeys(mapping, keys);
                }
            }
        }
        return KnownKeys.of(keys);
    }

    private static void addKeys(Class<?> mapping, Set<String> keys) {
        ConfigMapping annotation = mapping.getAnnotation(ConfigMapping.class);
        if (annotation == null || !annotation.prefix().startsWith(PREFIX)) {
            return;
        }
        keys.addAll(ConfigMappings.getProperties(ConfigClass.configClass(mapping, annotation.prefix()))
                .keySet());
    }
}
