package dev.sixgate.api.http;

import dev.sixgate.CanonicalJson;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A place in a list, written so that callers do not take it apart; it belongs to the filters that it was made with. */
public final class PageToken {
    private static final int CHECK_LENGTH = 16;

    private final String filters;

    private PageToken(String filters) {
        this.filters = filters;
    }

    /** Tokens for a list that is narrowed by these filters. */
    public static PageToken of(@Nullable Object... filters) {
        return new PageToken(Arrays.toString(filters));
    }

    /** Writes a place, given as up to a few texts. */
    public String write(String... place) {
        String joined = String.join("\n", place);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((check(joined) + joined).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a place.
     *
     * @param parts how many texts a place has
     * @throws Refusal {@code malformed-request} if we did not write it for these filters
     */
    public Optional<List<String>> read(@Nullable String token, int parts) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String joined = text.length() < CHECK_LENGTH ? "" : text.substring(CHECK_LENGTH);
            List<String> place = List.of(joined.split("\n", -1));
            if (place.size() == parts && text.equals(check(joined) + joined)) {
                return Optional.of(place);
            }
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        throw wrong();
    }

    /**
     * Reads a place that is one value.
     *
     * @param form how the value is written; an {@link IllegalArgumentException} of it is the caller's mistake
     * @throws Refusal {@code malformed-request} as {@link #read(String, int)}
     */
    public <T> Optional<T> read(@Nullable String token, Function<String, T> form) {
        try {
            return read(token, 1).map(place -> form.apply(place.get(0)));
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
    }

    private String check(String place) {
        return CanonicalJson.digest(List.of(filters, place))
                .substring("sha256:".length(), "sha256:".length() + CHECK_LENGTH);
    }

    private static Refusal wrong() {
        return new Refusal(
                Reason.MALFORMED_REQUEST, "pageToken is not one that was answered to a request with these filters.");
    }
}
