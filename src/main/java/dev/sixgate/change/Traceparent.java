package dev.sixgate.change;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, in words that can be stored: of whoever asks for a change, so that the work on it is found from there.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">Trace Context: traceparent</a>
 */
public record Traceparent(String text) {
    private static final String NAME = "traceparent";

    private static final TextMapGetter<Traceparent> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Traceparent stored) {
            return List.of(NAME);
        }

        @Override
        public @Nullable String get(@Nullable Traceparent stored, String key) {
            return stored != null && key.equals(NAME) ? stored.text() : null;
        }
    };

    /** Where we are; empty where nobody traces. */
    public static Optional<Traceparent> here() {
        Map<String, String> written = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(Context.current(), written, (into, key, value) -> written.put(key, value));
        return Optional.ofNullable(written.get(NAME)).map(Traceparent::new);
    }

    /** The span that it names, which may be another process's. */
    public SpanContext span() {
        return Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), this, GETTER))
                .getSpanContext();
    }
}
