package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.Targets.Verification;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetsTest {

    @Test
    void accountAndRegionAreEnough() {
        Targets targets =
                ConfiguredTargets.of("shop", "111111111111", "eu-central-1").targets();

        assertThat(targets.all()).containsExactly(new Target(new TargetName("shop"), "111111111111", "eu-central-1"));
        assertThat(targets.verification(new TargetName("shop")))
                .isEqualTo(new Verification(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(60)));
        var pace = targets.pace("111111111111");
        assertThat(pace.updateInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(pace.callsPerSecond()).isEqualTo(10);
        assertThat(pace.burst()).isEqualTo(40);
    }

    @Test
    void targetsComeInTheOrderOfTheirNames() {
        Targets targets = ConfiguredTargets.of("b", "111111111111", "eu-central-1")
                .and("a", "111111111111", "us-gov-west-1")
                .and("\"a.b\"", "222222222222", "cn-north-1")
                .targets();

        assertThat(targets.all()).extracting(t -> t.name().value()).containsExactly("a", "a.b", "b");
    }

    @Test
    void noTargetIsNoMistake() {
        assertThat(new ConfiguredTargets().targets().all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.account, 1234, write the account's 12 digits",
        "shop.region, Frankfurt, write a Region such as eu-central-1",
        "shop.endpoint, ftp://host, write an address such as",
        "shop.sts-endpoint, localhost, write an address such as",
        "shop.role-arn, arn:aws:iam::222222222222:role/other, write arn:aws:iam::111111111111:role/",
        "shop.external-id, secret, write role-arn too",
        "shop.access-key-id, AKIA, write both",
        "shop.secret-access-key, hush, write both",
        "shop.pace.update-interval, 0s, write a time longer than none",
        "shop.pace.calls-per-second, 0, write 10",
        "shop.pace.background-share, 0, write a number up to 1",
        "shop.pace.background-share, 1.1, write a number up to 1",
        "shop.pace.burst, -1, write 40",
        "shop.verify.poll, -5s, write a time longer than none",
        "shop.verify.patience, 0s, write a time longer than none",
        "shop.verify.limit, 1m, write at least verify.patience",
        "Shop.region, eu-central-1, A target's name is",
    })
    void aMistakeIsNamedWithItsRemedy(String key, String value, String remedy) {
        var config =
                ConfiguredTargets.of("shop", "111111111111", "eu-central-1").with(key, value);
        if (key.startsWith("Shop")) {
            config.with("Shop.account", "111111111111");
        }

        assertThatIllegalArgumentException()
                .isThrownBy(config::targets)
                .withMessageStartingWith("sixgate.targets." + key.substring(0, 4))
                .withMessageContaining(remedy)
                .withMessageNotContaining("hush");
    }

    @Test
    void anAccountHasOnePace() {
        var config = ConfiguredTargets.of("a", "111111111111", "eu-central-1")
                .and("b", "111111111111", "us-east-1")
                .with("b.pace.update-interval", "31s");

        assertThatIllegalArgumentException()
                .isThrownBy(config::targets)
                .withMessageStartingWith("sixgate.targets.b.pace differs from that of \"a\"");
    }

    @Test
    void noDomainIsInTwoTargets() {
        var config = ConfiguredTargets.of("a", "111111111111", "eu-central-1").and("b", "111111111111", "eu-central-1");

        assertThatIllegalArgumentException()
                .isThrownBy(config::targets)
                .withMessageStartingWith("sixgate.targets.b is the account and Region of \"a\"");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:4567, true",
        "http://localhost:4567, true",
        "http://[::1]:4567, true",
        "https://127.0.0.1.example.com, false",
        "https://apigateway.eu-central-1.api.aws, false",
    })
    void onlyLoopbackAddressesAreLocal(String endpoint, boolean local) {
        Targets targets = ConfiguredTargets.of("a", "111111111111", "eu-central-1")
                .with("a.endpoint", endpoint)
                .targets();

        assertThat(targets.areAllLocal()).isEqualTo(local);
    }

    @Test
    void aTargetWithoutEndpointIsReal() {
        Targets targets = ConfiguredTargets.of("a", "111111111111", "eu-central-1")
                .with("a.endpoint", "http://localhost:1")
                .and("b", "222222222222", "eu-central-1")
                .targets();

        assertThat(targets.areAllLocal()).isFalse();
    }

    @Test
    void aTargetThatIsNoLongerConfiguredIsOutOfReach() {
        Targets targets = new ConfiguredTargets().targets();

        assertThatExceptionOfType(GatewayFailure.class)
                .isThrownBy(() -> targets.verification(new TargetName("gone")))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(GatewayFailure.Kind.UNREACHABLE));
    }
}
