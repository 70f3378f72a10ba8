package dev.sixgate.notice.mail;

import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Answer.Failure;
import dev.sixgate.notice.send.Failures;
import io.vertx.ext.mail.SMTPException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What it means where a mail was not taken; the texts, which may have addresses in them, go nowhere.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1">RFC 5321, section 4.2.1: Reply Code Severities</a>
 */
final class Replies {
    /**
     * Who sends must sign in, or did so wrongly: not a word about this mail.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4954#section-6">RFC 4954, section 6</a>
     */
    private static final Set<Integer> OF_SIGNING_IN = Set.of(530, 534, 535, 538);

    private Replies() {}

    static Answer answer(@Nullable Throwable why, Duration took) {
        if (why instanceof SMTPException refused) {
            boolean forGood = refused.isPermanent() && !OF_SIGNING_IN.contains(refused.getReplyCode());
            return Answer.notTaken(refused.getReplyCode(), forGood ? Failure.GONE : Failure.ANSWER, took);
        }
        return Answer.none(why instanceof IOException e ? Failures.of(e) : Failure.BROKEN_OFF, took);
    }
}
