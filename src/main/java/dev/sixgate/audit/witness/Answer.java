package dev.sixgate.audit.witness;

import dev.sixgate.audit.tlog.SignedNote;

/** What a witness said of a checkpoint. */
sealed interface Answer {

    /** It has signed it; the signature was checked. */
    record Cosigned(SignedNote.Line line) implements Answer {}

    /** It was not asked from the size that it stands at, which is this one. */
    record StandsAt(long size) implements Answer {}

    /** The log that it was shown is not the one that it knows: the proof or the root does not fit. */
    record Contradicted() implements Answer {}

    /**
     * Nothing that counts: no answer, one that cannot be meant, or a cosignature that is wrong.
     *
     * @param why for whoever operates this service; the same as long as the reason is
     */
    record Nothing(String why) implements Answer {}
}
