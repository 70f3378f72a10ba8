package dev.sixgate.sandbox.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.DomainNameStatus;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.IpAddressType;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.RoutingMode;
import software.amazon.awssdk.services.apigateway.model.UpdateDomainNameResponse;

class V1DomainNamesTest {
    private static final String TYPE = "/endpointConfiguration/ipAddressType";

    private final Sandbox sandbox = Sandbox.unthrottled();
    private final ApiGatewayClient v1 = sandbox.v1();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aPatchOperationChangesTheTypeOfAnEdgeDomain() {
        var answered = patch("edge.example.com", Op.REPLACE, TYPE, "dualstack");

        assertThat(answered.domainNameStatus()).isEqualTo(DomainNameStatus.UPDATING);
        assertThat(answered.endpointConfiguration().types()).containsExactly(EndpointType.EDGE);
        assertThat(answered.endpointConfiguration().ipAddressType()).isEqualTo(IpAddressType.DUALSTACK);
        assertThat(answered.distributionHostedZoneId()).isEqualTo("Z2FDTNDATAQYW2");
    }

    @Test
    void aPatchOperationTouchesNothingElse() {
        var before = v1.getDomainName(r -> r.domainName("tls13.example.com"));

        patch("tls13.example.com", Op.REPLACE, TYPE, "dualstack");

        sandbox.advance("PT3S");
        var after = v1.getDomainName(r -> r.domainName("tls13.example.com"));
        assertThat(after.toString())
                .isEqualTo(before.toBuilder()
                        .endpointConfiguration(
                                c -> c.types(EndpointType.REGIONAL).ipAddressType("dualstack"))
                        .build()
                        .toString());
        assertThat(after.securityPolicyAsString()).isEqualTo("SecurityPolicy_TLS13_1_3_2025_09");
    }

    @Test
    void bothApisShowTheSameDomain() {
        patch("api.example.com", Op.REPLACE, TYPE, "dualstack");

        var seen = sandbox.v2().getDomainName(r -> r.domainName("api.example.com"));
        assertThat(seen.domainNameConfigurations().get(0).ipAddressTypeAsString())
                .isEqualTo("dualstack");
        assertThat(seen.domainNameConfigurations().get(0).domainNameStatusAsString())
                .isEqualTo("UPDATING");
    }

