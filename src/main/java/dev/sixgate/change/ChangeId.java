package dev.sixgate.change;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a change: a UUID of version 7. */
public record ChangeId(@JsonValue UUID value) {
    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** @throws Refusal {@code change-not-found} if it is no id that a change could have */
    public static ChangeId parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new Refusal(Reason.CHANGE_NOT_FOUND, "There is no such change: an id is a UUID.");
        }
        return new ChangeId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
