package dev.sixgate.notice.send;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.http.client.utils.DateUtils;

/** How long a receiver asks us to wait: seconds, or a date. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {}

    static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Date date = text.isEmpty() ? null : DateUtils.parseDate(text);
        return Optional.ofNullable(date)
                .map(at -> Duration.between(now, at.toInstant()))
                .filter(wait -> !wait.isNegative());
    }
}
