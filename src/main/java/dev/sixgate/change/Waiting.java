package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a change waits for before it goes on.
 *
 * @param until when it looks again, where that is known
 */
@Embeddable
public record Waiting(
        @Enumerated(EnumType.STRING) @Column(name = "waiting_kind")
        Kind kind,

        @Column(name = "waiting_until") @Nullable Instant until,
        @Column(name = "waiting_detail") @Nullable String detail) {

    public enum Kind {
        /** An operator's word: it was asked for with {@code hold}. */
        HOLD,
        /** Its own {@code notBefore}. */
        START_TIME,
        /** A change window. */
        WINDOW,
        /** The end of a freeze. */
        FREEZE,
        /** The account's turn in AWS's quota of UpdateDomainName. */
        QUOTA,
        /** Its wave in a rollout. */
        WAVE,
        /** Another update of the domain that AWS is still busy with. */
        DOMAIN_BUSY,
        /** AWS, which cannot be reached or has not finished. */
        AWS
    }
}
