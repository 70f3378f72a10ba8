package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said of a change, once and for all. An approval is not stored: it is what the reviews on the present
 * digest amount to.
 *
 * @param planDigest the digest of the plan that the reviewer saw
 * @param ticked the items of that plan's checklist that the reviewer ticked; null where none
 */
@Embeddable
public record Review(
        @Column(name = "reviewer") String reviewer,
        @Column(name = "reviewer_name") String reviewerName,

        @Enumerated(EnumType.STRING) @Column(name = "decision")
        Decision decision,

        @Column(name = "comment") @Nullable String comment,
        @Column(name = "plan_digest") String planDigest,
        @Column(name = "reviewed_at") Instant reviewedAt,

        @Convert(converter = Columns.Items.class) @Column(name = "checked") @Nullable
        List<String> ticked) {

    /** The items of the checklist that the reviewer ticked, in the plan's order. */
    public List<String> checked() {
        return ticked == null ? List.of() : List.copyOf(ticked);
    }

    public enum Decision {
        APPROVE,
        REJECT,
        COMMENT,
        WITHDRAW
    }
}
