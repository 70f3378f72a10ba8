package dev.sixgate.gateway;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.AwsClients.Timeouts;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

class TracedCallsTest {
    private static final TargetName THERE = new TargetName("there");

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final Answers aws = new Answers();
    private final AwsClients clients = clients(telemetry);

    /** Answers everything alike, and keeps what it was asked. */
    private static final class Answers implements SdkHttpClient {
        private final List<SdkHttpRequest> asked = new ArrayList<>();
        private int status = 200;
        private String body = "{}";
        private int silent;

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            asked.add(request.httpRequest());
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    if (silent-- > 0) {
                        throw new IOException("nobody answers");
                    }
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(status)
                                    .putHeader("x-amzn-RequestId", "request-1")
                                    .putHeader("x-amzn-ErrorType", "NotFoundException")
                                    .build())
                            .responseBody(AbortableInputStream.create(
                                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                            .build();
                }

                @Override
                public void abort() {
                    // nothing runs
                }
            };
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private AwsClients clients(OpenTelemetry seenBy) {
        ConfiguredTargets targets = ConfiguredTargets.of("there", "111111111111", "eu-central-1")
                .with("there.access-key-id", "AKIDEXAMPLE")
                .with("there.secret-access-key", "not-to-be-shown");
        return new AwsClients(targets.targets(), Timeouts.DEFAULT, seenBy, aws, aws);
    }

    private void ask() {
        ask(clients);
    }

    private static void ask(AwsClients clients) {
        clients.of(THERE).v2().getDomainName(request -> request.domainName("api.example.com"));
    }

    private Span askedWithin() {
        Span caller = telemetry.getTracer("test").spanBuilder("change.apply").startSpan();
        try (Scope within = caller.makeCurrent()) {
            ask();
        }
        return caller;
    }

    private SpanData theCall() {
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
        return spans.getFinishedSpanItems().get(0);
    }

    @AfterEach
    void close() {
        clients.close();
        telemetry.close();
    }

    @Test
    void aCallIsAClientSpanOfWhoeverCalls() {
        Span caller = telemetry.getTracer("test").spanBuilder("change.apply").startSpan();
        try (Scope within = caller.makeCurrent()) {
            ask();
        }

        SpanData call = theCall();
        assertThat(call)
                .hasName("ApiGatewayV2.GetDomainName")
                .hasKind(SpanKind.CLIENT)
                .hasParentSpanId(caller.getSpanContext().getSpanId());
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(call.getAttributes())
                .containsEntry(TracedCalls.SYSTEM, "aws-api")
                .containsEntry(TracedCalls.SERVICE, "ApiGatewayV2")
                .containsEntry(TracedCalls.METHOD, "GetDomainName")
                .containsEntry(TracedCalls.REGION, "eu-central-1")
                .containsEntry(TracedCalls.SERVER, "apigateway.eu-central-1.amazonaws.com")
                .containsEntry(TracedCalls.STATUS, 200L)
                .containsEntry(TracedCalls.REQUEST_ID, "request-1")
                .doesNotContainKey(TracedCalls.RESENT);
    }

    @Test
    void awsIsSentNoMoreThanItWouldBeUntraced() {
        askedWithin();
        ask(clients(OpenTelemetry.noop()));

        List<Set<String>> headers = aws.asked.stream()
                .<Set<String>>map(request -> new TreeSet<>(request.headers().keySet()))
                .toList();
        assertThat(headers.get(0)).contains("Authorization").isEqualTo(headers.get(1));
    }

    @Test
    void aRefusalIsToldByItsCodeAndNotByItsWords() {
        aws.status = 404;
        aws.body = "{\"message\":\"Invalid domain name identifier specified by AKIDEXAMPLE\"}";

        assertThatThrownBy(this::ask).isInstanceOf(NotFoundException.class);

        SpanData call = theCall();
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(call.getAttributes())
                .containsEntry(TracedCalls.ERROR, "NotFoundException")
                .containsEntry(TracedCalls.STATUS, 404L)
                .containsEntry(TracedCalls.REQUEST_ID, "request-1");
        assertThat(call.toString()).doesNotContain("AKIDEXAMPLE", "not-to-be-shown", "identifier");
    }

    @Test
    void aCallThatIsRepeatedIsOneSpanThatSaysHowOften() {
        aws.silent = 2;

        ask();

        assertThat(theCall().getAttributes())
                .containsEntry(TracedCalls.RESENT, 2L)
                .containsEntry(TracedCalls.STATUS, 200L);
    }

    @Test
    void aCallThatNobodyAnswersIsAnErrorWithoutAStatus() {
        aws.silent = Integer.MAX_VALUE;

        assertThatThrownBy(this::ask).isInstanceOf(SdkClientException.class);

        assertThat(theCall().getAttributes())
                .containsEntry(TracedCalls.ERROR, SdkClientException.class.getName())
                .doesNotContainKey(TracedCalls.STATUS);
    }

    @Test
    void loadingTheSdkAheadIsNoCall() {
        clients.warmUp();

        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }
}
