package dev.sixgate.sandbox.postgres;

import dev.sixgate.sandbox.StartRefused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One service at a time has the directory. The operating system ends the lock with the process, however that ends, so whoever
 * has it knows that a server found running there is nobody's.
 */
final class DirectoryLock implements AutoCloseable {
    /** A second channel on the same file would, when closed, end the first one's lock: it is never opened. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** @throws StartRefused if a living process has it, this one included */
    static DirectoryLock take(Path directory) throws IOException {
        Path file = directory.resolve("lock");
        if (!HELD.add(file)) {
            throw taken(directory, "this process");
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
        if (lock == null) {
            channel.close();
            HELD.remove(file);
            throw taken(directory, "process " + Files.readString(file).strip());
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
        return new DirectoryLock(file, channel);
    }

    private static StartRefused taken(Path directory, String holder) {
        return new StartRefused(
                "The embedded PostgreSQL of " + directory + " is in use by another Sixgate (" + holder + ").",
                "Stop that one, or give this one a directory of its own: SIXGATE_EMBEDDED_DIRECTORY=.sixgate-2 (replicas share"
                        + " one database by QUARKUS_DATASOURCE_JDBC_URL).");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(file);
    }
}
