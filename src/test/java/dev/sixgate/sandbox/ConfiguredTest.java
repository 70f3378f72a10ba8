package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredTest {

    @Test
    void nothingConfiguredMeansDemoPeopleAnEmbeddedDatabaseAndTheSimulator() {
        Configured configured = properties(Map.of());

        assertThat(configured.identity()).isEqualTo(Identity.DEMO);
        assertThat(configured.database()).isFalse();
        assertThat(configured.targets()).isFalse();
        assertThat(configured.directory()).isEqualTo(Path.of(".sixgate"));
        assertThat(configured.simulatorPort()).isEqualTo(4510);
        assertThat(configured.namesPort()).isEqualTo(4553);
        assertThat(configured.resolvers()).isFalse();
        assertThat(configured.traces()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", "QUARKUS_OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"})
    void tracesAreMadeOnceItIsSaidWhereTheyGo(String variable) {
        assertThat(environment(Map.of(variable, "http://collector:4317")).traces())
                .isTrue();
        assertThat(environment(Map.of(variable, "")).traces()).isFalse();
    }

    @Test
    void whoIsAskedForNamesIsSeenWhereverItIsSaid() {
        assertThat(environment(Map.of("SIXGATE_DNS_RESOLVERS", "10.0.0.2")).resolvers())
                .isTrue();
        assertThat(properties(Map.of("sixgate.sandbox.dns-port", "0")).namesPort())
                .isZero();
        assertThatThrownBy(() -> properties(Map.of("sixgate.sandbox.dns-port", "none")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("sixgate.sandbox.dns-port");
    }

    @Test
    void aDatasourceIsSeenInTheEnvironment() {
        assertThat(environment(Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db/sixgate"))
                        .database())
                .isTrue();
    }

    @Test
    void aTargetIsSeenInTheEnvironment() {
        Configured configured = environment(Map.of(
                "SIXGATE_TARGETS_PROD_REGION", "eu-west-1", "SIXGATE_TARGETS_PROD_ENDPOINT", "http://127.0.0.1:4566"));

        assertThat(configured.endpoints()).containsOnlyKeys("prod");
        assertThatCode(configured::requireSafe).doesNotThrowAnyException();
    }

    @Test
    void anOpenIdProviderTurnsTheDemoOff() {
        assertThat(properties(Map.of("quarkus.oidc.auth-server-url", "https://id.example.com"))
                        .identity())
                .isEqualTo(Identity.OIDC);
    }

    @Test
    void oidcWithoutAProviderIsRefused() {
        assertThatThrownBy(() -> properties(Map.of("sixgate.identity", "oidc")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("QUARKUS_OIDC_AUTH_SERVER_URL");
    }

    @Test
    void anIdentityThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> properties(Map.of("sixgate.identity", "ldap")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("neither demo nor oidc");
    }

    @Test
    void demoPeopleAndATargetWithoutAnEndpointAreRefused() {
        Configured configured = properties(Map.of("sixgate.targets.prod.region", "eu-west-1"));

        assertThatThrownBy(configured::requireSafe)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("Target prod is real (AWS's own endpoint)")
                .hasMessageContaining("QUARKUS_OIDC_AUTH_SERVER_URL");
    }

    @Test
    void oneRealTargetAmongSimulatedOnesIsEnoughToRefuse() {
        Configured configured = properties(Map.of(
                "sixgate.targets.local.endpoint", "http://localhost:4510",
                "sixgate.targets.\"eu.prod\".region", "eu-west-1"));

        assertThatThrownBy(configured::requireSafe).hasMessageContaining("\"eu.prod\"");
    }

    @Test
    void askingForTheDemoByNameDoesNotOpenARealTarget() {
        Configured configured = properties(Map.of(
                "sixgate.identity", "demo",
                "quarkus.oidc.auth-server-url", "https://id.example.com",
                "sixgate.targets.prod.region", "eu-west-1"));

        assertThatThrownBy(configured::requireSafe).isInstanceOf(StartRefused.class);
    }

    @Test
    void realTargetsAreFineWithRealPeople() {
        Configured configured = properties(Map.of(
                "quarkus.oidc.auth-server-url",
                "https://id.example.com",
                "sixgate.targets.prod.region",
                "eu-west-1",
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://db/sixgate"));

        assertThatCode(configured::requireSafe).doesNotThrowAnyException();
    }

    @Test
    void aRealTargetNeedsADatabaseOfItsOwn() {
        Configured configured = properties(Map.of(
                "quarkus.oidc.auth-server-url", "https://id.example.com", "sixgate.targets.prod.region", "eu-west-1"));

        assertThatThrownBy(configured::requireSafe)
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("QUARKUS_DATASOURCE_JDBC_URL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:4510",
                "http://127.8.9.1",
                "http://localhost:4566",
                "https://LOCALHOST",
                "http://[::1]:4510"
            })
    void theseAreLoopbackAddresses(String endpoint) {
        assertThat(Configured.isLoopback(endpoint)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://apigateway.eu-west-1.amazonaws.com",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://127.0.0.1@example.com",
                "http://0.0.0.0:4510",
                "http://10.0.0.1",
                "http://[::ffff:10.0.0.1]",
                "127.0.0.1:4510",
                "http://",
                "not a url"
            })
    void theseAreNot(String endpoint) {
        assertThat(Configured.isLoopback(endpoint)).isFalse();
    }

    private static Configured properties(Map<String, String> properties) {
        return Configured.in(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build());
    }

    private static Configured environment(Map<String, String> variables) {
        return Configured.in(new SmallRyeConfigBuilder()
                .withSources(new EnvConfigSource(variables, 300))
                .build());
    }
}
