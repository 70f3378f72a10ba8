package dev.sixgate.sandbox.apigateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list in stable order. The token names the last key given out, not a count, so that nothing is skipped or repeated
 * when an item comes or goes between two pages.
 *
 * @param next the opaque token of the next page, null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** The largest page; what is asked beyond it is cut, not refused. */
    private static final int MAX_SIZE = 500;

    private static final String MARK = "sixgate:";

    /**
     * Cuts a page out of a list.
     *
     * @param key unique in the list; the order of the pages
     * @param size as sent, a string even where AWS models a number; null for {@code defaultSize}
     * @param token as handed out with the page before; null for the first page
     * @throws AwsError 400 BadRequestException if the size is no positive number or the token is not one of ours
     */
    public static <T> Page<T> of(
            List<T> all, Function<T, String> key, @Nullable String size, @Nullable String token, int defaultSize) {
        int limit = size == null || size.isEmpty() ? defaultSize : limit(size);
        var after = token == null || token.isEmpty() ? null : key(token);
        var items = new ArrayList<T>();
        for (var item : all.stream().sorted(Comparator.comparing(key)).toList()) {
            if (after != null && key.apply(item).compareTo(after) <= 0) {
                continue;
            }
            if (items.size() == limit) {
                return new Page<>(List.copyOf(items), token(key.apply(items.get(limit - 1))));
            }
            items.add(item);
        }
        return new Page<>(List.copyOf(items), null);
    }

    private static int limit(String size) {
        try {
            int limit = Integer.parseInt(size);
            if (limit > 0) {
                return Math.min(limit, MAX_SIZE);
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the same refusal
        }
        throw AwsError.badRequest("Invalid maximum number of results specified: " + size);
    }

    private static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((MARK + key).getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String token) {
        try {
            var plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (plain.startsWith(MARK)) {
                return plain.substring(MARK.length());
            }
        } catch (IllegalArgumentException notBase64) {
            // falls through to the same refusal
        }
        throw AwsError.badRequest("Invalid pagination token specified");
    }
}
