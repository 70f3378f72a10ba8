package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory, a witness that needs no service. What is written is on the disk before it counts, and never half. */
final class CheckpointDirectory implements Outside {
    private final Path directory;

    CheckpointDirectory(Path directory) {
        this.directory = directory;
    }

    @Override
    public String name() {
        return "checkpoint directory";
    }

    @Override
    public Optional<SignedNote> newest(String origin, Instant now) throws IOException {
        return note(directory.resolve(Outside.fileName(origin)));
    }

    @Override
    public List<Kept> all(String origin) throws IOException {
        List<Kept> all = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.filter(file -> Outside.isOf(named(file), origin)).toList()) {
                    read(file).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    @Override
    public List<SignedNote> ofOthers(String origin) throws IOException {
        List<SignedNote> others = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return others;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(file -> Outside.isNewest(named(file))).sorted().toList()) {
                note(file)
                        .filter(note -> !note.text().startsWith(origin + "\n"))
                        .ifPresent(others::add);
            }
        }
        return others;
    }

    @Override
    public void keep(SignedNote note, Instant now) throws IOException {
        Checkpoint checkpoint = Checkpoint.of(note);
        String origin = checkpoint.origin();
        Optional<SignedNote> newest = newest(origin, now);
        if (newest.filter(kept -> Checkpoint.of(kept).size() >= checkpoint.size())
                .isPresent()) {
            return;
        }
        Files.createDirectories(directory);
        String day = now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        write(directory.resolve(Outside.fileName(origin, day)), note);
        write(directory.resolve(Outside.fileName(origin)), note);
    }

    private static String named(Path file) {
        return file.getFileName().toString();
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
            forceNames();
        } finally {
            Files.deleteIfExists(next);
        }
    }

    /** A file's name is on the disk when the directory is. */
    private void forceNames() throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        } catch (AccessDeniedException e) {
            // Windows opens no directory; it writes names before it says that it has.
        }
    }

    private static Optional<SignedNote> note(Path file) throws IOException {
        Optional<Kept> kept = read(file);
        return kept.isPresent() ? Optional.of(kept.get().requireNote()) : Optional.empty();
    }

    /** Bytes that are no text make no checkpoint, whatever they are read as. */
    private static Optional<Kept> read(Path file) throws IOException {
        try {
            return Optional.of(new Kept(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
