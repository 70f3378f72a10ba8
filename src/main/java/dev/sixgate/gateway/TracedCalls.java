package dev.sixgate.gateway;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Makes a span of each call with all of its attempts. It says which operation was asked of whom, and what came of it, and
 * nothing of what was sent or answered. The request stays as it is: a header that the signature does not know may break it, and
 * AWS would not take part in the trace.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/cloud-providers/aws-sdk/">OpenTelemetry: spans of the AWS SDK</a>
 */
final class TracedCalls implements ExecutionInterceptor {
    static final AttributeKey<String> SYSTEM = stringKey("rpc.system");
    static final AttributeKey<String> SERVICE = stringKey("rpc.service");
    static final AttributeKey<String> METHOD = stringKey("rpc.method");
    static final AttributeKey<String> REGION = stringKey("cloud.region");
    static final AttributeKey<String> SERVER = stringKey("server.address");
    static final AttributeKey<Long> STATUS = longKey("http.response.status_code");
    static final AttributeKey<Long> RESENT = longKey("http.request.resend_count");
    static final AttributeKey<String> REQUEST_ID = stringKey("aws.request_id");
    static final AttributeKey<String> ERROR = stringKey("error.type");

    /** The SDK takes a name once in its life, which may be longer than that of this class: a reload loads it anew. */
    private static final ExecutionAttribute<Traced> TRACED =
            new ExecutionAttribute<>("sixgate.traced." + System.identityHashCode(TracedCalls.class));

    private final Tracer tracer;

    TracedCalls(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("dev.sixgate.gateway");
    }

    /** A call that is under way, and how many requests were sent for it. */
    private record Traced(Span span, AtomicInteger sent) {}

    @Override
    public void beforeExecution(Context.BeforeExecution call, ExecutionAttributes attributes) {
        String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        Span span = tracer.spanBuilder(service + "." + operation)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SYSTEM, "aws-api")
                .setAttribute(SERVICE, service)
                .setAttribute(METHOD, operation)
                .startSpan();
        attributes
                .getOptionalAttribute(AwsExecutionAttribute.AWS_REGION)
                .ifPresent(region -> span.setAttribute(REGION, region.id()));
        attributes.putAttribute(TRACED, new Traced(span, new AtomicInteger()));
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission call, ExecutionAttributes attributes) {
        attributes.getOptionalAttribute(TRACED).ifPresent(it -> it.sent().incrementAndGet());
    }

    @Override
    public void afterExecution(Context.AfterExecution call, ExecutionAttributes attributes) {
        attributes.getOptionalAttribute(TRACED).ifPresent(it -> {
            requestId(call.response()).ifPresent(id -> it.span().setAttribute(REQUEST_ID, id));
            end(it, Optional.of(call.httpRequest()), Optional.of(call.httpResponse()));
        });
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution call, ExecutionAttributes attributes) {
        attributes.getOptionalAttribute(TRACED).ifPresent(it -> {
            Throwable failure = call.exception();
            // Not its text: that may quote what was sent.
            it.span()
                    .setStatus(StatusCode.ERROR)
                    .setAttribute(ERROR, failure.getClass().getName());
            if (failure instanceof AwsServiceException told) {
                AwsErrorDetails details = told.awsErrorDetails();
                if (details != null && details.errorCode() != null) {
                    it.span().setAttribute(ERROR, details.errorCode());
                }
                it.span().setAttribute(STATUS, (long) told.statusCode());
                if (told.requestId() != null) {
                    it.span().setAttribute(REQUEST_ID, told.requestId());
                }
            }
            end(it, call.httpRequest(), call.httpResponse());
        });
    }

    private static void end(Traced call, Optional<SdkHttpRequest> request, Optional<SdkHttpResponse> response) {
        request.ifPresent(sent -> call.span().setAttribute(SERVER, sent.host()));
        response.ifPresent(answer -> call.span().setAttribute(STATUS, (long) answer.statusCode()));
        int again = call.sent().get() - 1;
        if (again > 0) {
            call.span().setAttribute(RESENT, (long) again);
        }
        call.span().end();
    }

    private static Optional<String> requestId(SdkResponse response) {
        return response instanceof AwsResponse aws
                ? Optional.ofNullable(aws.responseMetadata().requestId())
                : Optional.empty();
    }
}