    @Test
    void anUpdateOfOneApiIsInTheOthersWay() {
        Sandbox.update(
                sandbox.v2(),
                "api.example.com",
                software.amazon.awssdk.services.apigatewayv2.model.IpAddressType.DUALSTACK);

        assertThatThrownBy(() -> patch("api.example.com", Op.REPLACE, TYPE, "ipv4"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("There is already an update in progress");
    }

    @Test
    void onlyReplaceIsAnOperation() {
        assertThatThrownBy(() -> patch("api.example.com", Op.ADD, TYPE, "dualstack"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Invalid patch operation specified. Must be one of: [replace]");
    }

    @Test
    void aTypeThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> patch("api.example.com", Op.REPLACE, TYPE, "ipv6"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("ipAddressType must be either ipv4 or dualstack.");
    }

    @Test
    void aPathThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> patch("api.example.com", Op.REPLACE, "/domainName", "x"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Invalid patch path");
    }

    @Test
    void aPrivateDomainIsFoundByItsIdAloneAndStaysDualstack() {
        assertThatThrownBy(() -> v1.getDomainName(r -> r.domainName("internal.example.com")))
                .isInstanceOf(NotFoundException.class);

        var found = v1.getDomainName(r -> r.domainName("internal.example.com").domainNameId("p7q8r9s0t1"));

        assertThat(found.domainNameArn())
                .isEqualTo("arn:aws:apigateway:eu-central-1:111111111111:/domainnames/internal.example.com+p7q8r9s0t1");
        assertThatThrownBy(() -> v1.updateDomainName(r -> r.domainName("internal.example.com")
                        .domainNameId("p7q8r9s0t1")
                        .patchOperations(o -> o.op(Op.REPLACE).path(TYPE).value("ipv4"))))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("Only dualstack ipAddressType is supported");
    }

    @Test
    void anEdgeDomainCanBecomeRegional() {
        var answered = patch("edge.example.com", Op.REPLACE, "/endpointConfiguration/types/0", "REGIONAL");

        assertThat(answered.endpointConfiguration().types()).containsExactly(EndpointType.REGIONAL);
        assertThat(answered.regionalDomainName()).endsWith(".execute-api.eu-central-1.amazonaws.com");
        assertThat(answered.distributionDomainName()).isNull();
    }

    @Test
    void datesAreEpochSecondsAndRoutingModesHaveOtherNames() {
        var seen = v1.getDomainName(r -> r.domainName("v6.example.com"));

        assertThat(seen.certificateUploadDate()).isEqualTo(Instant.parse("2025-01-15T09:00:00Z"));
        assertThat(seen.routingMode()).isEqualTo(RoutingMode.ROUTING_RULE_THEN_BASE_PATH_MAPPING);
        assertThat(seen.regionalHostedZoneId()).isEqualTo("Z1U9ULNL0V5AJ3");
    }

    @Test
    void theListShowsEveryKindOfDomainOverItsPages() {
        var first = v1.getDomainNames(r -> r.limit(6));
        var second = v1.getDomainNames(r -> r.limit(6).position(first.position()));

        assertThat(first.items()).hasSize(6);
        assertThat(second.items()).hasSize(4);
        assertThat(second.position()).isNull();
        assertThat(v1.getDomainNamesPaginator(r -> r.limit(3)).items())
                .extracting(item -> item.domainName())
                .contains("edge.example.com", "internal.example.com", "api.example.com")
                .hasSize(10);
    }

    @Test
    void basePathMappingsSpellTheRootAndNameRestApis() {
        assertThat(v1.getBasePathMappings(r -> r.domainName("shop.example.com")).items())
                .extracting(mapping -> mapping.basePath() + " " + mapping.restApiId() + " " + mapping.stage())
                .containsExactly("(none) r9s8t7u6v5 prod", "catalogue/v1 e1d2g3e4a5 prod");
        assertThat(v1.getBasePathMappings(r -> r.domainName("api.example.com")).items())
                .isEmpty();
    }

    @Test
    void aResourcePolicyComesBackEscaped() {
        var policy = v1.getRestApi(r -> r.restApiId("r9s8t7u6v5")).policy();

        assertThat(policy).startsWith("{\\\"Version\\\":");
        assertThat(policy.replace("\\", "")).contains("\"aws:SourceIp\":[\"192.0.2.0/24\",\"198.51.100.0/24\"]");
    }

    @Test
    void aStageNamesItsWebAclAndItsLogFormat() {
        var stage = v1.getStage(r -> r.restApiId("r9s8t7u6v5").stageName("prod"));

        assertThat(stage.webAclArn()).contains("regional/webacl/shop");
        assertThat(stage.accessLogSettings().format()).contains("$context.identity.sourceIp");
    }

    @Test
    void aDomainCanBeCreatedTaggedAndDeleted() {
        var created = v1.createDomainName(r -> r.domainName("fresh.example.com")
                .regionalCertificateArn(Sandbox.CERTIFICATE)
                .endpointConfiguration(c -> c.types(EndpointType.REGIONAL)));
        v1.tagResource(r -> r.resourceArn(created.domainNameArn()).tags(java.util.Map.of("team", "shop")));

        assertThat(v1.getTags(r -> r.resourceArn(created.domainNameArn())).tags())
                .containsEntry("team", "shop");
        v1.deleteDomainName(r -> r.domainName("fresh.example.com"));
        assertThatThrownBy(() -> v1.getDomainName(r -> r.domainName("fresh.example.com")))
                .isInstanceOf(NotFoundException.class);
    }

    private UpdateDomainNameResponse patch(String domain, Op op, String path, String value) {
        return v1.updateDomainName(r ->
                r.domainName(domain).patchOperations(o -> o.op(op).path(path).value(value)));
    }
}
