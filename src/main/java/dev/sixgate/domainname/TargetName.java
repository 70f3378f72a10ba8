package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.util.regex.Pattern;

/** The configured name of one account and Region: 1 to 64 lower-case letters, digits, dots, hyphens and underscores. */
public record TargetName(@JsonValue String value) {
    /** In characters. */
    public static final int MAX_LENGTH = 64;

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?");

    /** @throws Refusal {@code malformed-request} if it has another form */
    @JsonCreator
    public TargetName {
        if (!FORM.matcher(value).matches()) {
            throw new Refusal(
                    Reason.MALFORMED_REQUEST,
                    "A target's name is 1 to 64 lower-case letters, digits, dots, hyphens and underscores.");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
