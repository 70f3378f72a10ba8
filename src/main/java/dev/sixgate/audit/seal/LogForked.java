package dev.sixgate.audit.seal;

/** The log is not the one that is known: it lacks events, or they are others. */
final class LogForked extends Exception {
    private static final long serialVersionUID = 1L;

    private final String because;

    LogForked(String because) {
        super(because);
        this.because = because;
    }

    /** In a sentence or two, for people. */
    String because() {
        return because;
    }
}
