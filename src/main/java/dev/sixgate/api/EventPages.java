package dev.sixgate.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sixgate.api.EventPage.EventView;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.tlog.Checkpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Pages through the audit trail. The token is a leaf index: a reader that goes on from it misses nothing. */
@ApplicationScoped
class EventPages {
    private static final List<String> ORIGIN = List.of("ip", "userAgent");
    private static final List<String> ORIGIN_AT_AWS = List.of("sourceIp", "userAgent");

    private final AuditReader reader;
    private final LogReader log;

    EventPages(AuditReader reader, LogReader log) {
        this.reader = reader;
        this.log = log;
    }

    /** For auditors: each event as it was recorded. */
    EventPage page(AuditReader.Filter filter, @Nullable Integer pageSize, @Nullable String pageToken) {
        return page(filter, pageSize, pageToken, EventPages::whole);
    }

    /** For everybody: without where people's requests came from, which is nobody's business but the auditors'. */
    EventPage history(AuditReader.Filter filter, @Nullable Integer pageSize, @Nullable String pageToken) {
        return page(filter, pageSize, pageToken, EventPages::withoutOrigin);
    }

    /** The next events after a leaf index, -1 for the first, as everybody may see them. */
    List<EventView> after(AuditReader.Filter filter, long leaf) {
        return views(reader.page(filter, leaf, Page.MAX_SIZE), EventPages::withoutOrigin);
    }

    /** The same of all events of these changes, or rollouts. */
    List<EventView> after(Collection<UUID> changes, long leaf) {
        return views(reader.page(changes, leaf, Page.MAX_SIZE), EventPages::withoutOrigin);
    }

    /** A page of the events of these changes, or rollouts, for everybody. */
    EventPage history(Collection<UUID> changes, @Nullable Integer pageSize, @Nullable String pageToken) {
        return page(
                PageToken.of(changes.iterator().next().toString()),
                (after, limit) -> reader.page(changes, after, limit),
                pageSize,
                pageToken,
                EventPages::withoutOrigin);
    }

    private EventPage page(
            AuditReader.Filter filter,
            @Nullable Integer pageSize,
            @Nullable String pageToken,
            Function<Opened, String> shown) {
        return page(
                PageToken.of(filter), (after, limit) -> reader.page(filter, after, limit), pageSize, pageToken, shown);
    }

    /** Reads so many events after a leaf index. */
    private interface Rows {
        List<RecordedEvent> read(long after, int limit);
    }

    private EventPage page(
            PageToken tokens,
            Rows rows,
            @Nullable Integer pageSize,
            @Nullable String pageToken,
            Function<Opened, String> shown) {
        int size = Page.size(pageSize);
        long after = tokens.read(pageToken, Long::parseLong).orElse(-1L);
        List<RecordedEvent> events = rows.read(after, size + 1);
        boolean more = events.size() > size;
        List<RecordedEvent> fitting = more ? events.subList(0, size) : events;
        long last = fitting.isEmpty() ? after : fitting.get(fitting.size() - 1).leafIndex();
        return new EventPage(views(fitting, shown), tokens.write(Long.toString(last)), more);
    }

    /** As callers see them: also whether the newest checkpoint covers them. */
    List<EventView> views(List<RecordedEvent> events) {
        return views(events, EventPages::whole);
    }

    private List<EventView> views(List<RecordedEvent> events, Function<Opened, String> shown) {
        Optional<Long> covered = log.checkpoint().map(Checkpoint::of).map(Checkpoint::size);
        List<Opened> opened = reader.open(events);
        return IntStream.range(0, events.size())
                .mapToObj(i -> new EventView(
                        events.get(i).leafIndex(),
                        events.get(i).recordedAt(),
                        covered.map(size -> events.get(i).leafIndex() < size).orElse(null),
                        shown.apply(opened.get(i))))
                .toList();
    }

    private static String whole(Opened event) {
        return event.body().toString();
    }

    private static Stream<JsonNode> records(Opened event) {
        return StreamSupport.stream(event.body().path("candidates").spliterator(), false);
    }

    private static String withoutOrigin(Opened event) {
        if (event.body().path("actor") instanceof ObjectNode actor) {
            actor.remove(ORIGIN);
        }
        Stream.concat(Stream.of(event.body().path("trail")), records(event))
                .filter(ObjectNode.class::isInstance)
                .forEach(record -> ((ObjectNode) record).remove(ORIGIN_AT_AWS));
        return whole(event);
    }
}
