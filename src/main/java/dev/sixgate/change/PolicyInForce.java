package dev.sixgate.change;

import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.PolicyFileProblem;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The policy file in force, and those that earlier changes were pinned to. A file with a mistake stops the start: rules
 * that somebody believes to be in force must be. What becomes of the file later is {@code change.reload}'s.
 */
@Startup
@ApplicationScoped
public class PolicyInForce {
    /** Each may hold some megabytes; whichever is dropped is read again when it is asked for. */
    private static final int MOST_REMEMBERED = 32;

    private final Optional<PolicySource> source;
    private final PolicyVersions versions;
    private final Map<String, PolicyFile> byDigest = new ConcurrentHashMap<>();
    private volatile @Nullable PolicyFile enforced;

    PolicyInForce(@ConfigProperty(name = "sixgate.policies") Optional<String> path, PolicyVersions versions) {
        this.source = path.map(PolicySource::new);
        this.enforced = source.map(PolicyInForce::read).orElse(null);
        this.versions = versions;
    }

    /**
     * The file in force at this moment. Another may be in force at the next: whoever asks twice in one decision may get two
     * answers.
     */
    public PolicyFile present() {
        PolicyFile file = enforced;
        return file == null ? BuiltIn.file() : file;
    }

    /** Where the file comes from; empty with the built-in one. */
    public Optional<PolicySource> source() {
        return source;
    }

    /** Puts another file in force, from now on and as a whole. */
    public void enforce(PolicyFile next) {
        enforced = next;
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
        if (present.digest().equals(digest)) {
            return present;
        }
        // Not computeIfAbsent: it would hold others up while it waits for a connection, of which they may hold the
        // last.
        PolicyFile known = byDigest.get(digest);
        if (known == null) {
            known = versions.read(digest);
            if (byDigest.size() >= MOST_REMEMBERED) {
                byDigest.clear();
            }
            byDigest.put(digest, known);
        }
        return known;
    }

    private static PolicyFile read(PolicySource source) {
        try {
            return PolicyFile.parse(source.bytes(), source.path());
        } catch (PolicyFileProblem e) {
            throw new ConfigurationException("sixgate.policies: " + e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException("sixgate.policies: " + e.getMessage()
                    + "; give the path of a readable policy file, or leave it out for the built-in one.");
        }
    }
}
