package dev.sixgate.sandbox.apigateway;

import static dev.sixgate.sandbox.apigateway.Sandbox.configuration;
import static dev.sixgate.sandbox.apigateway.Sandbox.json;
import static dev.sixgate.sandbox.apigateway.Sandbox.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;

class ControlsTest {
    private final Sandbox sandbox = Sandbox.start();
    private final ApiGatewayV2Client v2 = sandbox.v2();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    POST | faults                    | {'operation':'X'}
                    POST | faults                    | {'operation':'X','kind':'flood'}
                    POST | faults                    | {'operation':'X','kind':'error','count':0}
                    POST | faults                    | {'operation':'X','kind':'error','status':200}
                    POST | faults                    | {'operation':'X','kind':'delay'}
                    POST | faults                    | {'operation':'X','kind':'error','colour':'red'}
                    POST | faults                    | no json
                    POST | clock                     | {'advance':'soon'}
                    POST | clock                     | {'advance':'-PT1S'}
                    POST | clock                     | {'advance':'P9999999D'}
                    POST | clock                     | {}
                    PUT  | settings                  | {'updateInterval':'-PT1S'}
                    PUT  | settings                  | {'updateInterval':null}
                    PUT  | settings                  | {'burst':0}
                    PUT  | settings                  | {'pageSize':501}
                    PUT  | settings                  | {'omittedMembers':'forget'}
                    PUT  | settings                  | {'nothing':1}
                    PUT  | domains/api.example.com   | {'account':'1'}
                    PUT  | domains/api.example.com   | {'colour':'red'}
                    POST | domains                   | {'domainName':'x.example.com'}
                    POST | domains                   | []
                    POST | domains                   | [1]
                    """)
    void badInputIsRefusedWithASentence(String method, String path, String body) {
        var before = sandbox.admin("GET", "settings", null);

        var answer = sandbox.raw(method, "/_sandbox/" + path, body.replace('\'', '"'), r -> {});

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("message").asText()).isNotBlank();
        assertThat(sandbox.admin("GET", "settings", null)).isEqualTo(before);
    }

    @Test
    void anUnknownControlIsNotFound() {
        assertThat(sandbox.raw("GET", "/_sandbox/nothing", null, r -> {}).statusCode())
                .isEqualTo(404);
        assertThat(sandbox.raw("PUT", "/_sandbox/domains/nowhere.example.com", "{}", r -> {})
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aForeignPageInABrowserIsTurnedAway() {
        var answer = sandbox.raw("POST", "/_sandbox/reset", "", r -> r.header("Origin", "https://evil.example"));

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void everySettingIsShownWithItsDefault() {
        var settings = sandbox.admin("GET", "settings", null);

        assertThat(settings.path("updateInterval").asText()).isEqualTo("PT30S");
        assertThat(settings.path("updateDelay").asText()).isEqualTo("PT3S");
        assertThat(settings.path("omittedMembers").asText()).isEqualTo("default");
        assertThat(settings.path("v2ListsEdge").asBoolean()).isFalse();
        assertThat(settings.path("requestsPerSecond").asInt()).isEqualTo(10);
        assertThat(settings.path("burst").asInt()).isEqualTo(40);
    }

    @Test
    void theClockIsPutForward() {
        var before =
                Instant.parse(sandbox.admin("GET", "clock", null).path("now").asText());

        sandbox.advance("PT1H");

        var after =
                Instant.parse(sandbox.admin("GET", "clock", null).path("now").asText());
        assertThat(Duration.between(before, after)).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
    }

    @Test
    void aDomainDriftsBehindTheApi() {
        sandbox.admin("PUT", "domains/api.example.com", "{'ipAddressType':'dualstack','tags':{'team':'other'}}");

        var seen = v2.getDomainName(r -> r.domainName("api.example.com"));
        assertThat(seen.domainNameConfigurations().get(0).ipAddressType()).isEqualTo(IpAddressType.DUALSTACK);
        assertThat(seen.tags()).containsOnlyKeys("team");
        assertThat(sandbox.calls("?operation=UpdateDomainName")).isEmpty();
    }

    @Test
    void aWildcardDomainCanBeEditedByItsEncodedName() {
        sandbox.admin("PUT", "domains/%2A.wild.example.com", "{'ipAddressType':'dualstack'}");

        assertThat(configuration(v2, "*.wild.example.com").ipAddressType()).isEqualTo(IpAddressType.DUALSTACK);
    }

    @Test
    void aWholeFleetCanBeSeeded() {
        sandbox.admin(
                "POST",
                "domains",
                "[{'account':'111111111111','region':'eu-central-1','domainName':'one.fleet.example.com'},"
                        + "{'account':'111111111111','region':'eu-central-1','domainName':'two.fleet.example.com',"
                        + "'status':'PENDING_OWNERSHIP_VERIFICATION'}]");

        assertThat(configuration(v2, "one.fleet.example.com").ipAddressType()).isEqualTo(IpAddressType.IPV4);
        assertThat(configuration(v2, "two.fleet.example.com").domainNameStatusAsString())
                .isEqualTo("PENDING_OWNERSHIP_VERIFICATION");
    }

    @Test
    void aResetLeavesNothingBehind() {
        update(v2, "api.example.com", IpAddressType.DUALSTACK);
        sandbox.settings("{'pageSize':1}");
        sandbox.fault("{'operation':'*','kind':'error','count':-1}");
        sandbox.advance("P1D");

        sandbox.admin("POST", "reset", null);

        assertThat(sandbox.calls("")).isEmpty();
        assertThat(configuration(v2, "api.example.com").ipAddressType()).isEqualTo(IpAddressType.IPV4);
        assertThat(sandbox.admin("GET", "settings", null).path("pageSize").asInt())
                .isEqualTo(25);
        assertThat(Instant.parse(sandbox.admin("GET", "clock", null).path("now").asText()))
                .isBefore(Instant.now().plusSeconds(60));
        update(v2, "api.example.com", IpAddressType.DUALSTACK);
    }

    @Test
    void faultsCanBeTakenBack() {
        sandbox.fault("{'operation':'*','kind':'error','count':-1}");
        assertThat(sandbox.admin("GET", "faults", null).path("faults")).hasSize(1);

        sandbox.admin("DELETE", "faults", null);

        configuration(v2, "api.example.com");
    }

    @Test
    void everyCallIsOnTheTrailWithTheRequestIdThatTheCallerSaw() {
        var answered = update(v2, "api.example.com", IpAddressType.DUALSTACK);

        var calls = sandbox.calls("?operation=UpdateDomainName&domain=api.example.com");
        assertThat(calls).hasSize(1);
        var call = calls.get(0);
        assertThat(call.path("requestId").asText())
                .isEqualTo(answered.responseMetadata().requestId());
        assertThat(call.path("region").asText()).isEqualTo("eu-central-1");
        assertThat(call.path("status").asInt()).isEqualTo(200);
        assertThat(call.path("requestBody").asText()).contains("\"ipAddressType\":\"dualstack\"");
        var event = call.path("cloudTrailEvent");
        assertThat(event.path("eventName").asText()).isEqualTo("UpdateDomainName");
        assertThat(event.path("requestID").asText())
                .isEqualTo(call.path("requestId").asText());
        assertThat(event.path("readOnly").asBoolean()).isFalse();
        assertThat(event.path("recipientAccountId").asText()).isEqualTo("111111111111");
        assertThat(event.at("/requestParameters/domainName").asText()).isEqualTo("api.example.com");
        assertThat(event.at("/responseElements/domainName").asText()).isEqualTo("api.example.com");
        assertThat(event.path("userAgent").asText()).contains("aws-sdk-java");
    }

    @Test
    void aRefusedCallIsOnTheTrailWithItsError() {
        sandbox.signed("GET", "/v2/domainnames/unknown.example.com", null);

        var call = sandbox.calls("?domain=unknown.example.com").get(0);
        assertThat(call.path("status").asInt()).isEqualTo(404);
        assertThat(call.at("/cloudTrailEvent/errorCode").asText()).isEqualTo("NotFoundException");
    }
}
