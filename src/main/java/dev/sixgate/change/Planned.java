package dev.sixgate.change;

import dev.sixgate.policy.Verdict;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The plan that is up for approval and the policies that were in force when it was made; replaced as a whole when a stale
 * change is planned anew.
 *
 * @param verdict what the policies said then; what they say later may only add to it
 * @param policyDigest of the policy file's bytes
 * @param expiresAt the end of the time to decide
 * @param approvalHoldsFor seconds that an approval lasts from the moment it is complete
 */
@Embeddable
public record Planned(
        @Convert(converter = Columns.Plans.class) @Column(name = "plan")
        Plan plan,

        @Column(name = "plan_digest") String digest,
        @Column(name = "fingerprint") String fingerprint,

        @Convert(converter = Columns.Verdicts.class) @Column(name = "verdict")
        Verdict verdict,

        @Column(name = "policy_digest") String policyDigest,
        @Column(name = "expires_at") Instant expiresAt,
        @Column(name = "approval_holds_for") long approvalHoldsFor) {

    /** Pins a plan and the verdict on it. */
    public static Planned of(Plan plan, Verdict verdict, String policyDigest, Instant now) {
        return new Planned(
                plan,
                plan.digest(),
                plan.fingerprint().value(),
                verdict,
                policyDigest,
                now.plus(verdict.expiresAfter()),
                verdict.approvalHoldsFor().toSeconds());
    }

    Planned withTags(Map<String, String> now) {
        return new Planned(plan.withTags(now), digest, fingerprint, verdict, policyDigest, expiresAt, approvalHoldsFor);
    }

    Instant approvalExpiresAt(Instant approvedAt) {
        return approvedAt.plus(Duration.ofSeconds(approvalHoldsFor));
    }
}
