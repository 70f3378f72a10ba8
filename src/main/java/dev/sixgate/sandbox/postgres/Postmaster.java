package dev.sixgate.sandbox.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says of the server of a data directory. A server outlives a JVM that is killed; its file outlives
 * a server that is killed.
 *
 * @see <a href="https://www.postgresql.org/docs/18/storage-file-layout.html">postmaster.pid</a>
 */
record Postmaster(Path data, Path file, long pid) {

    /** What the process of that number is. */
    enum Found {
        /** A PostgreSQL of ours, of this very data directory. */
        OURS,
        /** Nothing any more, or something else that got the number. */
        SOMETHING_ELSE,
        /** A process that does not show itself. */
        HIDDEN
    }

    static Optional<Postmaster> of(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        try {
            List<String> lines = Files.readAllLines(file);
            return Optional.of(
                    new Postmaster(data, file, Long.parseLong(lines.get(0).strip())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            // PostgreSQL itself calls such a file bogus and does not start; a server that lives has written its own.
            return Optional.of(new Postmaster(data, file, 0));
        }
    }

    /**
     * @param directory where the programs are; a server of an older version of ours runs from a neighbour of today's
     */
    Found found(Path directory) {
        Optional<ProcessHandle.Info> process = ProcessHandle.of(pid).map(ProcessHandle::info);
        if (process.isEmpty()) {
            return Found.SOMETHING_ELSE;
        }
        Optional<String> program = process.get().command();
        if (program.isEmpty()) {
            // A stranger's process hides its program, a dead one that nobody buried has none: neither program nor
            // arguments.
            return process.get().arguments().isPresent() ? Found.HIDDEN : Found.SOMETHING_ELSE;
        }
        Path path = Path.of(program.get());
        boolean ourProgram =
                path.startsWith(directory) && String.valueOf(path.getFileName()).startsWith("postgres");
        // Where arguments are not shown (Windows), the program's place is proof enough: nothing else runs from it.
        boolean ourData = process.get()
                .arguments()
                .map(arguments -> List.of(arguments).contains(data.toString()))
                .orElse(true);
        return ourProgram && ourData ? Found.OURS : Found.SOMETHING_ELSE;
    }
}
