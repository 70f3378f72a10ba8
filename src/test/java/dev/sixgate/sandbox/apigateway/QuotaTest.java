package dev.sixgate.sandbox.apigateway;

import static dev.sixgate.sandbox.apigateway.Sandbox.FIRST;
import static dev.sixgate.sandbox.apigateway.Sandbox.SECOND;
import static dev.sixgate.sandbox.apigateway.Sandbox.VIRGINIA;
import static dev.sixgate.sandbox.apigateway.Sandbox.configuration;
import static dev.sixgate.sandbox.apigateway.Sandbox.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigatewayv2.ApiGatewayV2Client;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.apigatewayv2.model.TooManyRequestsException;

class QuotaTest {
    private final Sandbox sandbox = Sandbox.start();
    private final ApiGatewayV2Client v2 = sandbox.v2();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void aSecondUpdateWithinThirtySecondsIsThrottledAndChangesNothing() {
        update(v2, "api.example.com", IpAddressType.DUALSTACK);
        sandbox.advance("PT29S");

        throttled(() -> update(v2, "ws.example.com", IpAddressType.DUALSTACK));

        assertThat(configuration(v2, "ws.example.com").ipAddressType()).isEqualTo(IpAddressType.IPV4);
        sandbox.advance("PT1S");
        update(v2, "ws.example.com", IpAddressType.DUALSTACK);
        assertThat(configuration(v2, "ws.example.com").ipAddressType()).isEqualTo(IpAddressType.DUALSTACK);
    }

    @Test
    void aLongRestSavesUpOneUpdateAndNoMore() {
        update(v2, "shop.example.com", IpAddressType.DUALSTACK);
        sandbox.advance("PT1H");
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        throttled(() -> update(v2, "ws.example.com", IpAddressType.DUALSTACK));
    }

    @Test
    void v1AndV2DrawOnTheSameBucket() {
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        assertThatThrownBy(() -> sandbox.v1()
                        .updateDomainName(r -> r.domainName("edge.example.com")
                                .patchOperations(o -> o.op("replace")
                                        .path("/endpointConfiguration/ipAddressType")
                                        .value("dualstack"))))
                .isInstanceOf(software.amazon.awssdk.services.apigateway.model.TooManyRequestsException.class);
    }

    @Test
    void theRegionsOfAnAccountShareItsBucketUnlessToldOtherwise() {
        var virginia = sandbox.v2(FIRST, VIRGINIA);
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        throttled(() -> update(virginia, "api.us.example.com", IpAddressType.DUALSTACK));

        sandbox.settings("{'limitsPerRegion':true}");
        assertThatCode(() -> update(virginia, "api.us.example.com", IpAddressType.DUALSTACK))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherAccountHasItsOwnBucket() {
        update(v2, "api.example.com", IpAddressType.DUALSTACK);

        assertThatCode(() -> update(sandbox.v2(SECOND, VIRGINIA), "partner.example.com", IpAddressType.DUALSTACK))
                .doesNotThrowAnyException();
    }

    @Test
    void creationsAndDeletionsEachHaveABucketThatCanBeSwitchedOff() {
        v2.deleteDomainName(r -> r.domainName("api.example.com"));
        throttled(() -> v2.deleteDomainName(r -> r.domainName("ws.example.com")));

        sandbox.settings("{'createInterval':'PT0S'}");

        v2.deleteDomainName(r -> r.domainName("ws.example.com"));
        v2.deleteDomainName(r -> r.domainName("shop.example.com"));
    }

    @Test
    void allCallsTogetherAreLimitedToABurst() {
        sandbox.settings("{'burst':3,'requestsPerSecond':1}");
        for (int i = 0; i < 3; i++) {
            configuration(v2, "api.example.com");
        }

        throttled(() -> configuration(v2, "api.example.com"));

        sandbox.advance("PT5S");
        configuration(v2, "api.example.com");
    }

    @Test
    void aThrottledCallSaysHowLongToWaitIfToldSo() {
        sandbox.settings("{'retryAfter':true,'burst':1,'requestsPerSecond':1}");
        sandbox.signed("GET", "/v2/domainnames", null);

        var throttled = sandbox.signed("GET", "/v2/domainnames", null);

        assertThat(throttled.statusCode()).isEqualTo(429);
        assertThat(throttled.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(throttled.headers().firstValue("x-amzn-ErrorType")).hasValue("TooManyRequestsException");
    }

    private static void throttled(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(TooManyRequestsException.class).hasMessageContaining("Too Many Requests");
    }
}
