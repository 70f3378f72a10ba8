package dev.sixgate.notice.letter;

import dev.sixgate.notice.letter.Told.Who;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0, structured, in JSON.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON event format</a>
 */
final class CloudEvent {
    static final String TYPE = "dev.sixgate.";

    private CloudEvent() {}

    static Letter of(Told told) {
        Map<String, Object> data = new TreeMap<>();
        data.put("outcome", told.outcome());
        put(data, "change", told.change());
        put(data, "rollout", told.rollout());
        put(data, "domains", told.domains());
        put(data, "href", told.href());
        put(data, "domain", told.domain());
        put(data, "target", told.target());
        put(data, "from", told.from());
        put(data, "to", told.to());
        put(data, "status", told.status());
        put(data, "by", who(told.by()));
        put(data, "requestedBy", who(told.requestedBy()));
        put(data, "reason", told.reason());
        put(data, "comment", told.comment());
        Map<String, Object> event = new TreeMap<>();
        event.put("specversion", "1.0");
        event.put("id", told.event().toString());
        event.put("source", told.source());
        event.put("type", TYPE + told.action());
        event.put("time", told.time());
        event.put("datacontenttype", "application/json");
        event.put("data", data);
        put(event, "subject", told.domain());
        return Letter.of("application/cloudevents+json; charset=utf-8", event);
    }

    private static @Nullable Object who(@Nullable Who who) {
        if (who == null) {
            return null;
        }
        Map<String, Object> said = new TreeMap<>(Map.of("subject", who.subject()));
        put(said, "name", who.name());
        return said;
    }

    private static void put(Map<String, Object> map, String member, @Nullable Object value) {
        if (value != null) {
            map.put(member, value);
        }
    }
}
