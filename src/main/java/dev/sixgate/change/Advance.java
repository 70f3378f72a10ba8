package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the approval that was given for a revert together with the change that it takes back: either it counts,
 * or it is said why it does not.
 *
 * @param until until when (exclusive) the revert could be asked for; null where the approval does not count
 * @param refused why it does not count, in one sentence
 */
@Embeddable
public record Advance(
        @Column(name = "advance_until") @Nullable Instant until,
        @Column(name = "advance_refused") @Nullable String refused) {

    /** The approval counts. */
    public static Advance counting(Instant until) {
        return new Advance(until, null);
    }

    /** The approval does not count, and the revert needs one of its own. */
    public static Advance refused(String why) {
        return new Advance(null, why);
    }

    public boolean counts() {
        return until != null;
    }

    void addTo(Map<String, Object> facts) {
        if (until != null) {
            facts.put("approvedInAdvanceUntil", until.toString());
        }
        if (refused != null) {
            facts.put("notApprovedInAdvance", refused);
        }
    }
}
