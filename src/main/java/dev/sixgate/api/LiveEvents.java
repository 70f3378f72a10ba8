package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.EventPage.EventView;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the events of a change, or of a rollout, while they happen, holding no thread meanwhile. What is told is read from the log, so that any
 * replica tells the same, in the same places, and a reader who comes again goes on where it was.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, Server-sent events</a>
 */
@ApplicationScoped
class LiveEvents {
    private final LiveConfig config;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    LiveEvents(LiveConfig config) {
        this.config = config;
    }

    /** What is told: of a change, or of a rollout. */
    interface Story {
        /** The state in which it has ended; with that, everything that led there is in the log. */
        Optional<String> ended();

        /** The next events after a leaf index. */
        List<EventView> after(long leaf);
    }

    /** What a look at the log brought; nothing follows the last one. */
    private record Look(List<OutboundSseEvent> told, boolean last) {}

    /**
     * The events after a leaf index, -1 for all of them, until its story has ended; then one named {@code end}.
     *
     * @throws Refusal {@code too-many-requests} where the caller has as many streams open as one may
     */
    Multi<OutboundSseEvent> of(Story story, long after, String caller, Sse sse) {
        admit(caller);
        Reading reading = new Reading(story, after, sse);
        return Multi.createBy()
                .repeating()
                .uni(() ->
                        Uni.createFrom().item(reading::look).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .withDelay(config.poll())
                .whilst(look -> !look.last())
                .onItem()
                .transformToIterable(Look::told)
                .onTermination()
                .invoke(() -> open.computeIfPresent(caller, (who, count) -> count == 1 ? null : count - 1));
    }

    private void admit(String caller) {
        int most = config.streamsPerCaller();
        open.compute(caller, (who, count) -> {
            if (count != null && count >= most) {
                throw new Refusal(
                        Reason.TOO_MANY_REQUESTS,
                        "You have " + most + " streams open here already; close one of them.");
            }
            return count == null ? 1 : count + 1;
        });
    }

    /** One reader's place in the log. */
    private final class Reading {
        private final Story story;
        private final Sse sse;
        private long leaf;
        private Duration silence;
        private Duration age = Duration.ZERO;

        Reading(Story story, long leaf, Sse sse) {
            this.story = story;
            this.leaf = leaf;
            this.sse = sse;
            // A first word at once: whoever waits sees that somebody listens.
            this.silence = config.heartbeat();
        }

        /** The state first: with an ended one everything that led there is in the log by now. */
        Look look() {
            Optional<String> ended = QuarkusTransaction.requiringNew().call(story::ended);
            List<EventView> found = story.after(leaf);
            List<OutboundSseEvent> told = new ArrayList<>();
            found.forEach(event -> told.add(told(event)));
            if (found.isEmpty() && silence.compareTo(config.heartbeat()) >= 0) {
                told.add(sse.newEventBuilder().comment("here").build());
            }
            silence = told.isEmpty() ? silence.plus(config.poll()) : Duration.ZERO;
            age = age.plus(config.poll());
            if (found.isEmpty() && ended.isPresent()) {
                told.add(sse.newEventBuilder()
                        .name("end")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(Map.of("status", ended.get()))
                        .build());
                return new Look(told, true);
            }
            return new Look(told, age.compareTo(config.longest()) > 0);
        }

        private OutboundSseEvent told(EventView event) {
            leaf = event.leafIndex();
            return sse.newEventBuilder()
                    .id(Long.toString(leaf))
                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                    .data(event)
                    .build();
        }
    }
}
