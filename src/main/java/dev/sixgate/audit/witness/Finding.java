package dev.sixgate.audit.witness;

/**
 * What a witness's refusal means for the log.
 *
 * @param witnessSize how large the log is that the witness knows
 * @param size of the checkpoint that it refused
 */
record Finding(Witness witness, Kind kind, long witnessSize, long size) {

    /** Of which kind. */
    enum Kind {
        /** The witness has cosigned more of the log than there is: its end was lost, or removed. */
        ROLLED_BACK("has cosigned a larger log: the end of this one was lost or removed"),
        /** What the witness has cosigned is not the beginning of the log: it was rewritten, or there are two. */
        FORKED("has cosigned another log than this one: it was rewritten, or there are two of it");

        private final String inWords;

        Kind(String inWords) {
            this.inWords = inWords;
        }
    }

    /** For whoever operates the service. */
    String inWords() {
        return kind + ": witness " + witness.key().name() + " " + kind.inWords + " (it knows " + witnessSize
                + " events, the checkpoint has " + size + ")";
    }
}
