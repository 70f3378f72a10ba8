package dev.sixgate.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Until when the bodies of events were removed, as the log itself says. What is gone otherwise was not removed so. */
@ApplicationScoped
public class Retention {
    private static final String REMOVED = "audit.bodies-removed";

    private final LastEvent last;

    Retention(LastEvent last) {
        this.last = last;
    }

    /**
     * The moment before which there are no bodies any more; of a log that has all, or says it in a way that cannot be read, the
     * earliest that there is: what is missing then counts as taken away.
     */
    public Instant removedBefore() {
        JsonNode event = last.of(List.of(REMOVED));
        if (event.isMissingNode()) {
            return Instant.MIN;
        }
        try {
            return Instant.parse(event.path("recordedBefore").asText());
        } catch (DateTimeException e) {
            Log.errorf("the newest %s of the log cannot be read: %s", REMOVED, e.getMessage());
            return Instant.MIN;
        }
    }
}
