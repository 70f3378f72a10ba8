package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of a change.
 *
 * @param expiresAfter how long it may wait for its approvals
 * @param approvalHoldsFor how long it may be carried out from the moment that it has them
 * @param revertApprovedFor how long, from the moment that it is applied, its approval covers its revert too; null where
 *     that is not stated, which means not at all
 * @param confirmWithin how long, from the moment that it is applied, somebody may take to confirm it before it is
 *     reverted; null where that is not stated, which means that nobody needs to
 */
public record Times(
        Duration expiresAfter,
        Duration approvalHoldsFor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Duration revertApprovedFor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Duration confirmWithin) {
    /** What a rule means that states neither. */
    static final Times DEFAULT = new Times(Duration.ofDays(7), Duration.ofHours(72));

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})([smhd])");

    /** Of a rule that states nothing about the time after the change. */
    public Times(Duration expiresAfter, Duration approvalHoldsFor) {
        this(expiresAfter, approvalHoldsFor, null, null);
    }

    Times shortest(Times other) {
        return new Times(
                shorter(expiresAfter, other.expiresAfter),
                shorter(approvalHoldsFor, other.approvalHoldsFor),
                shortestStated(revertApprovedFor, other.revertApprovedFor),
                shortestStated(confirmWithin, other.confirmWithin));
    }

    /** The same without an approval of the revert. */
    Times withoutRevert() {
        return new Times(expiresAfter, approvalHoldsFor, null, confirmWithin);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static @Nullable Duration shortestStated(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return shorter(one, other);
    }

    /**
     * Reads {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}, or ISO 8601.
     *
     * @throws IllegalArgumentException if it is neither, or not more than nothing and 365 days at most
     */
    static Duration parse(String text) {
        Duration duration = unbounded(text);
        if (duration.isZero() || duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("it is more than nothing and 365 days at most");
        }
        return duration;
    }

    private static Duration unbounded(String text) {
        Matcher written = SHORT.matcher(text);
        if (!written.matches()) {
            return iso(text);
        }
        long count = Long.parseLong(written.group(1));
        return switch (written.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private static Duration iso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("it has no unit that is known here", e);
        }
    }

    /** As people write it in the file, in the largest unit that leaves no rest. */
    public static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.getNano() != 0) {
            return duration.toString();
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
