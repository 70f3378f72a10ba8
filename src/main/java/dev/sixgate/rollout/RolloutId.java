package dev.sixgate.rollout;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a rollout: a UUID of version 7. */
public record RolloutId(@JsonValue UUID value) {
    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** @throws Refusal {@code rollout-not-found} if it is no id that a rollout could have */
    public static RolloutId parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new Refusal(Reason.ROLLOUT_NOT_FOUND, "There is no such rollout: an id is a UUID.");
        }
        return new RolloutId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
