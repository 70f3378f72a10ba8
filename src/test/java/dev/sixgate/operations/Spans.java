package dev.sixgate.operations;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The spans that ended. */
@Singleton
class Spans {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InMemorySpanExporter ended = InMemorySpanExporter.create();

    @Produces
    @Singleton
    InMemorySpanExporter exporter() {
        return ended;
    }

    void forget() {
        ended.reset();
    }

    List<SpanData> ended() {
        return ended.getFinishedSpanItems();
    }

    List<SpanData> named(String name) {
        return ended().stream().filter(span -> span.getName().equals(name)).toList();
    }

    /** The only one of that name. A request's ends after whoever asked has the answer. */
    SpanData one(String name) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (named(name).isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.onSpinWait();
        }
        List<SpanData> found = named(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans of the name " + name + " among "
                    + ended().stream().map(SpanData::getName).toList());
        }
        return found.get(0);
    }

    List<SpanData> within(SpanData parent) {
        return ended().stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .toList();
    }
}
