package dev.sixgate.audit.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A text and signatures under it.
 *
 * @param text ends in a line feed; no other control characters
 * @param signatures in the order in which they stand, at least one where it was read
 * @see <a href="https://c2sp.org/signed-note">C2SP signed-note</a>
 */
public record SignedNote(String text, List<Line> signatures) {
    /** More than any log and its witnesses need; whoever sends more wants to keep us busy. */
    public static final int MOST_SIGNATURES = 100;

    private static final String DASH = "\u2014 ";
    private static final int ID_BYTES = 4;

    /**
     * One signature.
     *
     * @param name of the key
     * @param id of the key
     * @param signature in base64; of a cosignature, the time stands before it
     */
    public record Line(String name, int id, String signature) {
        byte[] bytes() {
            return Base64.getDecoder().decode(signature);
        }

        /** As it stands under the text, with its line feed. */
        @Override
        public String toString() {
            byte[] bytes = bytes();
            byte[] all = ByteBuffer.allocate(ID_BYTES + bytes.length)
                    .putInt(id)
                    .put(bytes)
                    .array();
            return DASH + name + " " + Base64.getEncoder().encodeToString(all) + "\n";
        }

        private static Line of(String line) {
            int space = line.indexOf(' ', DASH.length());
            if (!line.startsWith(DASH) || space <= DASH.length()) {
                throw new IllegalArgumentException("a signature line is \u2014 NAME SIGNATURE");
            }
            byte[] all = Base64.getDecoder().decode(line.substring(space + 1));
            if (all.length <= ID_BYTES) {
                throw new IllegalArgumentException("a signature of " + all.length + " bytes");
            }
            return new Line(
                    line.substring(DASH.length(), space),
                    ByteBuffer.wrap(all).getInt(),
                    Base64.getEncoder().encodeToString(Arrays.copyOfRange(all, ID_BYTES, all.length)));
        }
    }

    /** @throws IllegalArgumentException for a text that no note can have */
    public SignedNote {
        if (!text.endsWith("\n") || text.chars().anyMatch(c -> (c < ' ' && c != '\n') || c == 0x7f)) {
            throw new IllegalArgumentException("a note's text ends in a line feed and has no control characters");
        }
        signatures = List.copyOf(signatures);
    }

    /** A text signed by these, in their order. */
    public static SignedNote sign(String text, Collection<NoteSigner> signers) {
        return new SignedNote(
                text, signers.stream().map(signer -> signer.sign(text)).toList());
    }

    /** @throws IllegalArgumentException for what is no signed note */
    public static SignedNote parse(String note) {
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0 || !note.endsWith("\n") || note.length() <= blank + 2) {
            throw new IllegalArgumentException(
                    "a signed note is a text, a blank line and signatures, each with its line feed");
        }
        List<Line> signatures = new ArrayList<>();
        String[] lines = note.substring(blank + 2, note.length() - 1).split("\n", MOST_SIGNATURES + 2);
        if (lines.length > MOST_SIGNATURES) {
            throw new IllegalArgumentException("a note with more than " + MOST_SIGNATURES + " signatures");
        }
        for (String line : lines) {
            signatures.add(Line.of(line));
        }
        return new SignedNote(note.substring(0, blank + 1), signatures);
    }

    /** With more signatures below those that it has; one that it has already is not repeated. */
    public SignedNote with(Collection<Line> more) {
        Set<Line> all = new LinkedHashSet<>(signatures);
        all.addAll(more);
        return new SignedNote(text, List.copyOf(all));
    }

    /**
     * Whether a key has signed it. Signatures by other keys are passed over.
     *
     * @throws IllegalArgumentException if there is a signature by the key, and it is wrong
     */
    public boolean isSignedBy(NoteKey key) {
        Optional<Line> ours = signatures.stream()
                .filter(line -> line.name().equals(key.name()) && line.id() == key.id())
                .findFirst();
        ours.ifPresent(line -> {
            if (!verifies(key, line)) {
                throw new IllegalArgumentException("the signature by " + key.name() + " is wrong");
            }
        });
        return ours.isPresent();
    }

    private boolean verifies(NoteKey key, Line line) {
        byte[] bytes = line.bytes();
        if (key.type() == NoteKey.Type.ED25519) {
            return key.verifies(text.getBytes(StandardCharsets.UTF_8), bytes);
        }
        if (bytes.length <= Long.BYTES) {
            return false;
        }
        long time = ByteBuffer.wrap(bytes).getLong();
        return time >= 0
                && key.verifies(
                        ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(bytes, Long.BYTES, bytes.length));
    }

    /** When a witness saw it, in seconds since 1970 by its own clock; empty where the key has not cosigned it. */
    public Optional<Long> seenAt(NoteKey witness) {
        if (witness.type() != NoteKey.Type.COSIGNATURE || !isSignedBy(witness)) {
            return Optional.empty();
        }
        return signatures.stream()
                .filter(line -> line.name().equals(witness.name()) && line.id() == witness.id())
                .map(line -> ByteBuffer.wrap(line.bytes()).getLong())
                .findFirst();
    }

    /** As it is published. */
    @Override
    public String toString() {
        return text + "\n" + signatures.stream().map(Line::toString).collect(Collectors.joining());
    }
}
