package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.AwsClients.Timeouts;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;

class PartitionTest {
    private static final String ACCOUNT = "111111111111";

    /** Nobody answers; who was to is kept. */
    private static final class Unanswered implements SdkHttpClient {
        private final List<URI> called = new ArrayList<>();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            called.add(request.httpRequest().getUri());
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    throw new IOException("nobody answers");
                }

                @Override
                public void abort() {
                    // nothing runs
                }
            };
        }

        List<String> hosts() {
            return called.stream().map(URI::getHost).distinct().toList();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private static ConfiguredTargets target(String region) {
        return ConfiguredTargets.of("there", ACCOUNT, region)
                .with("there.access-key-id", "AKIDEXAMPLE")
                .with("there.secret-access-key", "secret");
    }

    private static List<String> hostsOf(ConfiguredTargets configured) {
        var http = new Unanswered();
        var clients = new AwsClients(configured.targets(), Timeouts.DEFAULT, OpenTelemetry.noop(), http, http);
        var there = new TargetName("there");
        List<Runnable> calls = List.of(
                () -> clients.of(there)
                        .v1Once()
                        .getDomainNames(r -> r.overrideConfiguration(o -> o.credentialsProvider(
                                clients.of(there).session().reading()))),
                () -> clients.of(there)
                        .v2Once()
                        .getDomainNames(r -> r.overrideConfiguration(o -> o.credentialsProvider(
                                clients.of(there).session().reading()))),
                () -> clients.trail(there)
                        .lookupEvents(LookupEventsRequest.builder().build()));
        calls.forEach(call -> assertThatThrownBy(call::run).isNotNull());
        clients.close();
        return http.hosts();
    }

    @ParameterizedTest
    @CsvSource({
        "eu-central-1, amazonaws.com, aws",
        "us-east-1, amazonaws.com, aws",
        "cn-north-1, amazonaws.com.cn, aws-cn",
        "us-gov-west-1, amazonaws.com, aws-us-gov"
    })
    void everyPartitionHasItsOwnEndpointsAndArns(String region, String suffix, String partition) {
        assertThat(hostsOf(target(region)))
                .containsExactly("apigateway." + region + "." + suffix, "cloudtrail." + region + "." + suffix);
        assertThat(hostsOf(
                        target(region).with("there.role-arn", "arn:" + partition + ":iam::111111111111:role/sixgate")))
                .as("the Region's own STS is asked first, and does not answer")
                .containsExactly("sts." + region + "." + suffix);
        assertThat(DomainView.publicArn(new Target(new TargetName("there"), ACCOUNT, region), "api.example.com"))
                .isEqualTo("arn:" + partition + ":apigateway:" + region + "::/domainnames/api.example.com");
    }

    @Test
    void aRoleOfAnotherPartitionIsAMistake() {
        var configured = target("cn-north-1").with("there.role-arn", "arn:aws:iam::111111111111:role/sixgate");

        assertThatThrownBy(configured::targets)
                .hasMessageContaining("sixgate.targets.there.role-arn")
                .hasMessageContaining("write arn:aws-cn:iam::111111111111:role/");
    }

    @Test
    void tagsWithoutASessionAreAMistake() {
        var configured = target("eu-central-1").with("there.session-tags", "true");

        assertThatThrownBy(configured::targets)
                .hasMessageContaining("sixgate.targets.there.session-tags")
                .hasMessageContaining("role-arn");
    }

    @Test
    void anotherAwsHasNoTrailUnlessSomebodySaysWhere() {
        var there = new TargetName("there");
        String here = "http://127.0.0.1:4510";

        assertThat(target("eu-central-1").targets().asksTrail(there)).isTrue();
        assertThat(target("eu-central-1").with("there.endpoint", here).targets().asksTrail(there))
                .isFalse();
        assertThat(target("eu-central-1")
                        .with("there.endpoint", here)
                        .with("there.trail-endpoint", here)
                        .targets()
                        .asksTrail(there))
                .isTrue();
        assertThat(target("eu-central-1").with("there.trail", "false").targets().asksTrail(there))
                .isFalse();
    }
}
