package dev.sixgate.rollout;

import dev.sixgate.audit.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a rollout stands still.
 *
 * @param by who paused it; null where it stopped by itself, because too many changes failed
 */
@Embeddable
public record Pause(
        @Column(name = "pause_by") @Nullable String by,
        @Column(name = "pause_by_name") @Nullable String byName,
        @Column(name = "pause_because") String because,
        @Column(name = "paused_at") Instant at) {

    static Pause by(Actor actor, String because, Instant now) {
        return new Pause(actor.subject(), actor.name(), because, now);
    }

    static Pause byItself(String because, Instant now) {
        return new Pause(null, null, because, now);
    }
}
