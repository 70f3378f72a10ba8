package dev.sixgate.cli;

/** The arguments make no command; the message says which. */
final class WrongUsage extends Exception {
    private static final long serialVersionUID = 1L;

    WrongUsage(String message) {
        super(message);
    }
}
