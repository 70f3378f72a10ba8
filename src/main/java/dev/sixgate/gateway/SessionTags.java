package dev.sixgate.gateway;

import dev.sixgate.CanonicalJson;
import dev.sixgate.gateway.DomainWriter.Author;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * The tags of a session that writes: for which change, asked for by whom, under which ticket. CloudTrail has them in the record of
 * AssumeRole, and policies can ask for them as {@code aws:PrincipalTag/sixgate:change}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html">Session tags</a>
 */
final class SessionTags {
    static final String CHANGE = "sixgate:change";
    static final String REQUESTER = "sixgate:requester";
    static final String REFERENCE = "sixgate:reference";

    /** A tag's value has no other characters than letters, digits, spaces and these. */
    private static final String NOT_TAKEN = "[^\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";

    private static final int LONGEST = 256;
    private static final int DIGEST = 12;

    private SessionTags() {}

    static List<Tag> of(Author author) {
        List<Tag> tags = new ArrayList<>();
        tags.add(tag(CHANGE, author.changeId()));
        tags.add(tag(REQUESTER, author.requester()));
        if (author.reference() != null) {
            tags.add(tag(REFERENCE, author.reference()));
        }
        return tags;
    }

    /** The text as STS takes it in a tag; where that changes it, digits of its SHA-256 follow. */
    static String value(String given) {
        String taken = given.replaceAll(NOT_TAKEN, "-");
        if (taken.equals(given) && given.length() <= LONGEST) {
            return given;
        }
        String digest = CanonicalJson.sha256(given.getBytes(StandardCharsets.UTF_8));
        int end = Math.min(taken.length(), LONGEST - DIGEST - 1);
        if (end < taken.length() && Character.isHighSurrogate(taken.charAt(end - 1))) {
            end--;
        }
        return taken.substring(0, end) + "."
                + digest.substring("sha256:".length()).substring(0, DIGEST);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value(value)).build();
    }
}
