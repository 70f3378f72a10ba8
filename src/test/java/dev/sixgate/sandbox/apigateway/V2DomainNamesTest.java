package dev.sixgate.sandbox.apigateway;

import static dev.sixgate.sandbox.apigateway.Sandbox.CERTIFICATE;
import static dev.sixgate.sandbox.apigateway.Sandbox.configuration;
import static dev.sixgate.sandbox.apigateway.Sandbox.update;
import static dev.sixgate.sandbox.apigateway.Sandbox.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;
import software.amazon.awssdk.services.apigatewayv2.model.ConflictException;
import software.amazon.awssdk.services.apigatewayv2.model.DomainNameStatus;
import software.amazon.awssdk.services.apigatewayv2.model.EndpointType;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;
import software.amazon.awssdk.services.apigatewayv2.model.RoutingMode;
import software.amazon.awssdk.services.apigatewayv2.model.SecurityPolicy;

class V2DomainNamesTest {
    private final Sandbox sandbox = Sandbox.unthrottled();
    private final ApiGatewayV2Client v2 = sandbox.v2();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void anUpdateShowsUpdatingUntilItsDelayIsOver() {
        var answered = update(v2, "api.example.com", IpAddressType.DUALSTACK);

        assertThat(answered.domainNameConfigurations().get(0).domainNameStatus())
                .isEqualTo(DomainNameStatus.UPDATING);
        assertThat(answered.domainNameConfigurations().get(0).ipAddressType()).isEqualTo(IpAddressType.DUALSTACK);

        sandbox.advance("PT3S");
        assertThat(configuration(v2, "api.example.com").domainNameStatus()).isEqualTo(DomainNameStatus.AVAILABLE);
        assertThat(configuration(v2, "api.example.com").ipAddressType()).isEqualTo(IpAddressType.DUALSTACK);
    }

    @Test
    void anUpdateWhileOneRunsIsAConflict() {
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        refused(
                ConflictException.class,
                () -> update(v2, "api.example.com", IpAddressType.IPV4),
                "There is already an update in progress");
    }

    @Test
    void anUpdateThatChangesNothingDoesNotMakeTheDomainBusy() {
        var answered = update(v2, "api.example.com", IpAddressType.IPV4);

        assertThat(answered.domainNameConfigurations().get(0).domainNameStatus())
                .isEqualTo(DomainNameStatus.AVAILABLE);
    }

    @Test
    void anUpdateWithoutDelayIsDoneAtOnce() {
        sandbox.settings("{'updateDelay':'PT0S'}");

        var answered = update(v2, "api.example.com", IpAddressType.DUALSTACK);

        assertThat(answered.domainNameConfigurations().get(0).domainNameStatus())
                .isEqualTo(DomainNameStatus.AVAILABLE);
    }

    @Test
    void anUpdateThatNeverEndsStaysUpdating() {
        sandbox.settings("{'updateDelay':'never'}");
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        sandbox.advance("P365D");

        assertThat(configuration(v2, "api.example.com").domainNameStatus()).isEqualTo(DomainNameStatus.UPDATING);
    }

    @Test
    void theStatusMayStayAvailableDuringAnUpdate() {
        sandbox.settings("{'statusDuringUpdate':'AVAILABLE'}");

        var answered = update(v2, "api.example.com", IpAddressType.DUALSTACK);

        assertThat(answered.domainNameConfigurations().get(0).domainNameStatus())
                .isEqualTo(DomainNameStatus.AVAILABLE);
    }

    @Test
    void exactlyOneConfigurationIsExpected() {
        var one = whole(v2, "api.example.com", IpAddressType.DUALSTACK);
        var text = "Invalid input. Expected one domain name configuration";

        refused(BadRequestException.class, () -> v2.updateDomainName(r -> r.domainName("api.example.com")), text);
        refused(
                BadRequestException.class,
                () -> v2.updateDomainName(r -> r.domainName("api.example.com").domainNameConfigurations(one, one)),
                text);
    }

    @Test
    void membersLeftOutOfTheConfigurationAreLost() {
        var certificate = configuration(v2, "v6.example.com").certificateArn();

        v2.updateDomainName(
                r -> r.domainName("v6.example.com").domainNameConfigurations(c -> c.certificateArn(certificate)));

        assertThat(configuration(v2, "v6.example.com").ipAddressType()).isEqualTo(IpAddressType.IPV4);
    }

    @Test
    void membersLeftOutAreKeptIfTheSandboxIsToldSo() {
        sandbox.settings("{'omittedMembers':'keep'}");

        v2.updateDomainName(r -> r.domainName("tls13.example.com")
                .domainNameConfigurations(c -> c.ipAddressType(IpAddressType.DUALSTACK)));

        var now = configuration(v2, "tls13.example.com");
        assertThat(now.securityPolicyAsString()).isEqualTo("SecurityPolicy_TLS13_1_3_2025_09");
        assertThat(now.certificateArn()).isNotNull();
    }

