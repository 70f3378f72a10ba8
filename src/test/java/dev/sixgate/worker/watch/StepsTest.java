package dev.sixgate.worker.watch;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sixgate.change.ChangeId;
import dev.sixgate.change.Traceparent;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
    private static final String ID = "01a22fb7-f47a-7569-b182-3309ef81a0cb";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();

    private static Subject askedIn(String traceparent) {
        return new Subject(
                new ChangeId(UUID.fromString(ID)),
                new DomainName("api.example.com"),
                new TargetName("prod"),
                new Traceparent(traceparent));
    }

    private static Subject untraced() {
        return new Subject(
                new ChangeId(UUID.fromString(ID)), new DomainName("api.example.com"), new TargetName("prod"), null);
    }

    private static List<Object> logContext() {
        return Stream.of("change", "domain", "target").map(MDC::get).toList();
    }

    @Test
    void linesAreAboutTheChangeUntilTheStepEnds() {
        List<Object> meanwhile = new Steps(OpenTelemetry.noop()).take("change.apply", untraced(), step -> logContext());

        assertThat(meanwhile).containsExactly(ID, "api.example.com", "prod");
        assertThat(logContext()).containsOnlyNulls();
    }

    @Test
    void aStepThatFailsLeavesNothingBehindAndDoesNotQuoteTheException() {
        assertThatThrownBy(() -> new Steps(telemetry).take("change.apply", untraced(), step -> {
                    throw new IllegalStateException("password=not-to-be-shown");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(logContext()).containsOnlyNulls();
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
        SpanData step = spans.getFinishedSpanItems().get(0);
        assertThat(step.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(step.getAttributes()).containsEntry(Step.OUTCOME, "ERROR");
        assertThat(step.toString()).doesNotContain("not-to-be-shown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "00-00000000000000000000000000000000-0000000000000000-00"})
    void aTraceThatIsNoneIsNotLinked(String traceparent) {
        new Steps(telemetry).take("change.verify", askedIn(traceparent), step -> 1);

        assertThat(spans.getFinishedSpanItems().get(0).getLinks()).isEmpty();
    }

    @Test
    void aRequestWhoseTraceWasNotKeptIsLinkedAllTheSame() {
        String text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

        new Steps(telemetry).take("change.verify", askedIn(text), step -> 1);

        assertThat(spans.getFinishedSpanItems().get(0).getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly("4bf92f3577b34da6a3ce929d0e0e4736");
    }
}
