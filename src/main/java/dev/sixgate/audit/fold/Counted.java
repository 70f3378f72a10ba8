package dev.sixgate.audit.fold;

import dev.sixgate.Refusal;
import java.time.Instant;

/** Whoever counts events that have to be written now and then. */
public interface Counted {

    /**
     * Writes what has been counted since that moment or earlier.
     *
     * @throws Refusal {@code not-ready} if it cannot be written: it stays counted
     */
    void write(Instant begunBy);

    /** How many events are counted, and not written. */
    long counted();
}
