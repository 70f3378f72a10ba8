package dev.sixgate.sandbox;

/** The service does not start, because it could not do so safely: says what is wrong and what to write. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param wrong what is wrong, a sentence
     * @param remedy what to do about it, a sentence that names the key to write
     */
    public StartRefused(String wrong, String remedy) {
        super(wrong + System.lineSeparator() + remedy);
    }

    public StartRefused(String wrong, String remedy, Throwable cause) {
        this(wrong, remedy);
        initCause(cause);
    }
}
