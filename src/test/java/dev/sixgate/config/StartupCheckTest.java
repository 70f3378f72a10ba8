package dev.sixgate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.TestWorld;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class StartupCheckTest {
    @Inject
    StartupCheck check;

    @Inject
    BeanManager beans;

    @Test
    void theKeysOfEveryFeatureAreKnown() {
        assertThat(check.known().keys())
                .contains(
                        "sixgate.policies",
                        "sixgate.identity",
                        "sixgate.claims.groups",
                        "sixgate.inventory.fresh-for",
                        "sixgate.worker.threads",
                        "sixgate.targets.*.region",
                        "sixgate.targets.*.access-key-id",
                        "sixgate.targets.*.pace.update-interval",
                        "sixgate.targets.*.verify.patience");
    }

    @Test
    void aKeyThatNothingReadsStopsTheStart() {
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of("sixgate.worker.threds", "8"), "file", 100))
                .build();

        assertThatThrownBy(() -> new StartupCheck(config, beans).refuseUnknownKeys(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("sixgate.worker.threds is no key of this service; the nearest is sixgate.worker.threads.");
    }
}
