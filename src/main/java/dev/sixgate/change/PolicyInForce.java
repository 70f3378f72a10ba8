package dev.sixgate.change;

import dev.sixgate.policy.PolicyFile;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The policy file in force, and those that earlier changes were pinned to. A file with a mistake stops the start: rules
 * that somebody believes to be in force must be.
 */
@Startup
@ApplicationScoped
public class PolicyInForce {
    private final PolicyFile present;
    private final PolicyVersions versions;
    private final Map<String, PolicyFile> byDigest = new ConcurrentHashMap<>();

    PolicyInForce(@ConfigProperty(name = "sixgate.policies") Optional<String> path, PolicyVersions versions) {
        this.present = path.map(PolicyInForce::read).orElseGet(PolicyFile::builtIn);
        this.versions = versions;
        byDigest.put(present.digest(), present);
    }

    public PolicyFile present() {
        return present;
    }

    /** The policy file with that digest, which some change was pinned to. */
    public PolicyFile pinned(String digest) {
        return byDigest.computeIfAbsent(digest, versions::read);
    }

    private static PolicyFile read(String path) {
        try {
            return PolicyFile.parse(Files.readAllBytes(Path.of(path)), path);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "sixgate.policies: " + path + " cannot be read (" + e.getMessage()
                            + "); give the path of a readable policy file, or leave it out for the built-in one",
                    e);
        }
    }
}
