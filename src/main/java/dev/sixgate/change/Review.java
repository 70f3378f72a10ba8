package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said of a change, once and for all. An approval is not stored: it is what the reviews on the present
 * digest amount to.
 *
 * @param planDigest the digest of the plan that the reviewer saw
 */
@Embeddable
public record Review(
        @Column(name = "reviewer") String reviewer,
        @Column(name = "reviewer_name") String reviewerName,

        @Enumerated(EnumType.STRING) @Column(name = "decision")
        Decision decision,

        @Column(name = "comment") @Nullable String comment,
        @Column(name = "plan_digest") String planDigest,
        @Column(name = "reviewed_at") Instant reviewedAt) {

    public enum Decision {
        APPROVE,
        REJECT,
        COMMENT,
        WITHDRAW
    }
}
