package dev.sixgate.notice.send;

import dev.sixgate.notice.send.Answer.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** What went wrong, by the kind of exception; its text, which may have an address in it, goes nowhere. */
public final class Failures {
    /** A name led to an address that may not be connected to. */
    static final class NotAllowed extends UnknownHostException {
        private static final long serialVersionUID = 1L;
    }

    private Failures() {}

    public static Failure of(IOException e) {
        if (e instanceof NotAllowed) {
            return Failure.ADDRESS_NOT_ALLOWED;
        }
        if (e instanceof UnknownHostException) {
            return Failure.NAME_NOT_FOUND;
        }
        if (e instanceof InterruptedIOException) {
            return Failure.TIMEOUT;
        }
        if (e instanceof SSLException) {
            return Failure.TLS;
        }
        boolean refused = e instanceof ConnectException || e instanceof NoRouteToHostException;
        return refused ? Failure.NO_CONNECTION : Failure.BROKEN_OFF;
    }
}
