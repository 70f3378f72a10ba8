package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's word that an applied change may stay; without it the change is reverted.
 *
 * @param by the end of the time to confirm (exclusive)
 * @param confirmedBy who confirmed it, where somebody did
 */
@Embeddable
public record Confirmation(
        @Column(name = "confirm_by") Instant by,

        @Enumerated(EnumType.STRING) @Column(name = "confirmation")
        State state,

        @Column(name = "confirmed_by") @Nullable String confirmedBy,
        @Column(name = "confirmed_by_name") @Nullable String confirmedByName,
        @Column(name = "confirmed_at") @Nullable Instant confirmedAt) {

    /** Who asks for the revert of a change that nobody confirmed. */
    public static final Actor ASKING = Actor.system("confirmation");

    /** How far it has come. */
    public enum State {
        /** Nobody has confirmed yet. */
        AWAITED("it is to be confirmed"),
        /** The change stays. */
        CONFIRMED("it has been confirmed already"),
        /** Nobody confirmed in time. */
        MISSED("nobody confirmed it in time"),
        /** A later change of the domain, its revert for instance, was applied before. */
        OVERTAKEN("a later change of the domain was applied");

        private final String meaning;

        State(String meaning) {
            this.meaning = meaning;
        }

        /** One line for people. */
        public String meaning() {
            return meaning;
        }
    }

    static @Nullable Confirmation awaited(Promise promise, Instant now) {
        return promise.confirmWithin() == null
                ? null
                : new Confirmation(now.plus(promise.confirmWithin()), State.AWAITED, null, null, null);
    }

    Confirmation confirmed(Actor actor, Instant now) {
        return new Confirmation(by, State.CONFIRMED, actor.subject(), actor.name(), now);
    }

    Confirmation ended(State as) {
        return new Confirmation(by, as, null, null, null);
    }

    public boolean isAwaited() {
        return state == State.AWAITED;
    }

    /** Whether the time to confirm is over. */
    public boolean isOverdue(Instant now) {
        return !now.isBefore(by);
    }

    void addTo(Map<String, Object> facts) {
        facts.put("confirmBy", by.toString());
        facts.put("confirmation", state);
        if (confirmedBy != null && confirmedByName != null && confirmedAt != null) {
            facts.put("confirmedBy", confirmedBy);
            facts.put("confirmedByName", confirmedByName);
            facts.put("confirmedAt", confirmedAt.toString());
        }
    }
}
