package dev.sixgate.sandbox.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;
import software.amazon.awssdk.services.apigatewayv2.model.ConflictException;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiMappingResponse;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;

class MappingsTest {
    private static final String HTTP = "a1b2c3d4e5";
    private static final String WEB_SOCKET = "w5x4y3z2a1";

    private final Sandbox sandbox = Sandbox.unthrottled();
    private final ApiGatewayV2Client v2 = sandbox.v2();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aMappingIsCreatedReadChangedAndDeleted() {
        var created = map("api.example.com", HTTP, "orders/v2", "$default");
        assertThat(v2.getApiMappings(r -> r.domainName("api.example.com")).items())
                .hasSize(2)
                .anyMatch(mapping -> "orders/v2".equals(mapping.apiMappingKey()));

        v2.updateApiMapping(r -> r.domainName("api.example.com")
                .apiMappingId(created.apiMappingId())
                .apiId(HTTP)
                .apiMappingKey("orders/v3"));
        assertThat(v2.getApiMapping(r -> r.domainName("api.example.com").apiMappingId(created.apiMappingId()))
                        .apiMappingKey())
                .isEqualTo("orders/v3");

        v2.deleteApiMapping(r -> r.domainName("api.example.com").apiMappingId(created.apiMappingId()));
        assertThat(v2.getApiMappings(r -> r.domainName("api.example.com")).items())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a/   | API mapping key should not end with a '/'.
                    /a   | API mapping key should not start with a '/' or have consecutive '/'s.
                    a//b | API mapping key should not start with a '/' or have consecutive '/'s.
                    a b  | An API mapping key may contain only letters, numbers and one of $-_.+!*'(), characters.
                    """)
    void aKeyHasItsForm(String key, String text) {
        assertThatThrownBy(() -> map("api.example.com", HTTP, key, "$default"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(text);
    }

    @Test
    void aKeyOfThreeHundredLettersIsTooLong() {
        map("api.example.com", HTTP, "x".repeat(299), "$default");

        assertThatThrownBy(() -> map("api.example.com", HTTP, "x".repeat(300), "$default"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("ApiMapping key length must be under 300 characters.");
    }

    @Test
    void aKeyIsTakenOnce() {
        assertThatThrownBy(() -> map("api.example.com", HTTP, "", "$default"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("ApiMapping key already exists for this domain name");
    }

    @Test
    void apiAndStageMustExist() {
        assertThatThrownBy(() -> map("api.example.com", "nothere", "x", "$default"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Invalid API identifier specified: nothere");
        assertThatThrownBy(() -> map("api.example.com", HTTP, "x", "nothere"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Invalid stage identifier specified");
    }

    @Test
    void webSocketsShareADomainWithNothingElse() {
        assertThatThrownBy(() -> map("api.example.com", WEB_SOCKET, "x", "live"))
                .isInstanceOf(BadRequestException.class);
    }

    @Test
    void aMappedApiCannotBeDeleted() {
        assertThatThrownBy(() -> v2.deleteApi(r -> r.apiId(HTTP)))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Please remove all API mappings for the API from your custom domain names.");
    }

    @Test
    void anApiIsCreatedWithAStageMappedAndRead() {
        var api = v2.createApi(r -> r.name("fresh").protocolType(ProtocolType.HTTP));
        v2.createStage(r -> r.apiId(api.apiId()).stageName("$default"));
        map("api.example.com", api.apiId(), "fresh", "$default");

        assertThat(v2.getApi(r -> r.apiId(api.apiId())).ipAddressType()).isEqualTo(IpAddressType.IPV4);
        assertThat(v2.getApis(r -> {}).items()).hasSize(4);
        assertThatThrownBy(() -> v2.getApi(r -> r.apiId("nothere"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void whatAnIpv6ClientMeetsCanBeRead() {
        assertThat(v2.getAuthorizers(r -> r.apiId(HTTP)).items()).hasSize(1);
        assertThat(v2.getIntegrations(r -> r.apiId(HTTP)).items()).hasSize(1);
        assertThat(v2.getStages(r -> r.apiId(HTTP))
                        .items()
                        .get(0)
                        .accessLogSettings()
                        .format())
                .contains("$context.identity.sourceIp");
    }

    @Test
    void routingRulesReachApisThatNoMappingShows() {
        var rules = v2.listRoutingRules(r -> r.domainName("v6.example.com")).routingRules();

        assertThat(rules).hasSize(1);
        assertThat(rules.get(0).actions().get(0).invokeApi().apiId()).isEqualTo("r9s8t7u6v5");
        assertThat(v2.getApiMappings(r -> r.domainName("v6.example.com")).items())
                .noneMatch(mapping -> mapping.apiId().equals("r9s8t7u6v5"));
    }

    private CreateApiMappingResponse map(String domain, String api, String key, String stage) {
        return v2.createApiMapping(
                r -> r.domainName(domain).apiId(api).apiMappingKey(key).stage(stage));
    }
}
