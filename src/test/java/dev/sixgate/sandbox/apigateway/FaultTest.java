package dev.sixgate.sandbox.apigateway;

import static dev.sixgate.sandbox.apigateway.Sandbox.configuration;
import static dev.sixgate.sandbox.apigateway.Sandbox.update;
import static dev.sixgate.sandbox.apigateway.Sandbox.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.ApiGatewayV2Exception;
import software.amazon.awssdk.services.apigatewayv2.model.DomainNameStatus;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

class FaultTest {
    private final Sandbox sandbox = Sandbox.unthrottled();
    private final ApiGatewayV2Client v2 = sandbox.v2();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void anErrorBeforeApplyingChangesNothing() {
        sandbox.fault(
                "{'operation':'UpdateDomainName','kind':'error','status':503,'type':'ServiceUnavailableException'}");

        assertThatThrownBy(() -> update(v2, "api.example.com", IpAddressType.DUALSTACK))
                .isInstanceOfSatisfying(ApiGatewayV2Exception.class, error -> {
                    assertThat(error.statusCode()).isEqualTo(503);
                    assertThat(error.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailableException");
                    assertThat(error.requestId()).isNotEmpty();
                });
        assertThat(type()).isEqualTo(IpAddressType.IPV4);
    }

    @Test
    void anErrorAfterApplyingHasChangedEverything() {
        sandbox.fault("{'operation':'UpdateDomainName','kind':'error','at':'after'}");

        assertThatThrownBy(() -> update(v2, "api.example.com", IpAddressType.DUALSTACK))
                .isInstanceOf(AwsServiceException.class);
        assertThat(type()).isEqualTo(IpAddressType.DUALSTACK);
    }

    @Test
    void anAnswerLostAfterApplyingLeavesTheChangeAndItsTrace() {
        sandbox.fault("{'operation':'UpdateDomainName','kind':'reset-after-applying'}");

        assertThatThrownBy(() -> update(v2, "api.example.com", IpAddressType.DUALSTACK))
                .isInstanceOf(SdkClientException.class);

        assertThat(type()).isEqualTo(IpAddressType.DUALSTACK);
        var call = sandbox.calls("?operation=UpdateDomainName").get(0);
        assertThat(call.path("answered").asBoolean()).isFalse();
        assertThat(call.path("status").asInt()).isEqualTo(200);
    }

    @Test
    void aConnectionLostBeforeApplyingLeavesNothing() {
        sandbox.fault("{'operation':'UpdateDomainName','kind':'reset-before-applying'}");

        assertThatThrownBy(() -> update(v2, "api.example.com", IpAddressType.DUALSTACK))
                .isInstanceOf(SdkClientException.class);

        assertThat(type()).isEqualTo(IpAddressType.IPV4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void aDelayLetsTheCallerWait(String moment) {
        sandbox.fault("{'operation':'GetDomainName','kind':'delay','millis':300,'at':'" + moment + "'}");
        var start = Instant.now();

        configuration(v2, "api.example.com");

        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aClientThatGivesUpWaitingHasChangedTheDomainAllTheSame() {
        var configuration = whole(v2, "api.example.com", IpAddressType.DUALSTACK);
        sandbox.fault("{'operation':'UpdateDomainName','kind':'delay','millis':60000,'at':'after'}");

        assertThatThrownBy(() -> v2.updateDomainName(r -> r.domainName("api.example.com")
                        .domainNameConfigurations(configuration)
                        .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(1500)))))
                .isInstanceOf(ApiCallTimeoutException.class);

        assertThat(type()).isEqualTo(IpAddressType.DUALSTACK);
    }

    @Test
    void somebodyElseMayChangeTheCertificateBetweenReadAndPatch() {
        var before = configuration(v2, "api.example.com").certificateArn();
        sandbox.fault("{'operation':'GetDomainName','kind':'external-change','at':'after'}");

        var read = configuration(v2, "api.example.com").certificateArn();

        assertThat(read).isEqualTo(before);
        assertThat(configuration(v2, "api.example.com").certificateArn()).isNotEqualTo(before);
    }

    @Test
    void somebodyElseMayDeleteTheDomain() {
        sandbox.fault("{'operation':'UpdateDomainName','kind':'delete-domain'}");

        assertThatThrownBy(() -> update(v2, "api.example.com", IpAddressType.DUALSTACK))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void anUpdateMayStayStuck() {
        sandbox.fault("{'operation':'UpdateDomainName','kind':'stuck-updating'}");
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        sandbox.advance("P30D");

        assertThat(configuration(v2, "api.example.com").domainNameStatus()).isEqualTo(DomainNameStatus.UPDATING);
    }

    @Test
    void anUpdateMayFailAndBeUndone() {
        sandbox.fault("{'operation':'UpdateDomainName','kind':'update-fails'}");
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        sandbox.advance("PT3S");

        var after = configuration(v2, "api.example.com");
        assertThat(after.domainNameStatus()).isEqualTo(DomainNameStatus.AVAILABLE);
        assertThat(after.ipAddressType()).isEqualTo(IpAddressType.IPV4);
        assertThat(after.domainNameStatusMessage()).contains("failed");
    }

    @Test
    void aFaultMeetsItsDomainOnlyAndAsOftenAsAsked() {
        sandbox.fault("{'operation':'*','domain':'ws.example.com','kind':'error','count':2}");

        configuration(v2, "api.example.com");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> configuration(v2, "ws.example.com")).isInstanceOf(AwsServiceException.class);
        }
        configuration(v2, "ws.example.com");
        assertThat(sandbox.admin("GET", "faults", null).path("faults")).isEmpty();
    }

    @Test
    void faultsOfOneCallComeInTheirOrderOnePerCall() {
        sandbox.fault("{'operation':'GetDomainName','kind':'error','status':500}");
        sandbox.fault("{'operation':'GetDomainName','kind':'error','status':403,'type':'ExpiredTokenException'}");

        assertThatThrownBy(() -> configuration(v2, "ws.example.com")).hasMessageContaining("500");
        assertThatThrownBy(() -> configuration(v2, "ws.example.com")).hasMessageContaining("403");
    }

    @Test
    void aThrottledCallLeavesTheFaultForTheNextOne() {
        sandbox.settings("{'throttling':true}");
        update(v2, "ws.example.com", IpAddressType.DUALSTACK);
        sandbox.fault("{'operation':'UpdateDomainName','kind':'error','status':503}");

        assertThatThrownBy(() -> update(v2, "api.example.com", IpAddressType.DUALSTACK))
                .hasMessageContaining("429");
        sandbox.advance("PT30S");
        assertThatThrownBy(() -> update(v2, "api.example.com", IpAddressType.DUALSTACK))
                .hasMessageContaining("503");
    }

    private IpAddressType type() {
        return configuration(v2, "api.example.com").ipAddressType();
    }
}
