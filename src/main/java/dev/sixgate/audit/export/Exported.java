package dev.sixgate.audit.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.RecordedEvent.State;
import dev.sixgate.audit.personal.PersonalData.Opened;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** An event as it was recorded, and as people read it. */
record Exported(RecordedEvent recorded, Opened opened) {
    /** Of RFC 3339. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    long leafIndex() {
        return recorded.leafIndex();
    }

    Instant recordedAt() {
        return recorded.recordedAt();
    }

    boolean isGone() {
        return !recorded.isThere();
    }

    String whyGone() {
        return recorded.state() == State.REMOVED ? "bodyRemoved" : "bodyMissing";
    }

    /** In base64. */
    String leafHash() {
        return recorded.leafHash().toString();
    }

    /** When it happened, as it says itself; when it was recorded, where it does not, or says what no calendar has. */
    Instant occurredAt() {
        try {
            Instant said = Instant.parse(opened.body().path("occurredAt").asText());
            return said.isBefore(Instant.EPOCH) || said.isAfter(LATEST) ? recorded.recordedAt() : said;
        } catch (DateTimeParseException e) {
            return recorded.recordedAt();
        }
    }

    /** The exact bytes that are hashed, as text; where they are gone, what the event is found by. */
    String json() {
        return recorded.json();
    }

    /** With what it says of people opened. */
    JsonNode body() {
        return opened.body();
    }

    /** What was opened; empty where there was nothing, or the person was erased. */
    Optional<Disclosed> disclosed() {
        return opened.key() == null ? Optional.empty() : Optional.of(Disclosed.of(opened));
    }
}
