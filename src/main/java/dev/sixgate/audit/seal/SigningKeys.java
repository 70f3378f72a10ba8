package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.NoteSigner;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys that sign the log, as configured: the first is the log's own, the others are on their way out. */
@ApplicationScoped
public class SigningKeys {
    /** The name of a log that nobody has named. */
    static final String DEFAULT_ORIGIN = "localhost/audit";

    private static final String KEY = "PRIVATE+KEY+";

    private final AuditConfig config;
    private final StoredCheckpoints checkpoints;
    private volatile List<NoteSigner> signers = List.of();

    SigningKeys(AuditConfig config, StoredCheckpoints checkpoints) {
        this.config = config;
        this.checkpoints = checkpoints;
    }

    /** @throws ConfigurationException if a key cannot be read, or the keys are not one log's */
    void read(@Observes StartupEvent started) {
        List<NoteSigner> found = new ArrayList<>();
        for (String written : config.signingKey().orElse(List.of())) {
            found.add(signer(written.strip()));
        }
        if (found.isEmpty()) {
            Log.warn("The audit trail is not signed: name a key by SIXGATE_AUDIT_SIGNING_KEY.");
        }
        for (NoteSigner signer : found) {
            requireNamed(signer, config.origin().orElse(found.get(0).key().name()));
        }
        signers = List.copyOf(found);
    }

    /** None where nothing is to be signed. */
    public List<NoteSigner> signers() {
        return signers;
    }

    /** The log's name; empty where nothing is to be signed. */
    public Optional<String> origin() {
        return signers.stream().findFirst().map(signer -> signer.key().name());
    }

    private static void requireNamed(NoteSigner signer, String origin) {
        if (!signer.key().name().equals(origin)) {
            throw new ConfigurationException("sixgate.audit.signing-key is the key of "
                    + signer.key().name() + ", but the log is called " + origin + "; a log's keys have its name");
        }
    }

    private NoteSigner signer(String written) {
        try {
            return NoteSigner.of(written.startsWith(KEY) ? written : text(Path.of(written)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("sixgate.audit.signing-key: " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException("sixgate.audit.signing-key: " + written + " cannot be read (" + e
                    + "); write a key, or the path of a file with one");
        }
    }

    private String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            if (!config.generateSigningKey()) {
                throw e;
            }
            return made(file);
        }
    }

    /** A key that is lost is not made anew: nobody could tell its signatures from those of somebody else's new key. */
    private String made(Path file) throws IOException {
        if (checkpoints.hasAny()) {
            throw new ConfigurationException("sixgate.audit.signing-key: " + file + " is gone, and it has signed the"
                    + " log; put it back, or begin a new epoch with a key of another name (README, \"Proving it\")");
        }
        String secret =
                NoteSigner.generate(config.origin().orElse(DEFAULT_ORIGIN)).secret();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, secret + "\n", StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return Files.readString(file);
        }
        Log.infof("made a key that signs the audit trail: %s", file);
        return secret;
    }
}
