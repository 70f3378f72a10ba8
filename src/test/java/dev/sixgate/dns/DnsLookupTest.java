package dev.sixgate.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.jta.TransactionManager;
import dev.sixgate.domainname.Dns.Resolved;
import dev.sixgate.domainname.Dns.Resolved.Answer;
import dev.sixgate.sandbox.apigateway.ApiGatewaySimulator;
import dev.sixgate.sandbox.apigateway.world.SimulatorSettings;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What DNS answers, asked by the library that the service uses, of a name server that shares no line with it. */
class DnsLookupTest {
    private static final String WS = "d-4ng1fbdwx5.execute-api.eu-central-1.amazonaws.com";

    private final ApiGatewaySimulator simulator =
            ApiGatewaySimulator.start(SimulatorSettings.defaults().withoutThrottling());
    private final String server = simulator.serveNames(0);
    private final DnsLookup dns = asking(server);

    private record Settings(Optional<List<String>> resolvers, Duration timeout) implements DnsConfig {}

    private static DnsLookup asking(String... resolvers) {
        return new DnsLookup(
                new Settings(Optional.of(List.of(resolvers)), Duration.ofMillis(300)),
                TransactionManager.transactionManager());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private void admin(String method, String path, String body) {
        try {
            var response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(simulator.uri().resolve("/_sandbox/" + path))
                                    .method(method, BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com, true, false",
        "API.example.com., true, false",
        "v6.example.com, true, true",
        "mtls.example.com, true, true",
        "*.wild.example.com, true, false",
        "anything.wild.example.com, true, false",
        "d111111abcdef8.cloudfront.net, true, true",
        WS + ", true, false"
    })
    void anAliasHasTheFamiliesOfWhatItLeadsTo(String name, boolean ipv4, boolean ipv6) {
        assertThat(dns.resolve(name)).isEqualTo(Resolved.name(ipv4, ipv6, null));
    }

    @Test
    void anAaaaAliasAnswersOnlyWhileTheDomainIsDualstack() {
        admin("PUT", "domains/api.example.com", "{\"ipAddressType\":\"dualstack\"}");
        assertThat(dns.resolve("api.example.com").ipv6()).isTrue();
        assertThat(dns.resolve("shop.example.com").ipv6()).isFalse();

        admin("PUT", "domains/api.example.com", "{\"ipAddressType\":\"ipv4\"}");
        assertThat(dns.resolve("api.example.com")).isEqualTo(Resolved.name(true, false, null));
    }

    @Test
    void aCnameIsFollowedAndNamed() {
        assertThat(dns.resolve("ws.example.com")).isEqualTo(Resolved.name(true, false, WS));

        admin(
                "POST",
                "zones",
                "{\"account\":\"111111111111\",\"id\":\"ZX\",\"name\":\"example.net\",\"records\":["
                        + "{\"name\":\"a.example.net\",\"type\":\"CNAME\",\"values\":[\"b.example.net.\"]},"
                        + "{\"name\":\"b.example.net\",\"type\":\"CNAME\",\"values\":[\"v6.example.com.\"]},"
                        + "{\"name\":\"lost.example.net\",\"type\":\"CNAME\",\"values\":[\"nowhere.example.net.\"]}]}");
        assertThat(dns.resolve("a.example.net")).isEqualTo(Resolved.name(true, true, "v6.example.com"));
        assertThat(dns.resolve("lost.example.net")).isEqualTo(Resolved.name(false, false, "nowhere.example.net"));
    }

    @Test
    void aNameThatIsNotThereIsToldFromOneWithoutAddresses() {
        assertThat(dns.resolve("stack.example.com")).isEqualTo(Resolved.noName());
        assertThat(dns.resolve("wild.example.com")).isEqualTo(Resolved.name(false, false, null));
        assertThat(dns.resolve("example.com")).isEqualTo(Resolved.name(false, false, null));
    }

    @ParameterizedTest
    @CsvSource({"silent, no answer", "servfail, SERVFAIL"})
    void aResolverInTroubleIsNoAnswer(String trouble, String failure) {
        admin("PUT", "dns", "{\"answers\":\"" + trouble + "\"}");

        Resolved resolved = dns.resolve("stack.example.com");

        assertThat(resolved.answer()).isEqualTo(Answer.NONE);
        assertThat(resolved.failure()).isEqualTo(failure);
        admin("PUT", "dns", "{\"answers\":\"normal\"}");
        assertThat(dns.resolve("stack.example.com").answer()).isEqualTo(Answer.NO_NAME);
    }

    @Test
    void theNextResolverIsAskedWhereOneIsSilent() throws IOException {
        try (var mute = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(asking("127.0.0.1:" + mute.getLocalPort(), server).resolve("v6.example.com"))
                    .isEqualTo(Resolved.name(true, true, null));
            assertThat(asking("127.0.0.1:" + mute.getLocalPort())
                            .resolve("v6.example.com")
                            .answered())
                    .isFalse();
        }
    }

    @Test
    void whatIsTooLongForADatagramComesOverTcp() {
        StringBuilder addresses = new StringBuilder("\"192.0.2.1\"");
        for (int i = 0; i < 200; i++) {
            addresses.append(",\"192.0.2.").append(i).append('"');
        }
        admin(
                "POST",
                "zones",
                "{\"account\":\"111111111111\",\"id\":\"ZL\",\"name\":\"long.example\",\"records\":[{\"name\":\"long.example\","
                        + "\"type\":\"A\",\"values\":[" + addresses + "]}]}");

        assertThat(dns.resolve("long.example")).isEqualTo(Resolved.name(true, false, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "host:0", "host:70000", "[::1", "udp://10.0.0.2"})
    void whatIsNoResolverStopsTheStart(String written) {
        assertThatThrownBy(() -> asking(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sixgate.dns.resolvers has \"" + written + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.2", "resolver.internal:5353", "::1", "[::1]", "[2001:db8::1]:53"})
    void whatIsAResolverIsTaken(String written) {
        assertThat(asking(written)).isNotNull();
    }

    @Test
    void aTimeThatCannotBeMeantStopsTheStart() {
        for (Duration time : List.of(Duration.ZERO, Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> new DnsLookup(
                            new Settings(Optional.empty(), time), TransactionManager.transactionManager()))
                    .hasMessageContaining("sixgate.dns.timeout");
        }
    }

    @Test
    void nobodyIsAskedWithinATransaction() throws Exception {
        var transactions = TransactionManager.transactionManager();
        transactions.begin();
        try {
            assertThatThrownBy(() -> dns.resolve("api.example.com")).isInstanceOf(IllegalStateException.class);
        } finally {
            transactions.rollback();
        }
    }
}
