package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A place outside of the database, where checkpoints are kept by name: of each log the newest in {@code NAME.checkpoint}, and
 * the last of every day in {@code NAME.YYYY-MM-DD.checkpoint}.
 */
interface Outside {
    String SUFFIX = ".checkpoint";

    /** What is configured. */
    static List<Outside> of(AuditConfig config) {
        List<Outside> places = new ArrayList<>();
        config.checkpointDirectory().map(CheckpointDirectory::new).ifPresent(places::add);
        CheckpointBucket.of(config.checkpointBucket()).ifPresent(places::add);
        return List.copyOf(places);
    }

    /** What it is called, for people. */
    String name();

    /** The newest checkpoint that lies here of a log. */
    Optional<SignedNote> newest(String origin, Instant now) throws IOException;

    /** Every checkpoint that lies here of a log, in no order. */
    List<Kept> all(String origin) throws IOException;

    /**
     * What lies in a place under the name of a checkpoint.
     *
     * @param where file or object
     */
    record Kept(String where, String content) {
        /** @throws IllegalArgumentException for what is no checkpoint */
        SignedNote note() {
            SignedNote note = SignedNote.parse(content);
            Checkpoint.of(note);
            return note;
        }

        /** @throws IOException for what is no checkpoint */
        SignedNote requireNote() throws IOException {
            try {
                return note();
            } catch (IllegalArgumentException e) {
                throw new IOException(where + " is no checkpoint: " + e.getMessage(), e);
            }
        }
    }

    /** The newest checkpoint of each log but this one. */
    List<SignedNote> ofOthers(String origin) throws IOException;

    /** Keeps a checkpoint, unless a larger one of the log lies here already. */
    void keep(SignedNote note, Instant now) throws IOException;

    /** Where the newest checkpoint of a log lies. */
    static String fileName(String origin) {
        return escaped(origin) + SUFFIX;
    }

    /** Where the last of a day lies. */
    static String fileName(String origin, String day) {
        return escaped(origin) + "." + day + SUFFIX;
    }

    static boolean isOf(String file, String origin) {
        return file.equals(fileName(origin)) || file.matches(fileName(origin, "\\d{4}-\\d{2}-\\d{2}"));
    }

    static boolean isNewest(String file) {
        return file.matches("[^.]+\\" + SUFFIX);
    }

    /** A log's name as a file can have it: two names never share one. */
    private static String escaped(String origin) {
        StringBuilder name = new StringBuilder();
        origin.codePoints()
                .forEach(c -> name.append(
                        Character.isLetterOrDigit(c) && c < 0x80 || c == '-'
                                ? Character.toString(c)
                                : String.format(Locale.ROOT, "_%x_", c)));
        return name.toString();
    }

    /** The newest ones by all of these places. */
    static List<SignedNote> othersOf(List<Outside> places, String origin) throws IOException {
        List<SignedNote> others = new ArrayList<>();
        for (Outside place : places) {
            place.ofOthers(origin).stream()
                    .filter(note ->
                            others.stream().noneMatch(known -> known.text().equals(note.text())))
                    .forEach(others::add);
        }
        return others;
    }
}
