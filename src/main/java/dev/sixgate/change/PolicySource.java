package dev.sixgate.change;

import dev.sixgate.policy.PolicyFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The configured policy file where it lies, and where somebody else writes it. */
public record PolicySource(String path) {

    /**
     * Its bytes as they are now, whichever file the name or its symbolic links lead to; never more than one more than a
     * policy file may have.
     *
     * @throws IOException if there is no such file, or it cannot be read; the message says which
     */
    public byte[] bytes() throws IOException {
        Path file = Path.of(path);
        if (!Files.exists(file)) {
            throw new NoSuchFileException(path + " is missing");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(path + " is no file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(PolicyFile.MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path + " is missing");
        } catch (IOException e) {
            throw new IOException(path + " cannot be read", e);
        }
    }
}
