package dev.sixgate.gateway;

import static dev.sixgate.gateway.SandboxedGateway.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.gateway.DomainWriter.Author;
import dev.sixgate.gateway.GatewayFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudtrail.model.Event;

class AwsTrailTest {
    private static final Author RIA = new Author("0190f3c1-7c1e-7a00-8000-000000000001", "ria");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FAR_AHEAD = Instant.parse("2100-01-01T00:00:00Z");

    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private List<TrailRecord> updates(String domain) {
        return gateway.trail.lookUp(TARGET, new DomainName(domain), "UpdateDomainName", LONG_AGO, FAR_AHEAD);
    }

    private String update(String domain, IpAddressType to) {
        return gateway.writer.setIpAddressType(gateway.read(domain), to, RIA).awsRequestId();
    }

    @Test
    void theCallsAboutADomainAreFoundThroughAllPages() {
        String first = update("api.example.com", IpAddressType.DUALSTACK);
        for (int i = 0; i < 51; i++) {
            update("ws.example.com", i % 2 == 0 ? IpAddressType.DUALSTACK : IpAddressType.IPV4);
        }

        assertThat(updates("api.example.com")).singleElement().satisfies(record -> {
            assertThat(record.requestId()).isEqualTo(first);
            assertThat(record.eventName()).isEqualTo("UpdateDomainName");
            assertThat(record.identityType()).isEqualTo("IAMUser");
            assertThat(record.principalArn()).isEqualTo("arn:aws:iam::111111111111:user/sandbox");
            assertThat(record.sessionName()).isNull();
            assertThat(record.errorCode()).isNull();
            assertThat(record.userAgent()).contains("sixgate");
        });
        assertThat(updates("ws.example.com")).hasSize(51);
        assertThat(gateway.calls("LookupEvents")).hasSize(4);
    }

    @Test
    void aCallThatAwsRefusedIsToldFromOneThatItDid() {
        gateway.fault(
                "UpdateDomainName",
                "\"kind\":\"error\",\"status\":400,\"type\":\"BadRequestException\",\"message\":\"No\"");
        assertThatThrownBy(() -> update("api.example.com", IpAddressType.DUALSTACK))
                .isInstanceOf(GatewayFailure.class);

        assertThat(updates("api.example.com"))
                .singleElement()
                .satisfies(record -> assertThat(record.errorCode()).isEqualTo("BadRequestException"));
    }

    @Test
    void aDomainOfAppSyncIsAnotherDomain() {
        Event.Builder event = Event.builder()
                .eventId("e")
                .eventName("UpdateDomainName")
                .eventTime(LONG_AGO)
                .cloudTrailEvent("{\"requestParameters\":{\"domainName\":\"API.example.com\"}}");
        var domain = new DomainName("api.example.com");

        assertThat(AwsTrail.recorded(
                        event.eventSource("apigateway.amazonaws.com").build(), domain))
                .hasSize(1);
        assertThat(AwsTrail.recorded(event.eventSource("appsync.amazonaws.com").build(), domain))
                .isEmpty();
        assertThat(AwsTrail.recorded(
                        event.eventSource("apigateway.amazonaws.com")
                                .cloudTrailEvent("{\"requestParameters\":null}")
                                .build(),
                        domain))
                .isEmpty();
        assertThat(AwsTrail.recorded(event.cloudTrailEvent("no JSON").build(), domain))
                .isEmpty();
    }

    @Test
    void itIsAskedTwiceASecondAtTheMost() {
        Instant begin = gateway.clock.instant();
        for (int i = 0; i < 5; i++) {
            updates("api.example.com");
        }

        assertThat(Duration.between(begin, gateway.clock.instant()))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @Test
    void withoutThePermissionItIsTriedOnceADay() {
        gateway.fault(
                "LookupEvents",
                "\"count\":-1,\"kind\":\"error\",\"status\":400,\"type\":\"AccessDeniedException\",\"message\":\"No\"");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> updates("api.example.com"))
                    .isInstanceOfSatisfying(
                            GatewayFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED));
        }
        assertThat(gateway.calls("LookupEvents")).hasSize(1);
        assertThat(gateway.trail.deniedSince(TARGET)).contains(gateway.clock.instant());
        assertThat(gateway.trail.denied()).containsExactly(TARGET);

        gateway.clock.advance(Duration.ofDays(1));
        assertThat(gateway.trail.deniedSince(TARGET)).isEmpty();
        assertThat(gateway.trail.denied()).isEmpty();
        assertThatThrownBy(() -> updates("api.example.com")).isInstanceOf(GatewayFailure.class);
        assertThat(gateway.calls("LookupEvents")).hasSize(2);
    }

    @Test
    void anOverloadedCloudTrailIsNoMissingPermission() {
        gateway.fault(
                "LookupEvents",
                "\"kind\":\"error\",\"status\":400,\"type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"");

        assertThatThrownBy(() -> updates("api.example.com"))
                .isInstanceOfSatisfying(
                        GatewayFailure.class, e -> assertThat(e.kind()).isEqualTo(Kind.THROTTLED));
        assertThat(gateway.trail.deniedSince(TARGET)).isEmpty();
        assertThat(updates("api.example.com")).isEmpty();
    }
}
