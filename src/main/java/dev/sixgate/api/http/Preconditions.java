package dev.sixgate.api.http;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags and the conditions on them.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, section 13.1.1: If-Match</a>
 */
public final class Preconditions {
    private Preconditions() {}

    /** A strong entity tag. */
    public static String etag(String value) {
        return "\"" + value + "\"";
    }

    /** A change's entity tag. */
    public static String etag(long version) {
        return etag("v" + version);
    }

    /**
     * Whether {@code If-None-Match} names this tag, or is {@code *}: weakly, for a proxy may have made it weak.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2">RFC 9110, section 13.1.2: If-None-Match</a>
     */
    public static boolean isKnown(@Nullable String ifNoneMatch, String etag) {
        return ifNoneMatch != null && names(ifNoneMatch.replace("W/", ""), etag);
    }

    /** Whether a list of entity tags names this one, or is {@code *}; weak tags match nothing (strong comparison). */
    private static boolean names(String list, String etag) {
        return list.strip().equals("*")
                || Arrays.stream(list.split(",")).map(String::strip).anyMatch(etag::equals);
    }

    /**
     * The version that a change must have for the caller's action.
     *
     * @param present the version that it has, asked for where the caller names several
     * @throws Refusal {@code precondition-failed} for tags that no change ever had, and if none of several is the present one
     */
    public static OptionalLong version(@Nullable String ifMatch, LongSupplier present) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return OptionalLong.empty();
        }
        String tag = ifMatch.strip();
        if (tag.contains(",")) {
            long version = present.getAsLong();
            if (names(tag, etag(version))) {
                return OptionalLong.of(version);
            }
            throw new Refusal(Reason.PRECONDITION_FAILED, "If-Match names no version that the change has now.");
        }
        if (!tag.matches("\"v[0-9]{1,18}\"")) {
            throw new Refusal(Reason.PRECONDITION_FAILED, "If-Match is no ETag of a change.");
        }
        return OptionalLong.of(Long.parseLong(tag.substring(2, tag.length() - 1)));
    }

    /** @throws Refusal {@code fingerprint-mismatch} if the caller has seen another configuration */
    public static void requireFingerprint(@Nullable String ifMatch, String fingerprint) {
        if (ifMatch != null && !names(ifMatch, etag(fingerprint))) {
            throw new Refusal(
                            Reason.FINGERPRINT_MISMATCH,
                            "The domain's configuration is another than If-Match names; read it again.")
                    .with("fingerprint", fingerprint);
        }
    }
}
