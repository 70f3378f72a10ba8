package dev.sixgate.audit.fold;

import java.util.Optional;

/** How much is written singly before it is counted. */
public interface Tolerance {

    /** How many sources and kinds are told apart; what comes from more is counted, by kind, as {@link Source#MANY}. */
    int most();

    /** What one source may have written of a kind. */
    Allowance each(String kind);

    /** What all sources may have written together, beside what each may; empty where each alone counts. */
    default Optional<Allowance> together() {
        return Optional.empty();
    }
}
