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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what happened from what is on record of it, and of the change up to then: the same whenever it is asked, but for people who were
 * erased meanwhile.
 */
@ApplicationScoped
class Rendering {
    private static final Set<String> REQUESTED = Set.of("change.requested", "rollout.requested");
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

    private String href(boolean ofRollout, String id) {
        return webhooks.publicUrl() + (ofRollout ? "/rollouts/" : "/changes/") + id;
    }

    private static boolean isRequest(JsonNode event) {
        return REQUESTED.contains(String.valueOf(text(event, "/action")));
    }

    String source() {
        return source;
    }

    private Told told(RecordedEvent recorded) {
        JsonNode event = opened(List.of(recorded)).get(0);
        @Nullable String change = text(event, "/changeId");
        List<JsonNode> before = change == null ? List.of() : until(UUID.fromString(change), recorded.leafIndex());
        JsonNode request =
                before.stream().filter(each -> isRequest(each)).findFirst().orElse(event);
        boolean isRequest = isRequest(event);
        boolean ofRollout = String.valueOf(text(event, "/action")).startsWith("rollout.");
        @Nullable
        String said = Stream.of("/comment", "/reason", "/because")
                .map(place -> text(event, place))
                .filter(text -> text != null)
                .findFirst()
                .orElse(null);
        return new Told(
                UUID.fromString(String.valueOf(text(event, "/id"))),
                source,
                String.valueOf(text(event, "/action")),
                String.valueOf(text(event, "/outcome")),
                Optional.ofNullable(text(event, "/occurredAt"))
                        .orElse(recorded.recordedAt().toString()),
                ofRollout ? null : change,
                ofRollout ? change : null,
                change == null ? null : href(ofRollout, change),
                text(event, "/domain"),
                ofRollout && request.path("changes").isInt()
                        ? request.path("changes").asInt()
                        : null,
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
