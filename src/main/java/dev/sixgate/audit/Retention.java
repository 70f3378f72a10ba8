package dev.sixgate.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Which bodies of events were removed, as the log itself says. What is gone otherwise was not removed so. */
@ApplicationScoped
public class Retention {
    private static final String REMOVED = "audit.bodies-removed";

    private final LastEvent last;

    Retention(LastEvent last) {
        this.last = last;
    }

    /**
     * What was removed.
     *
     * @param before the moment before which there are no bodies any more, but of {@link #KEPT}; the earliest that there is, of a
     *     log that has all
     * @param keptBefore the moment before which there are none of these either: they went before they were kept
     * @param lastLeaf the last leaf of them: times stand beside what was signed, and can be rewritten
     */
    public record Removed(Instant before, Instant keptBefore, long lastLeaf) {
        /** What tells which keys signed the log, and which bodies were removed; {@code audit_remove_bodies} has the same. */
        static final Set<String> KEPT =
                Set.of("audit.key-added", "audit.key-retired", "audit.epoch-opened", "audit.bodies-removed");

        private static final Removed NOTHING = new Removed(Instant.MIN, Instant.MIN, -1);

        /** Whether an event's body may be gone; one of which it may not was taken away. */
        public boolean covers(long leaf, Instant recordedAt, String action) {
            return leaf <= lastLeaf && recordedAt.isBefore(KEPT.contains(action) ? keptBefore : before);
        }
    }

    /** As the newest removal says; nothing, where it says it in a way that cannot be read: what is missing then counts as taken away. */
    public Removed removed() {
        JsonNode event = last.of(List.of(REMOVED));
        if (event.isMissingNode()) {
            return Removed.NOTHING;
        }
        try {
            Instant before = Instant.parse(event.path("recordedBefore").asText());
            return new Removed(
                    before,
                    event.has("kept") ? keptBefore(event) : before,
                    event.path("lastLeaf").asLong(-1));
        } catch (DateTimeException e) {
            Log.errorf("the newest %s of the log cannot be read: %s", REMOVED, e.getMessage());
            return Removed.NOTHING;
        }
    }

    private static Instant keptBefore(JsonNode event) {
        return event.has("keptRecordedBefore")
                ? Instant.parse(event.path("keptRecordedBefore").asText())
                : Instant.MIN;
    }
}
