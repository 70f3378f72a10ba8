package dev.sixgate.api;

import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a caller would like to be answered.
 *
 * @param waitFor how long to wait for the end, at most {@link #LONGEST}; zero for an answer at once
 * @param applied what to say in {@code Preference-Applied}
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240, Prefer Header for HTTP</a>
 */
record Prefer(Duration waitFor, @Nullable String applied) {
    static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Pattern WAIT = Pattern.compile("(?i)(?:^|[,;\\s])wait\\s*=\\s*\"?([0-9]+)\"?(?=$|[,;\\s])");
    private static final Pattern ASYNC = Pattern.compile("(?i)(?:^|[,;\\s])respond-async(?=$|[,;\\s])");

    /** A preference that is not understood is ignored, as RFC 7240 has it. */
    static Prefer parse(@Nullable String header) {
        if (header == null) {
            return new Prefer(Duration.ZERO, null);
        }
        Matcher wait = WAIT.matcher(header);
        if (wait.find()) {
            long seconds = new BigInteger(wait.group(1))
                    .min(BigInteger.valueOf(LONGEST.toSeconds()))
                    .longValue();
            return new Prefer(Duration.ofSeconds(seconds), "wait=" + seconds);
        }
        return new Prefer(Duration.ZERO, ASYNC.matcher(header).find() ? "respond-async" : null);
    }
}
