package dev.sixgate.api;

import dev.sixgate.api.EventPage.EventView;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.RecordedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages through the audit trail. The token is a leaf index: a reader that goes on from it misses nothing. */
@ApplicationScoped
class EventPages {
    private final AuditReader reader;

    EventPages(AuditReader reader) {
        this.reader = reader;
    }

    EventPage page(AuditReader.Filter filter, @Nullable Integer pageSize, @Nullable String pageToken) {
        PageToken tokens = PageToken.of(filter);
        int size = Page.size(pageSize);
        long after = tokens.read(pageToken, Long::parseLong).orElse(-1L);
        List<RecordedEvent> events = reader.page(filter, after, size + 1);
        boolean more = events.size() > size;
        List<RecordedEvent> fitting = more ? events.subList(0, size) : events;
        long last = fitting.isEmpty() ? after : fitting.get(fitting.size() - 1).leafIndex();
        return new EventPage(fitting.stream().map(EventPages::view).toList(), tokens.write(Long.toString(last)), more);
    }

    static EventView view(RecordedEvent event) {
        return new EventView(event.leafIndex(), event.recordedAt(), event.json());
    }
}
