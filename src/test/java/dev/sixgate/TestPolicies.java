package dev.sixgate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.reload.PolicyReload;
import dev.sixgate.policy.PolicyFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The policy file of the tests' world: another text comes in force as in production, by writing the file. */
@ApplicationScoped
public class TestPolicies {
    private final PolicyInForce policies;
    private final PolicyReload reload;

    TestPolicies(PolicyInForce policies, PolicyReload reload) {
        this.policies = policies;
        this.reload = reload;
    }

    /** Puts a text without a mistake in force. {@link ChangeFixtures#freshWorld} puts the default back. */
    public void put(String yaml) {
        write(yaml);
        look();
        assertThat(policies.present().text()).as(reload.broken().toString()).isEqualTo(yaml);
    }

    /** Puts the default in force again. */
    public void reset() {
        String text = PolicyFile.builtIn().text();
        if (isOurs()
                && (!policies.present().text().equals(text)
                        || reload.broken().isPresent()
                        || !Files.exists(TestWorld.POLICIES))) {
            put(text);
        }
    }

    /** Writes the file, whatever the text is, as a careful editor does: the whole text at once. */
    public void write(String text) {
        assertThat(isOurs()).as("a test profile has a policy file of its own").isTrue();
        try {
            Path next = Files.writeString(TestWorld.POLICIES.resolveSibling("policies.next"), text);
            Files.move(next, TestWorld.POLICIES, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks until whatever lies there counts. */
    public void look() {
        reload.look();
        reload.look();
    }

    private boolean isOurs() {
        return policies.source()
                .filter(source -> source.path().equals(TestWorld.POLICIES.toString()))
                .isPresent();
    }
}
