package dev.sixgate.api;

import dev.sixgate.api.EventPage.EventView;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.tlog.Checkpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pages through the audit trail. The token is a leaf index: a reader that goes on from it misses nothing. */
@ApplicationScoped
class EventPages {
    private final AuditReader reader;
    private final LogReader log;

    EventPages(AuditReader reader, LogReader log) {
        this.reader = reader;
        this.log = log;
    }

    EventPage page(AuditReader.Filter filter, @Nullable Integer pageSize, @Nullable String pageToken) {
        PageToken tokens = PageToken.of(filter);
        int size = Page.size(pageSize);
        long after = tokens.read(pageToken, Long::parseLong).orElse(-1L);
        List<RecordedEvent> events = reader.page(filter, after, size + 1);
        boolean more = events.size() > size;
        List<RecordedEvent> fitting = more ? events.subList(0, size) : events;
        long last = fitting.isEmpty() ? after : fitting.get(fitting.size() - 1).leafIndex();
        return new EventPage(views(fitting), tokens.write(Long.toString(last)), more);
    }

    /** As callers see them: also whether the newest checkpoint covers them. */
    List<EventView> views(List<RecordedEvent> events) {
        Optional<Long> covered = log.checkpoint().map(Checkpoint::of).map(Checkpoint::size);
        return events.stream()
                .map(event -> new EventView(
                        event.leafIndex(),
                        event.recordedAt(),
                        covered.map(size -> event.leafIndex() < size).orElse(null),
                        event.json()))
                .toList();
    }
}
