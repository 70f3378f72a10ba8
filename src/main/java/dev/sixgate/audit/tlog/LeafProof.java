package dev.sixgate.audit.tlog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * All that shows, without a network, that a log has an entry: its index, the hashes up to the root, and the signed checkpoint
 * with that root.
 *
 * @param index of the leaf
 * @param hashes from the leaf up
 * @see <a href="https://c2sp.org/tlog-proof">C2SP tlog-proof</a>
 */
public record LeafProof(long index, List<Hash> hashes, SignedNote checkpoint) {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    public LeafProof {
        hashes = List.copyOf(hashes);
    }

    /** @throws IllegalArgumentException for what is no proof */
    public static LeafProof parse(String text) {
        int blank = text.indexOf("\n\n");
        if (blank < 0 || !text.startsWith(HEADER + "\n")) {
            throw new IllegalArgumentException(
                    "a proof begins with " + HEADER + " and has a checkpoint after a blank line");
        }
        List<String> lines = new ArrayList<>(
                List.of(text.substring(HEADER.length() + 1, blank).split("\n", -1)));
        if (lines.get(0).startsWith(EXTRA)) {
            lines.remove(0);
        }
        if (lines.isEmpty() || !lines.get(0).matches("index (0|[1-9][0-9]{0,18})")) {
            throw new IllegalArgumentException("a proof says the index of its leaf");
        }
        return new LeafProof(
                Long.parseLong(lines.get(0).substring(INDEX.length())),
                lines.subList(1, lines.size()).stream().map(Hash::ofBase64).toList(),
                SignedNote.parse(text.substring(blank + 2)));
    }

    /**
     * Whether it shows that the log of that key has the entry.
     *
     * @param keys of the log; one of them has to have signed the checkpoint
     * @throws IllegalArgumentException if a signature by one of them is wrong, or the checkpoint is none
     */
    public boolean shows(byte[] entry, Collection<NoteKey> keys) {
        Checkpoint signed = Checkpoint.of(checkpoint);
        return keys.stream().anyMatch(checkpoint::isSignedBy)
                && Proofs.includes(signed.size(), signed.root(), index, Hash.ofLeaf(entry), hashes);
    }

    /** As it is handed out. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(HEADER + "\n" + INDEX + index + "\n");
        hashes.forEach(hash -> text.append(hash).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }
}
