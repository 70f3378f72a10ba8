package dev.sixgate.change;

import java.util.Map;

/**
 * An approval that fills no place now.
 *
 * @param because why not, in a sentence
 */
public record NotCounted(String subject, String name, Why why, String because) {

    /** Why an approval does not count. */
    public enum Why {
        /** They had a hand in the change: asked for it, or planned it anew. */
        CONTRIBUTOR,
        /** They approved another plan. */
        OTHER_PLAN,
        /** A service account. */
        SERVICE_ACCOUNT,
        /** An operator said that they have left. */
        LEFT,
        /** They were not seen for too long. */
        NOT_SEEN,
        /** They are no approver any more. */
        NO_ROLE,
        /** The delegation in whose right they approved has ended. */
        DELEGATION_ENDED,
        /** The delegation stands, but its giver's right is none here, or is used already. */
        DELEGATION_VOID,
        /** They are in none of the groups that are asked. */
        NO_GROUP,
        /** Others fill every place that they could. */
        NOT_NEEDED
    }

    /** What an event says of it: neither a name nor words, which nobody could erase there. */
    public Map<String, String> onRecord() {
        return Map.of("subject", subject, "why", why.name());
    }
}
