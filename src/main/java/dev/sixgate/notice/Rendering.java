package dev.sixgate.notice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.seal.SigningKeys;
import dev.sixgate.notice.hook.Webhooks;
import dev.sixgate.notice.letter.Told;
import dev.sixgate.notice.letter.Told.Who;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says what happened from what is on record of it, and of the change up to then: the same whenever it is asked, but for people who were
 * erased meanwhile.
 */
@ApplicationScoped
class Rendering {
    private static final String REQUESTED = "change.requested";
    private static final String UNSIGNED = "unsigned";
    private static final int PAGE = 200;
    /** A change has a few dozen events; of one with more, the state that it is in is left out. */
    private static final int MOST_PAGES = 10;

    private final AuditReader reader;
    private final Webhooks webhooks;
    private final String source;

    Rendering(AuditReader reader, Webhooks webhooks, SigningKeys keys) {
        this.reader = reader;
        this.webhooks = webhooks;
        this.source = "//" + keys.origin().orElse(UNSIGNED);
    }

    /** What is told of an event; empty if the trail has no such event. */
    @Transactional(Transactional.TxType.NEVER)
    Optional<Told> of(UUID event) {
        return reader.byId(event).map(this::told);
    }

    /** Where a change is looked at. */
    String href(String change) {
        return webhooks.publicUrl() + "/changes/" + change;
    }

    String source() {
        return source;
    }

    private Told told(RecordedEvent recorded) {
        JsonNode event = opened(List.of(recorded)).get(0);
        @Nullable String change = text(event, "/changeId");
        List<JsonNode> before = change == null ? List.of() : until(UUID.fromString(change), recorded.leafIndex());
        JsonNode request = before.stream()
                .filter(each -> REQUESTED.equals(text(each, "/action")))
                .findFirst()
                .orElse(event);
        boolean isRequest = REQUESTED.equals(text(event, "/action"));
        @Nullable String said = text(event, "/comment") == null ? text(event, "/reason") : text(event, "/comment");
        return new Told(
                UUID.fromString(String.valueOf(text(event, "/id"))),
                source,
                String.valueOf(text(event, "/action")),
                String.valueOf(text(event, "/outcome")),
                Optional.ofNullable(text(event, "/occurredAt"))
                        .orElse(recorded.recordedAt().toString()),
                change,
                change == null ? null : href(change),
                text(event, "/domain"),
                text(event, "/target"),
                text(request, "/from"),
                text(request, "/to"),
                before.stream()
                        .map(each -> text(each, "/after/status"))
                        .filter(status -> status != null)
                        .reduce((earlier, later) -> later)
                        .orElse(null),
                who(event),
                change == null ? null : who(request),
                change == null ? null : text(request, "/reason"),
                isRequest ? null : said);
    }

    /** A change's events, from its request to this one. */
    private List<JsonNode> until(UUID change, long last) {
        List<RecordedEvent> events = new ArrayList<>();
        long after = -1;
        for (int page = 0; page < MOST_PAGES && after < last; page++) {
            List<RecordedEvent> next = reader.page(Filter.ofChange(change), after, PAGE);
            if (next.isEmpty()) {
                break;
            }
            events.addAll(next);
            after = next.get(next.size() - 1).leafIndex();
        }
        return opened(events.stream().filter(each -> each.leafIndex() <= last).toList());
    }

    private List<JsonNode> opened(List<RecordedEvent> events) {
        return reader.open(events).stream().<JsonNode>map(each -> each.body()).toList();
    }

    private static @Nullable Who who(JsonNode event) {
        @Nullable String subject = text(event, "/actor/subject");
        return subject == null ? null : new Who(subject, text(event, "/actor/name"));
    }

    private static @Nullable String text(JsonNode event, String place) {
        JsonNode found = event.at(place);
        return found.isTextual() ? found.asText() : null;
    }
}
