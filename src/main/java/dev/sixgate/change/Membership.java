package dev.sixgate.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.UUID;

/**
 * A change's place in the rollout that it is part of. It never changes: a rollout's domains are chosen once.
 *
 * @param rollout its id
 * @param wave the one that the change runs with; 1 for the first
 * @param size how many changes were asked for together
 */
@Embeddable
public record Membership(
        @Column(name = "rollout_id") UUID rollout,
        @Column(name = "rollout_wave") int wave,
        @Column(name = "rollout_size") int size) {

    /** @throws IllegalArgumentException unless there is such a wave, of at least one change */
    public Membership {
        if (wave < 1 || size < 1) {
            throw new IllegalArgumentException("no wave " + wave + " of " + size + " changes");
        }
    }
}
