package dev.sixgate.rollout;

import dev.sixgate.change.Columns;
import dev.sixgate.change.Review.Decision;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said of all of a rollout at once. What counts is what it meant for each change, which stands there.
 *
 * @param digest that of the rollout as the reviewer saw it
 * @param changes to how many of its changes it applied
 * @param without the domains that the reviewer took out; null where none
 */
@Embeddable
public record RolloutReview(
        @Column(name = "reviewer") String reviewer,
        @Column(name = "reviewer_name") String reviewerName,

        @Enumerated(EnumType.STRING) @Column(name = "decision")
        Decision decision,

        @Column(name = "comment") @Nullable String comment,
        @Column(name = "digest") String digest,
        @Column(name = "changes") int changes,

        @Convert(converter = Columns.Items.class) @Column(name = "taken_out") @Nullable
        List<String> without,

        @Column(name = "reviewed_at") Instant reviewedAt) {

    /** The domains that the reviewer took out, by {@code domain@target}. */
    public List<String> takenOut() {
        return without == null ? List.of() : List.copyOf(without);
    }
}
