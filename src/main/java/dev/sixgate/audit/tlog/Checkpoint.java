package dev.sixgate.audit.tlog;

import java.util.regex.Pattern;

/**
 * What a log commits itself to: so many leaves, and the root of the tree over them.
 *
 * @param origin the log's name
 * @param size how many leaves
 * @param root the tree's root hash
 * @see <a href="https://c2sp.org/tlog-checkpoint">C2SP tlog-checkpoint</a>
 */
public record Checkpoint(String origin, long size, Hash root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** @throws IllegalArgumentException for an origin or a size that cannot be one */
    public Checkpoint {
        if (origin.isEmpty() || origin.contains("\n")) {
            throw new IllegalArgumentException("an origin is one line, and not empty");
        }
        if (size < 0) {
            throw new IllegalArgumentException("a checkpoint of " + size + " leaves");
        }
    }

    /**
     * Reads a checkpoint's text; lines after the third are extensions, and passed over.
     *
     * @throws IllegalArgumentException for what is no checkpoint
     */
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || !SIZE.matcher(lines[1]).matches()) {
            throw new IllegalArgumentException("a checkpoint is an origin, a size and a root, a line each");
        }
        return new Checkpoint(lines[0], Long.parseLong(lines[1]), Hash.ofBase64(lines[2]));
    }

    /** Of a signed note. */
    public static Checkpoint of(SignedNote note) {
        return parse(note.text());
    }

    /** The text to sign: three lines. */
    public String text() {
        return origin + "\n" + size + "\n" + root + "\n";
    }
}
