package dev.sixgate.sandbox.apigateway;

import static dev.sixgate.sandbox.apigateway.Sandbox.CERTIFICATE;
import static dev.sixgate.sandbox.apigateway.Sandbox.FRANKFURT;
import static dev.sixgate.sandbox.apigateway.Sandbox.SECOND;
import static dev.sixgate.sandbox.apigateway.Sandbox.VIRGINIA;
import static dev.sixgate.sandbox.apigateway.Sandbox.configuration;
import static dev.sixgate.sandbox.apigateway.Sandbox.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.apigatewayv2.model.BadRequestException;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Tag;

class AccessTest {
    private static final String ROLE = "arn:aws:iam::222222222222:role/team/Changer";

    private final Sandbox sandbox = Sandbox.unthrottled();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void anAccountSeesItsOwnDomainsInOneRegionOnly() {
        assertThat(sandbox.v2(SECOND, VIRGINIA).getDomainNames(r -> {}).items())
                .extracting(domain -> domain.domainName())
                .containsExactly("partner.example.com");
        assertThat(sandbox.v2(SECOND, FRANKFURT).getDomainNames(r -> {}).items())
                .isEmpty();
        assertThatThrownBy(() -> configuration(sandbox.v2(SECOND, FRANKFURT), "api.example.com"))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aDomainNameIsTakenInTheWholeWorld() {
        assertThatThrownBy(() -> sandbox.v2(SECOND, VIRGINIA)
                        .createDomainName(r -> r.domainName("api.example.com")
                                .domainNameConfigurations(c -> c.certificateArn(CERTIFICATE))))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("The domain name you provided already exists.");
    }

    @Test
    void theKeyNamedTestIsTheFirstAccounts() {
        assertThat(configuration(sandbox.v2("test", FRANKFURT), "api.example.com"))
                .isNotNull();
    }

    @Test
    void anUnknownKeyIsTurnedAway() {
        refused(403, "UnrecognizedClientException", () -> configuration(sandbox.v2("AKIAOTHER", FRANKFURT), "x"));
    }

    @Test
    void aSessionActsInTheAccountOfItsRoleAndItsPersonIsOnTheTrail() {
        var session = assume(r -> r.sourceIdentity("ana")
                .tags(Tag.builder().key("change").value("chg-1").build()));

        assertThat(session.assumedRoleUser().arn()).isEqualTo("arn:aws:sts::222222222222:assumed-role/Changer/chg-1");
        assertThat(session.sourceIdentity()).isEqualTo("ana");
        update(sandbox.v2(session.credentials(), VIRGINIA), "partner.example.com", IpAddressType.DUALSTACK);

        var call = sandbox.calls("?operation=UpdateDomainName&domain=partner.example.com")
                .get(0);
        assertThat(call.path("account").asText()).isEqualTo("222222222222");
        assertThat(call.path("sourceIdentity").asText()).isEqualTo("ana");
        assertThat(call.path("sessionTags").path("change").asText()).isEqualTo("chg-1");
        assertThat(call.at("/cloudTrailEvent/userIdentity/sessionContext/sourceIdentity")
                        .asText())
                .isEqualTo("ana");
        assertThat(call.at("/cloudTrailEvent/userIdentity/arn").asText())
                .isEqualTo("arn:aws:sts::222222222222:assumed-role/Changer/chg-1");
    }

    @Test
    void aSessionEnds() {
        var session = assume(r -> r.durationSeconds(900)).credentials();
        configuration(sandbox.v2(session, VIRGINIA), "partner.example.com");

        sandbox.advance("PT15M");

        refused(
                403,
                "ExpiredTokenException",
                () -> configuration(sandbox.v2(session, VIRGINIA), "partner.example.com"));
    }

    @Test
    void aSessionKeyWithoutItsTokenIsUnknown() {
        var session = assume(r -> {}).credentials();

        refused(
                403,
                "UnrecognizedClientException",
                () -> configuration(sandbox.v2(session.accessKeyId(), VIRGINIA), "partner.example.com"));
    }

    @Test
    void aSourceIdentityOutlivesChainingAndCannotBeChanged() {
        var first = assume(r -> r.sourceIdentity("ana")).credentials();
        var chained = sandbox.sts(first);

        assertThat(chained.assumeRole(r -> r.roleArn(ROLE).roleSessionName("second"))
                        .sourceIdentity())
                .isEqualTo("ana");
        refused(
                403,
                "AccessDenied",
                () -> chained.assumeRole(
                        r -> r.roleArn(ROLE).roleSessionName("second").sourceIdentity("bo")));
        refused(
                400,
                "ValidationError",
                () -> chained.assumeRole(
                        r -> r.roleArn(ROLE).roleSessionName("second").durationSeconds(3601)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "with space", "ümlaut", "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void aSourceIdentityHasItsPattern(String identity) {
        refused(400, "ValidationError", () -> assume(r -> r.sourceIdentity(identity)));
    }

    @Test
    void anExternalIdIsAskedForIfTheSandboxIsToldSo() {
        sandbox.settings("{'externalId':'sixgate-42'}");

        refused(403, "AccessDenied", () -> assume(r -> r.externalId("wrong")));
        assertThat(assume(r -> r.externalId("sixgate-42")).credentials()).isNotNull();
    }

    @Test
    void theCallerIsToldWhoTheyAre() {
        var plain = sandbox.sts().getCallerIdentity();
        var session = sandbox.sts(assume(r -> {}).credentials()).getCallerIdentity();

        assertThat(plain.account()).isEqualTo("111111111111");
        assertThat(plain.responseMetadata().requestId()).isNotEmpty();
        assertThat(session.arn()).isEqualTo("arn:aws:sts::222222222222:assumed-role/Changer/chg-1");
    }

    @Test
    void aFaultMeetsAssumeRoleInItsOwnProtocol() {
        sandbox.fault("{'operation':'AssumeRole','kind':'error','status':403,'type':'AccessDeniedException'}");

        refused(403, "AccessDenied", () -> assume(r -> {}));
    }

    private AssumeRoleResponse assume(Consumer<AssumeRoleRequest.Builder> more) {
        return sandbox.sts()
                .assumeRole(r -> r.roleArn(ROLE).roleSessionName("chg-1").applyMutation(more));
    }

    private static void refused(int status, String code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, error -> {
            assertThat(error.statusCode()).isEqualTo(status);
            assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(error.requestId()).isNotEmpty();
        });
    }
}
