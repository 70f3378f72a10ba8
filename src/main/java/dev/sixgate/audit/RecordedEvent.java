package dev.sixgate.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An event as it stands in the log.
 *
 * @param leafIndex its place, from 0, without gaps
 * @param body the exact bytes that are hashed: canonical JSON (RFC 8785); of a removed one, what it is found by
 * @param removed its body is gone, since its time is over
 * @param foundBy what it is found by
 */
public record RecordedEvent(long leafIndex, Instant recordedAt, byte[] body, boolean removed, Indexed foundBy) {

    /** The body as JSON text, with what is sealed of it. */
    public String json() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
