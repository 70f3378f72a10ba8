package dev.sixgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownKeysTest {
    private static final KnownKeys KNOWN = KnownKeys.of(List.of(
            "sixgate.policies",
            "sixgate.identity",
            "sixgate.embedded.directory",
            "sixgate.sandbox.port",
            "sixgate.worker.threads",
            "sixgate.targets.*.region",
            "sixgate.targets.*.role-arn",
            "sixgate.targets.*.pace.update-interval",
            "sixgate.notices.*.events",
            "sixgate.notices.*.events[*]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sixgate.policies",
                "sixgate.targets.prod.region",
                "sixgate.targets.\"eu.shop\".region",
                "sixgate.targets.\"prod\".role-arn",
                "sixgate.targets.eu-shop.pace.update-interval",
                "sixgate.notices.ops.events",
                "sixgate.notices.ops.events[0]",
                "sixgated.anything",
                "quarkus.http.port"
            })
    void theseMayStandInAFile(String key) {
        assertThat(inAFile(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIXGATE_POLICIES",
                "SIXGATE_TARGETS_PROD_REGION",
                "SIXGATE_TARGETS_EU_SHOP_PACE_UPDATE_INTERVAL",
                "SIXGATE_TARGETS__EU_SHOP__ROLE_ARN",
                "SIXGATE_NOTICES_OPS_EVENTS_0_",
                "SIXGATE_HOME_IS_ELSEWHERE_SERVICE_HOST",
                "SIXGATE_SERVICE_HOST",
                "SIXGATE_SERVICE_PORT_HTTP",
                "SIXGATE_DB_PORT_5432_TCP_ADDR",
                "SIXGATEWAY"
            })
    void theseMayStandInTheEnvironment(String variable) {
        assertThat(inTheEnvironment(variable, "x")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sixgate.polices,sixgate.policies",
        "sixgate.worker.thread,sixgate.worker.threads",
        "sixgate.targets.prod.regoin,sixgate.targets.prod.region",
        "sixgate.targets.prod.roleArn,sixgate.targets.prod.role-arn",
        "sixgate.targets.eu.shop.region,sixgate.targets.\"eu.shop\".region",
        "sixgate.targets.prod.update-interval,sixgate.targets.prod.pace.update-interval",
        "sixgate.target.prod.region,sixgate.targets.prod.region",
        "sixgate.embeded.directory,sixgate.embedded.directory"
    })
    void aSlipInAFileIsNamedWithWhatWasMeant(String key, String meant) {
        assertThat(inAFile(key)).containsExactly(key + " is no key of this service; the nearest is " + meant + ".");
    }

    @ParameterizedTest
    @CsvSource({
        "SIXGATE_POLICY,SIXGATE_POLICIES",
        "SIXGATE_WORKERS_THREADS,SIXGATE_WORKER_THREADS",
        "SIXGATE_TARGETS_EU_SHOP_REGOIN,SIXGATE_TARGETS_EU_SHOP_REGION",
        "SIXGATE_SANDBOX_PROT,SIXGATE_SANDBOX_PORT"
    })
    void aSlipInTheEnvironmentIsNamedOnceWithWhatWasMeant(String variable, String meant) {
        assertThat(inTheEnvironment(variable, "4510"))
                .containsExactly(variable + " is no key of this service; the nearest is " + meant + ".");
    }

    @Test
    void thePortOfAKubernetesServiceIsNoKeyButAMistypedPortIs() {
        assertThat(inTheEnvironment("SIXGATE_PORT", "tcp://10.0.0.7:80")).isEmpty();
        assertThat(inTheEnvironment("SIXGATE_SANDBX_PORT", "4510")).hasSize(1);
    }

    @Test
    void everyUnknownKeyIsNamedAtOnce() {
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of("sixgate.a", "1", "sixgate.policies", "p"), "file", 100))
                .withSources(new EnvConfigSource(Map.of("SIXGATE_B", "1"), 300))
                .build();

        assertThat(unknown(config)).hasSize(2).allMatch(sentence -> sentence.contains("the nearest is"));
    }

    @Test
    void whatStandsUnderAProfileThatIsNotActiveIsNobodysMistake() {
        assertThat(inAFile("%elsewhere.sixgate.polices")).isEmpty();
    }

    private static List<String> inAFile(String key) {
        return unknown(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of(key, "x"), "file", 100))
                .build());
    }

    private static List<String> inTheEnvironment(String variable, String value) {
        return unknown(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(Map.of(variable, value), 300))
                .build());
    }

    private static List<String> unknown(SmallRyeConfig config) {
        return new UnknownKeys(KNOWN, name -> config.getOptionalValue(name, String.class))
                .among(config.getPropertyNames());
    }
}
