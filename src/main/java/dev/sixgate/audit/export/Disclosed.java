package dev.sixgate.audit.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.audit.personal.PersonalData.Opened;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * What an event has sealed, and the key that shows that it has: the key opens this event only.
 *
 * @param key in base64
 * @param values by JSON Pointer
 */
public record Disclosed(String key, Map<String, String> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws NullPointerException for an event that has nothing sealed, or whose person was erased */
    public static Disclosed of(Opened event) {
        return new Disclosed(Objects.requireNonNull(event.key()), event.values());
    }

    /** As it is written beside the event. */
    public byte[] json() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts are JSON", e);
        }
    }
}
