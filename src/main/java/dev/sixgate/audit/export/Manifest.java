package dev.sixgate.audit.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an export covers, and what it takes to hold it against the log.
 *
 * @param origin the log's name
 * @param complete whether every leaf of the range is there; a filter leaves some out
 * @param from the first leaf
 * @param to the leaf after the last
 * @param count lines before the manifest
 * @param removed how many of them have the hash alone, since the event's time is over, as the log says
 * @param missing how many of them have the hash alone, since the event's body was taken away
 * @param edge the roots of the perfect subtrees over the leaves before {@code from}, the largest first, in base64
 * @param consistency what shows that the checkpoint's tree grew out of the one of size {@code to} (RFC 9162), in base64
 * @param checkpoint the signed note; null where nothing is signed
 * @param sha256 over all bytes of the file before the manifest, in hexadecimal digits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "origin",
    "complete",
    "from",
    "to",
    "count",
    "removed",
    "missing",
    "edge",
    "consistency",
    "checkpoint",
    "sha256"
})
record Manifest(
        String origin,
        boolean complete,
        long from,
        long to,
        long count,
        long removed,
        long missing,
        List<String> edge,
        List<String> consistency,
        @Nullable String checkpoint,
        String sha256) {}