    @Test
    void aSecurityPolicyUnknownToTheSdkSurvivesOnlyAsAString() {
        var read = configuration(v2, "tls13.example.com");
        assertThat(read.securityPolicy()).isEqualTo(SecurityPolicy.UNKNOWN_TO_SDK_VERSION);

        refused(
                BadRequestException.class,
                () -> v2.updateDomainName(r -> r.domainName("tls13.example.com")
                        .domainNameConfigurations(
                                c -> c.certificateArn(read.certificateArn()).securityPolicy(read.securityPolicy()))),
                "Invalid security policy specified: null");
        v2.updateDomainName(r -> r.domainName("tls13.example.com")
                .domainNameConfigurations(
                        c -> c.certificateArn(read.certificateArn()).securityPolicy(read.securityPolicyAsString())));

        assertThat(configuration(v2, "tls13.example.com").securityPolicyAsString())
                .isEqualTo("SecurityPolicy_TLS13_1_3_2025_09");
    }

    @Test
    void mutualTlsAndRoutingModeStayWhenLeftOut() {
        update(v2, "mtls.example.com", IpAddressType.DUALSTACK);
        update(v2, "v6.example.com", IpAddressType.IPV4);

        assertThat(v2.getDomainName(r -> r.domainName("mtls.example.com"))
                        .mutualTlsAuthentication()
                        .truststoreUri())
                .isEqualTo("s3://example-truststores/mtls.example.com.pem");
        assertThat(v2.getDomainName(r -> r.domainName("v6.example.com")).routingMode())
                .isEqualTo(RoutingMode.ROUTING_RULE_THEN_API_MAPPING);
    }

    @Test
    void anEmptyTruststoreUriRemovesMutualTls() {
        var same = whole(v2, "mtls.example.com", IpAddressType.IPV4);

        v2.updateDomainName(r -> r.domainName("mtls.example.com")
                .domainNameConfigurations(same)
                .mutualTlsAuthentication(m -> m.truststoreUri("")));

        assertThat(v2.getDomainName(r -> r.domainName("mtls.example.com")).mutualTlsAuthentication())
                .isNull();
    }

    @Test
    void mutualTlsWithAnImportedCertificateNeedsAnOwnershipProof() {
        var without = whole(v2, "mtls.example.com", IpAddressType.DUALSTACK).toBuilder()
                .ownershipVerificationCertificateArn(null)
                .build();

        refused(
                BadRequestException.class,
                () -> v2.updateDomainName(r -> r.domainName("mtls.example.com").domainNameConfigurations(without)),
                "Missing ownershipVerificationCertificate.");
    }

