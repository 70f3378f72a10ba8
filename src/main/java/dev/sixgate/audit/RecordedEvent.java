package dev.sixgate.audit;

import dev.sixgate.audit.tlog.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An event as it stands in the log.
 *
 * @param leafIndex its place, from 0, without gaps
 * @param body the exact bytes that are hashed: canonical JSON (RFC 8785); where they are gone, what the event is found by
 * @param state whether they are there
 * @param leafHash of the leaf, as it was numbered
 * @param foundBy what it is found by
 */
public record RecordedEvent(
        long leafIndex, Instant recordedAt, byte[] body, State state, Hash leafHash, Indexed foundBy) {

    /** What has become of an event's body. */
    public enum State {
        THERE,
        /** Its time is over, and the log says so. */
        REMOVED,
        /** Somebody took it away. */
        MISSING
    }

    public boolean isThere() {
        return state == State.THERE;
    }

    /** The body as JSON text, with what is sealed of it. */
    public String json() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
