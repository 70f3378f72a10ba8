package dev.sixgate.sandbox.postgres;

import dev.sixgate.sandbox.StartRefused;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

/** The passwords of the two roles that can log in, kept in a file that only its owner reads. */
record Credentials(String owner, String service) {
    private static final int RANDOM_BYTES = 24;

    static Credentials random() {
        return new Credentials(password(), password());
    }

    private static String password() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static Credentials read(Path file) throws IOException {
        Properties kept = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                kept.load(reader);
            }
        }
        String owner = kept.getProperty(EmbeddedPostgres.OWNER);
        String service = kept.getProperty(EmbeddedPostgres.SERVICE);
        if (owner == null || service == null) {
            throw new StartRefused(
                    "The passwords of the embedded PostgreSQL are not in " + file + ".",
                    "Put the file back; or move " + file.getParent() + " away, and a new database is made.");
        }
        return new Credentials(owner, service);
    }

    void write(Path file) throws IOException {
        Files.deleteIfExists(file);
        Directories.createPrivateFile(file);
        Files.writeString(
                file,
                EmbeddedPostgres.OWNER + "=" + owner + "\n" + EmbeddedPostgres.SERVICE + "=" + service + "\n",
                StandardOpenOption.WRITE);
    }

    /** Passwords do not get into logs. */
    @Override
    public String toString() {
        return "Credentials[...]";
    }
}