    @Test
    void membersThatTheServerComputesAreIgnored() {
        var before = configuration(v2, "api.example.com");
        var echoed = before.toBuilder()
                .apiGatewayDomainName("d-mine.example.com")
                .hostedZoneId("Z0")
                .domainNameStatus(DomainNameStatus.PENDING_CERTIFICATE_REIMPORT)
                .build();

        v2.updateDomainName(r -> r.domainName("api.example.com").domainNameConfigurations(echoed));

        assertThat(configuration(v2, "api.example.com")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    EDGE     | TLS_1_2 | ipv4 | EDGE endpoint type is not supported for APIGatewayV2 domainName
                    REGIONAL | TLS_1_0 | ipv4 | TLS_1_0 is not supported for APIGatewayV2 domainName.
                    REGIONAL | TLS_1_2 | ipv6 | ipAddressType must be either ipv4 or dualstack.
                    """)
    void valuesThatV2DoesNotKnowAreRefused(String endpointType, String policy, String type, String text) {
        refused(
                BadRequestException.class,
                () -> v2.updateDomainName(r -> r.domainName("api.example.com")
                        .domainNameConfigurations(c -> c.certificateArn(CERTIFICATE)
                                .endpointType(endpointType)
                                .securityPolicy(policy)
                                .ipAddressType(type))),
                text);
    }

    @Test
    void anEndpointTypeThatV2DoesNotKnowLeavesTheDomainRegional() {
        v2.updateDomainName(r -> r.domainName("api.example.com")
                .domainNameConfigurations(c ->
                        c.certificateArn(CERTIFICATE).endpointType("PRIVATE").ipAddressType("dualstack")));

        assertThat(configuration(v2, "api.example.com").endpointType()).isEqualTo(EndpointType.REGIONAL);
    }

    @Test
    void edgeDomainsAreNotForV2() {
        refused(
                BadRequestException.class,
                () -> v2.updateDomainName(r ->
                        r.domainName("edge.example.com").domainNameConfigurations(c -> c.certificateArn(CERTIFICATE))),
                "Only REGIONAL domain names can be managed");
        refused(
                BadRequestException.class,
                () -> v2.getApiMappings(r -> r.domainName("edge.example.com")),
                "Only REGIONAL domain names can be managed");
        refused(NotFoundException.class, () -> configuration(v2, "edge.example.com"), "Invalid domain name identifier");
    }

    @Test
    void edgeDomainsShowInV2IfTheSandboxIsToldSo() {
        assertThat(v2.getDomainNames(r -> r.maxResults("100")).items())
                .noneMatch(item -> item.domainName().equals("edge.example.com"));

        sandbox.settings("{'v2ListsEdge':true}");

        assertThat(v2.getDomainNames(r -> r.maxResults("100")).items())
                .anyMatch(item -> item.domainName().equals("edge.example.com"));
        assertThat(configuration(v2, "edge.example.com").endpointType()).isEqualTo(EndpointType.EDGE);
    }

    @Test
    void privateDomainsDoNotExistForV2() {
        refused(
                NotFoundException.class,
                () -> configuration(v2, "internal.example.com"),
                "Invalid domain name identifier specified");
    }

    @ParameterizedTest
    @CsvSource({"PENDING_OWNERSHIP_VERIFICATION", "PENDING_CERTIFICATE_REIMPORT"})
    void aDomainThatWaitsForACertificateIsLockedUntilItGetsOne(String status) {
        sandbox.admin("PUT", "domains/mtls.example.com", "{'status':'" + status + "'}");

        refused(BadRequestException.class, () -> update(v2, "mtls.example.com", IpAddressType.DUALSTACK), status);

        var fresh = whole(v2, "mtls.example.com", IpAddressType.DUALSTACK).toBuilder()
                .certificateArn(CERTIFICATE)
                .ownershipVerificationCertificateArn(CERTIFICATE)
                .build();
        v2.updateDomainName(r -> r.domainName("mtls.example.com").domainNameConfigurations(fresh));
        sandbox.advance("PT3S");
        assertThat(configuration(v2, "mtls.example.com").domainNameStatus()).isEqualTo(DomainNameStatus.AVAILABLE);
    }

    @Test
    void aCreatedDomainHasTheDefaults() {
        v2.createDomainName(r -> r.domainName("fresh.example.com")
                .domainNameConfigurations(c -> c.certificateArn(CERTIFICATE))
                .tags(Map.of("team", "shop")));

        var fresh = v2.getDomainName(r -> r.domainName("fresh.example.com"));
        var configuration = fresh.domainNameConfigurations().get(0);
        assertThat(fresh.apiMappingSelectionExpression()).isEqualTo("$request.basepath");
        assertThat(fresh.domainNameArn()).isEqualTo("arn:aws:apigateway:eu-central-1::/domainnames/fresh.example.com");
        assertThat(fresh.routingMode()).isEqualTo(RoutingMode.API_MAPPING_ONLY);
        assertThat(fresh.tags()).containsExactly(Map.entry("team", "shop"));
        assertThat(configuration.ipAddressType()).isEqualTo(IpAddressType.IPV4);
        assertThat(configuration.securityPolicy()).isEqualTo(SecurityPolicy.TLS_1_2);
        assertThat(configuration.endpointType()).isEqualTo(EndpointType.REGIONAL);
        assertThat(configuration.domainNameStatus()).isEqualTo(DomainNameStatus.AVAILABLE);
        assertThat(configuration.apiGatewayDomainName())
                .matches("d-[a-z0-9]{10}\\.execute-api\\.eu-central-1\\.amazonaws\\.com");
        assertThat(configuration.hostedZoneId()).isEqualTo("Z1U9ULNL0V5AJ3");
    }

    @Test
    void aDeletedDomainIsGone() {
        v2.deleteDomainName(r -> r.domainName("api.example.com"));

        refused(
                NotFoundException.class,
                () -> configuration(v2, "api.example.com"),
                "Invalid domain name identifier specified");
    }

    @Test
    void tagsOfAwsCannotBeSetByUsersButAreSeeded() {
        var arn = v2.getDomainName(r -> r.domainName("stack.example.com")).domainNameArn();

        assertThat(v2.getTags(r -> r.resourceArn(arn)).tags()).containsKey("aws:cloudformation:stack-name");
        refused(
                BadRequestException.class,
                () -> v2.tagResource(r -> r.resourceArn(arn).tags(Map.of("aws:mine", "x"))),
                "aws:");
    }

    @Test
    void tagsComeAndGoByArn() {
        var arn = v2.getDomainName(r -> r.domainName("*.wild.example.com")).domainNameArn();

        v2.tagResource(r -> r.resourceArn(arn).tags(Map.of("owner", "ana & bo", "team", "shop")));
        v2.untagResource(r -> r.resourceArn(arn).tagKeys("env", "team"));

        assertThat(v2.getTags(r -> r.resourceArn(arn)).tags()).containsExactly(Map.entry("owner", "ana & bo"));
    }

    private static void refused(Class<? extends Throwable> type, ThrowingCallable call, String text) {
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContaining(text);
    }
}
