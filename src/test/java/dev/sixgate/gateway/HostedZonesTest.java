package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sixgate.domainname.Dns;
import dev.sixgate.domainname.Dns.RecordSet;
import dev.sixgate.domainname.Dns.Visibility;
import dev.sixgate.domainname.Dns.Zone;
import dev.sixgate.domainname.Surroundings.Unread;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.endpoints.Route53EndpointProvider;

class HostedZonesTest {
    private static final String DENIED = "\"kind\":\"error\",\"status\":403,\"type\":\"AccessDenied\",\"count\":-1";

    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Dns dns(String domain) {
        return Objects.requireNonNull(
                gateway.reader.surroundings(gateway.read(domain)).dns());
    }

    @Test
    void theRecordsOfExactlyThatNameAreRead() {
        String ours = String.valueOf(gateway.read("api.example.com").apiGatewayDomainName());

        assertThat(dns("api.example.com").zones().get(0))
                .isEqualTo(new Zone(
                        "Z0SANDBOXEXAMPLECOM",
                        "example.com",
                        Visibility.PUBLIC,
                        List.of(new RecordSet("A", ours, false), new RecordSet("AAAA", ours, false))));
        assertThat(dns("ws.example.com").records(Visibility.PUBLIC))
                .extracting(RecordSet::type, RecordSet::leadsTo)
                .containsExactly(tuple("CNAME", gateway.read("ws.example.com").apiGatewayDomainName()));
        assertThat(dns("stack.example.com").records(Visibility.PUBLIC)).isEmpty();
        assertThat(dns("stack.example.com").unread()).isEmpty();
    }

    @Test
    void aWildcardIsFoundHoweverRoute53WritesIt() {
        assertThat(dns("*.wild.example.com").records(Visibility.PUBLIC))
                .extracting(RecordSet::type)
                .containsExactly("A", "AAAA");
    }

    @Test
    void privateZonesAreToldApart() {
        Dns dns = dns("tls13.example.com");

        assertThat(dns.zones()).extracting(Zone::visibility).containsExactly(Visibility.PUBLIC, Visibility.PRIVATE);
        assertThat(dns.records(Visibility.PRIVATE)).extracting(RecordSet::type).containsExactly("A");
    }

    @Test
    void theLongestZoneIsTheOneThatCounts() {
        gateway.zone("{\"account\":\"111111111111\",\"id\":\"ZCLOSE\",\"name\":\"api.example.com\"}");

        Dns dns = dns("api.example.com");

        assertThat(dns.zones(Visibility.PUBLIC)).extracting(Zone::id).containsExactly("ZCLOSE");
        assertThat(dns.records(Visibility.PUBLIC)).isEmpty();
    }

    @Test
    void recordSetsBeyondAPageAreReadToo() {
        StringBuilder sets = new StringBuilder();
        for (int i = 0; i < 350; i++) {
            sets.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"api.example.com\",\"type\":\"A\",\"setIdentifier\":\"")
                    .append(String.format("%03d", i))
                    .append("\",\"weight\":1,\"alias\":{\"hostedZoneId\":\"Z\",\"dnsName\":\"")
                    .append(i < 349 ? "one" : "last")
                    .append(".example.net\"}}");
        }
        gateway.zone(
                "{\"account\":\"111111111111\",\"id\":\"Z0SANDBOXEXAMPLECOM\",\"name\":\"example.com\",\"records\":["
                        + sets + "]}");

        assertThat(dns("api.example.com").records(Visibility.PUBLIC))
                .containsExactly(
                        new RecordSet("A", "last.example.net", true), new RecordSet("A", "one.example.net", true));
        assertThat(gateway.calls("ListResourceRecordSets"))
                .extracting(call -> call.path("path").asText())
                .filteredOn(path -> path.contains("Z0SANDBOXEXAMPLECOM"))
                .hasSize(2);
    }

    @Test
    void anotherAccountsZonesAreNotSeen() {
        gateway.zone("{\"account\":\"222222222222\",\"id\":\"ZTHEIRS\",\"name\":\"api.example.com\"}");

        assertThat(dns("api.example.com").zones()).extracting(Zone::id).doesNotContain("ZTHEIRS");
    }

    @Test
    void whatMayNotBeReadIsNamedWithThePermissionAndNothingElseIsHarmed() {
        gateway.fault("ListResourceRecordSets", DENIED);

        var around = gateway.reader.surroundings(gateway.read("api.example.com"));

        assertThat(around.apis()).isNotEmpty();
        assertThat(around.unread()).isEmpty();
        assertThat(Objects.requireNonNull(around.dns()).unread())
                .first()
                .isEqualTo(new Unread(
                        "the records of hosted zone example.com",
                        "route53:ListResourceRecordSets on arn:aws:route53:::hostedzone/Z0SANDBOXEXAMPLECOM",
                        "AccessDenied"));
    }

    @Test
    void withoutTheFirstPermissionNoZoneIsKnown() {
        gateway.fault("ListHostedZonesByName", DENIED);

        assertThat(dns("api.example.com"))
                .isEqualTo(new Dns(
                        List.of(),
                        List.of(new Unread(
                                "the account's hosted zones", "route53:ListHostedZonesByName", "AccessDenied")),
                        null));
    }

    @Test
    void aRoute53ThatFailsIsLeftAloneForAWhile() {
        gateway.fault(
                "ListHostedZonesByName",
                "\"kind\":\"error\",\"status\":503,\"type\":\"ServiceUnavailable\",\"count\":-1");
        assertThat(dns("api.example.com").unread()).extracting(Unread::what).containsExactly("Route 53");
        gateway.withoutFaults();
        gateway.forgetCalls();

        assertThat(dns("ws.example.com").unread()).extracting(Unread::what).containsExactly("Route 53");
        assertThat(gateway.calls("ListHostedZonesByName")).isEmpty();

        gateway.clock.advance(Duration.ofMinutes(11));
        assertThat(dns("ws.example.com").unread()).isEmpty();
    }

    @Test
    void noCallCountsAgainstApiGatewaysPace() throws SQLException {
        gateway.add("{\"account\":\"111111111111\",\"region\":\"eu-central-1\",\"domainName\":\"bare.example.com\","
                + "\"certificateArn\":\"arn:c\"}");
        var domain = gateway.read("bare.example.com");
        String before = spent();

        gateway.reader.surroundings(domain);

        assertThat(gateway.calls("ListResourceRecordSets")).isNotEmpty();
        assertThat(spent()).isEqualTo(before);
    }

    private static String spent() throws SQLException {
        try (var connection = PaceDatabase.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT string_agg(spent_until::text, ',') FROM aws_call_budget")) {
            row.next();
            return row.getString(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "eu-central-1, https://route53.amazonaws.com",
        "us-gov-west-1, https://route53.us-gov.amazonaws.com",
        "cn-north-1, https://route53.amazonaws.com.cn"
    })
    void theEndpointIsThatOfTheRegionsPartition(String region, String endpoint) {
        assertThat(Route53EndpointProvider.defaultProvider()
                        .resolveEndpoint(r -> r.region(Region.of(region)))
                        .join()
                        .url())
                .hasToString(endpoint);
    }

    @Test
    void callsBeyondTheBurstWait() {
        var now = new AtomicLong();
        var waits = new ArrayList<Duration>();
        var rate = new CallRate(Duration.ofMillis(250), 2, now::get, waits::add);

        for (int i = 0; i < 4; i++) {
            rate.await("111111111111");
        }
        rate.await("222222222222");
        assertThat(waits).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500));

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        rate.await("111111111111");
        assertThat(waits).hasSize(2);
    }
}
