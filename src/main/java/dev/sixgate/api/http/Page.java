package dev.sixgate.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param nextPageToken what to send as {@code pageToken} for the next page; absent on the last one
 * @see <a href="https://google.aip.dev/158">AIP-158, Pagination</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A page of a list.")
public record Page<T>(
        List<T> items,

        @Schema(description = "Send it as pageToken for the next page; absent on the last one.") @Nullable
        String nextPageToken) {

    /** What is answered where the caller names no page size. */
    public static final int DEFAULT_SIZE = 50;
    /** A larger page than this is answered as this. */
    public static final int MAX_SIZE = 200;

    /**
     * The size to use for the size asked for.
     *
     * @throws Refusal {@code malformed-request} for a negative size
     */
    public static int size(@Nullable Integer asked) {
        if (asked == null || asked == 0) {
            return DEFAULT_SIZE;
        }
        if (asked < 0) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "pageSize must not be negative.");
        }
        return Math.min(asked, MAX_SIZE);
    }

    /**
     * Makes a page of rows that were read with one row more than fits; that row's being there tells that there are more.
     *
     * @param cursor the place of the last row that fits
     */
    public static <R, T> Page<T> of(
            List<R> rows, int size, Function<List<R>, List<T>> views, Function<R, String> cursor) {
        boolean more = rows.size() > size;
        List<R> fitting = more ? rows.subList(0, size) : rows;
        return new Page<>(views.apply(fitting), more ? cursor.apply(fitting.get(size - 1)) : null);
    }
}
