package dev.sixgate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sixgate.domainname.Guards;
import dev.sixgate.domainname.Guards.Front;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.Surroundings.MappedApi;
import dev.sixgate.domainname.Surroundings.Unread;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SurveyorTest {
    private final SandboxedGateway gateway = SandboxedGateway.started();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Surroundings survey(String domain) {
        return gateway.reader.surroundings(gateway.read(domain));
    }

    @Test
    void restApisAreReadWithTheirPolicyWebAclAndLog() {
        Surroundings around = survey("shop.example.com");

        assertThat(around.unread()).isEmpty();
        assertThat(around.apis()).extracting(MappedApi::name).containsExactly("catalogue", "shop");
        MappedApi shop = around.apis().get(1);
        assertThat(shop.kind()).isEqualTo("REST");
        assertThat(shop.stage()).isEqualTo("prod");
        assertThat(gateway.parsed(String.valueOf(shop.policy()))
                        .at("/Statement/0/Condition/IpAddress/aws:SourceIp/0")
                        .asText())
                .isEqualTo("192.0.2.0/24");
        assertThat(shop.webAcl()).startsWith("arn:aws:wafv2:");
        assertThat(shop.accessLogFormat()).contains("$context.identity.sourceIp");
        assertThat(shop.defaultEndpoint()).isTrue();
        assertThat(around.apis().get(0).webAcl()).isNull();
    }

    @Test
    void httpAndWebSocketApisAreReadWithTheirAuthorizers() {
        MappedApi orders = survey("api.example.com").apis().get(0);

        assertThat(orders.kind()).isEqualTo("HTTP");
        assertThat(orders.ipAddressType()).isEqualTo("ipv4");
        assertThat(orders.defaultEndpoint()).isFalse();
        assertThat(orders.requestAuthorizers()).containsExactly("orders-authorizer");
        assertThat(survey("ws.example.com").apis()).extracting(MappedApi::kind).containsExactly("WEBSOCKET");
    }

    @Test
    void routingRulesLeadToApisThatNoMappingShows() {
        gateway.edit("v6.example.com", "{\"routingMode\":\"ROUTING_RULE_THEN_API_MAPPING\"}");

        assertThat(survey("v6.example.com").apis()).extracting(MappedApi::name).containsExactly("partners", "shop");
    }

    @Test
    void whatMayNotBeReadIsNamedWithThePermissionAndTheRestIsRead() {
        gateway.fault("GetRestApi", "\"kind\":\"error\",\"status\":403,\"type\":\"AccessDeniedException\"");

        Surroundings around = survey("shop.example.com");

        assertThat(around.apis()).extracting(MappedApi::name).containsExactly("shop");
        assertThat(around.unread())
                .containsExactly(new Unread(
                        "REST API e1d2g3e4a5",
                        "apigateway:GET on arn:aws:apigateway:eu-central-1::/restapis/e1d2g3e4a5",
                        "AccessDeniedException"));
    }

    @Test
    void routingRulesWantAPermissionOfTheirOwn() {
        gateway.edit("v6.example.com", "{\"routingMode\":\"ROUTING_RULE_ONLY\"}");
        gateway.fault("ListRoutingRules", "\"kind\":\"error\",\"status\":403,\"type\":\"AccessDeniedException\"");

        assertThat(survey("v6.example.com").unread())
                .containsExactly(new Unread(
                        "the routing rules",
                        "apigateway:ListRoutingRules on"
                                + " arn:aws:apigateway:eu-central-1:111111111111:/domainnames/v6.example.com/routingrules/*",
                        "AccessDeniedException"));
    }

    @Test
    void anApiThatIsGoneIsSaidToBe() {
        gateway.add(
                "{\"account\":\"111111111111\",\"region\":\"eu-central-1\",\"domainName\":\"dangling.example.com\","
                        + "\"certificateArn\":\"arn:c\",\"mappings\":[{\"apiMappingId\":\"m1\",\"apiMappingKey\":\"\",\"apiId\":\"nothere\",\"stage\":\"x\"}]}");

        assertThat(survey("dangling.example.com").unread())
                .extracting(Unread::what, Unread::code)
                .containsExactly(tuple("API nothere", "NotFound"));
    }

    @Test
    void anAwsThatDoesNotAnswerIsNoAnswer() {
        var domain = gateway.read("shop.example.com");
        gateway.stopAws();

        assertThatThrownBy(() -> gateway.reader.surroundings(domain)).isInstanceOf(GatewayFailure.class);
    }

    @Test
    void aDomainOfNothingIsSurroundedByNothing() {
        gateway.add("{\"account\":\"111111111111\",\"region\":\"eu-central-1\",\"domainName\":\"bare.example.com\","
                + "\"certificateArn\":\"arn:c\"}");

        Surroundings around = survey("bare.example.com");

        assertThat(around.apis()).isEmpty();
        assertThat(around.unread()).isEmpty();
        assertThat(around.guards()).isEqualTo(new Guards(List.of(), List.of(), new Front(List.of(), null)));
        assertThat(around.observedAt()).isEqualTo(gateway.clock.instant());
    }
}
