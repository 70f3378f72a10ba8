package dev.sixgate.change;

import dev.sixgate.domainname.Fingerprint;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an applied change left behind.
 *
 * @param fingerprint of the domain, as the read after the change verified it
 * @param revertApprovedUntil until when (exclusive) the change's approval covers its revert too; null where it does not
 */
@Embeddable
public record Left(
        @Column(name = "fingerprint_left") String fingerprint,
        @Column(name = "revert_approved_until") @Nullable Instant revertApprovedUntil) {

    static Left of(Fingerprint fingerprint, Promise promise, Instant now) {
        return new Left(
                fingerprint.value(),
                promise.revertApprovedFor() == null ? null : now.plus(promise.revertApprovedFor()));
    }

    /** Whether a revert that is asked for now is approved already. */
    public boolean coversRevert(Instant now) {
        return revertApprovedUntil != null && now.isBefore(revertApprovedUntil);
    }

    void addTo(Map<String, Object> facts) {
        facts.put("fingerprintLeft", fingerprint);
        if (revertApprovedUntil != null) {
            facts.put("revertApprovedUntil", revertApprovedUntil.toString());
        }
    }
}
