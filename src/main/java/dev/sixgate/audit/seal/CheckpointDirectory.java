package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checkpoints outside the database, a witness that needs no service: of each log the newest in {@code NAME.checkpoint}, and
 * the last of every day in {@code NAME.YYYY-MM-DD.checkpoint}. What is written is on the disk before it counts, and never half.
 */
final class CheckpointDirectory {
    private static final String SUFFIX = ".checkpoint";

    private final Path directory;

    CheckpointDirectory(Path directory) {
        this.directory = directory;
    }

    /** The newest checkpoint that lies here of a log. */
    Optional<SignedNote> newest(String origin) throws IOException {
        return read(directory.resolve(fileName(origin)));
    }

    /** Every checkpoint that lies here of a log, the smallest first. */
    List<SignedNote> all(String origin) throws IOException {
        List<SignedNote> all = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(file -> isOf(file, origin)).toList()) {
                    read(file).ifPresent(all::add);
                }
            }
        }
        all.sort(Comparator.comparingLong(note -> Checkpoint.of(note).size()));
        return all;
    }

    /** The newest checkpoint of each log but this one. */
    List<SignedNote> ofOthers(String origin) throws IOException {
        List<SignedNote> others = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return others;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(CheckpointDirectory::isNewest).sorted().toList()) {
                read(file)
                        .filter(note -> !note.text().startsWith(origin + "\n"))
                        .ifPresent(others::add);
            }
        }
        return others;
    }

    /** Keeps a checkpoint, unless a larger one of the log lies here already. */
    void keep(SignedNote note, Instant now) throws IOException {
        Checkpoint checkpoint = Checkpoint.of(note);
        String origin = checkpoint.origin();
        Optional<SignedNote> newest = newest(origin);
        if (newest.filter(kept -> Checkpoint.of(kept).size() >= checkpoint.size())
                .isPresent()) {
            return;
        }
        Files.createDirectories(directory);
        String day = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        write(directory.resolve(name(origin) + "." + day + SUFFIX), note);
        write(directory.resolve(fileName(origin)), note);
    }

    /** Where the newest checkpoint of a log lies. */
    static String fileName(String origin) {
        return name(origin) + SUFFIX;
    }

    private static boolean isOf(Path file, String origin) {
        String name = file.getFileName().toString();
        return name.equals(fileName(origin)) || name.matches(name(origin) + "\\.\\d{4}-\\d{2}-\\d{2}\\" + SUFFIX);
    }

    private static boolean isNewest(Path file) {
        return file.getFileName().toString().matches("[^.]+\\" + SUFFIX);
    }

    private void write(Path file, SignedNote note) throws IOException {
        Path next = Files.createTempFile(directory, ".next", SUFFIX);
        try {
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(note.toString());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static Optional<SignedNote> read(Path file) throws IOException {
        try {
            return Optional.of(SignedNote.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no checkpoint: " + e.getMessage(), e);
        }
    }

    /** A log's name as a file can have it: two names never share one. */
    private static String name(String origin) {
        StringBuilder name = new StringBuilder();
        origin.codePoints()
                .forEach(c -> name.append(
                        Character.isLetterOrDigit(c) && c < 0x80 || c == '-'
                                ? Character.toString(c)
                                : String.format(Locale.ROOT, "_%x_", c)));
        return name.toString();
    }
}
