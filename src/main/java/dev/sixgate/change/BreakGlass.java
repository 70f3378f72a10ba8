package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * That a change was let through without its approvals because of an incident, and the review that is owed for it. Whoever
 * asked for the change broke the glass. The debt stands whatever becomes of the change.
 *
 * @param incident the incident's number
 * @param inForce whether it still stands in for the approvals; it never does again once it has ceased to
 * @param dueAt until when somebody else has to review it, exclusive
 * @param overdueAt when it was put on record that nobody had
 */
@Embeddable
public record BreakGlass(
        @Column(name = "emergency_incident") String incident,
        @Column(name = "emergency_in_force") boolean inForce,
        @Column(name = "retrospective_due_at") Instant dueAt,
        @Column(name = "retrospective_overdue_at") @Nullable Instant overdueAt) {
    /** The time for the review, and the longest that an emergency lasts. */
    public static final Duration REVIEW_WITHIN = Duration.ofHours(24);

    static BreakGlass of(String incident, Instant now) {
        return new BreakGlass(incident, true, now.plus(REVIEW_WITHIN), null);
    }

    BreakGlass outOfForce() {
        return new BreakGlass(incident, false, dueAt, overdueAt);
    }

    BreakGlass overdueSince(Instant noted) {
        return new BreakGlass(incident, inForce, dueAt, noted);
    }

    /** Whether the time for its review is over. */
    public boolean isOverdue(Instant now) {
        return !now.isBefore(dueAt);
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("incident", incident);
        facts.put("inForce", inForce);
        facts.put("reviewDueAt", dueAt.toString());
        if (overdueAt != null) {
            facts.put("overdueAt", overdueAt.toString());
        }
        return facts;
    }
}
