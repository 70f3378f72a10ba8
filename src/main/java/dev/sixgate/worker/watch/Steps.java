package dev.sixgate.worker.watch;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;

/** Takes steps where they are seen. */
@ApplicationScoped
public class Steps {
    private final Tracer tracer;

    /** A disabled SDK still makes spans, whose ids would be in the log and lead nowhere. */
    @Inject
    Steps(OpenTelemetry telemetry, OTelRuntimeConfig config) {
        this(config.sdkDisabled() ? OpenTelemetry.noop() : telemetry);
    }

    Steps(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("dev.sixgate.worker");
    }

    /**
     * Takes a step. Where it ends with an exception, that is seen and thrown on.
     *
     * @param name as in {@code change.apply}
     */
    public <T> T take(String name, Subject subject, Function<Step, T> work) {
        SpanBuilder begun = tracer.spanBuilder(name)
                .setNoParent()
                .setAttribute(Step.CHANGE, subject.change().toString())
                .setAttribute(Step.DOMAIN, subject.domain().value())
                .setAttribute(Step.TARGET, subject.target().value());
        if (subject.askedIn() != null) {
            begun.addLink(subject.askedIn().span());
        }
        Span span = begun.startSpan();
        Step step = new Step(span, subject);
        try (LogContext told = LogContext.of(subject.change(), subject.domain(), subject.target());
                Scope unused = within(span).with(Step.PRESENT, step).makeCurrent()) {
            return work.apply(step);
        } catch (RuntimeException | Error e) {
            step.fails(e);
            throw e;
        } finally {
            step.end();
        }
    }

    /** A span that is none is left out, or the log has its zeros. */
    private static Context within(Span span) {
        return span.getSpanContext().isValid() ? Context.root().with(span) : Context.root();
    }
}
