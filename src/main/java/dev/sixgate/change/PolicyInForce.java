package dev.sixgate.change;

import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.PolicyFileProblem;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
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
    private final Optional<PolicyFile> configured;
    private final PolicyVersions versions;
    private final Map<String, PolicyFile> byDigest = new ConcurrentHashMap<>();

    PolicyInForce(@ConfigProperty(name = "sixgate.policies") Optional<String> path, PolicyVersions versions) {
        this.configured = path.map(PolicyInForce::read);
        this.versions = versions;
    }

    public PolicyFile present() {
        return configured.orElseGet(BuiltIn::file);
    }

    /** Read when it is first needed: it came with the build, and has no mistake to be found at the start. */
    private static final class BuiltIn {
        private static final PolicyFile FILE = PolicyFile.builtIn();

        static PolicyFile file() {
            return FILE;
        }
    }

    /** The policy file with that digest, which some change was pinned to. */
    public PolicyFile pinned(String digest) {
        PolicyFile present = present();
        return present.digest().equals(digest) ? present : byDigest.computeIfAbsent(digest, versions::read);
    }

    private static PolicyFile read(String path) {
        try {
            return PolicyFile.parse(Files.readAllBytes(Path.of(path)), path);
        } catch (PolicyFileProblem e) {
            throw new ConfigurationException("sixgate.policies: " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "sixgate.policies: " + path
                            + " cannot be read; give the path of a readable policy file, or leave it out for the built-in one.");
        }
    }
}
