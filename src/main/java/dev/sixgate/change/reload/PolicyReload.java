package dev.sixgate.change.reload;

import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.change.PolicySource;
import dev.sixgate.change.reload.Content.Mistake;
import dev.sixgate.change.reload.Content.Unfit;
import dev.sixgate.policy.PolicyFile;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks whether the policy file is another by now, and puts it in force if it has no mistake; else the old one stays. */
@ApplicationScoped
public class PolicyReload {
    private final PolicyInForce policies;
    private final PolicyTrail trail;
    private final ChangeRequests changes;
    private final InstantSource clock;

    private boolean announced;
    private boolean woken;
    private @Nullable String lastSeen;
    private @Nullable Refused refused;
    private volatile @Nullable Broken broken;

    PolicyReload(PolicyInForce policies, PolicyTrail trail, ChangeRequests changes, InstantSource clock) {
        this.policies = policies;
        this.trail = trail;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Why the file as it lies there is not in force.
     *
     * @param detail {@code file:line:column: problem; remedy}
     * @param digest of its bytes; null where they could not be read as a whole
     */
    public record Broken(String detail, @Nullable String digest, Instant since) {}

    private record Refused(String identity, Mistake mistake, boolean recorded) {}

    /** What is wrong with the file; empty where it is the one in force. */
    public Optional<Broken> broken() {
        return Optional.ofNullable(broken);
    }

    /**
     * Looks once. A content that is new counts when a second look in a row sees it. Where it cannot be recorded nothing
     * changes, and the next look tries again. After a change, what waits for approval is due to be looked at.
     */
    public synchronized void look() {
        Instant now = clock.instant();
        if (!announced) {
            trail.changed(policies.present(), now);
            announced = true;
        }
        policies.source().ifPresent(source -> look(source, now));
        if (!woken) {
            // Each replica does it once it has the file: one that has not may have looked at them before.
            changes.wakePending(now);
            woken = true;
        }
    }

    private void look(PolicySource source, Instant now) {
        Content content = Content.of(source);
        boolean settled = content.identity().equals(lastSeen);
        lastSeen = content.identity();
        if (content.identity().equals(policies.present().digest())) {
            mended();
        } else if (settled) {
            if (refused != null && refused.identity().equals(content.identity())) {
                record(refused, now);
            } else {
                take(content, now);
            }
        }
    }

    private void take(Content content, Instant now) {
        try {
            PolicyFile next = content.parsed();
            String before = policies.present().digest();
            trail.changed(next, now);
            policies.enforce(next);
            woken = false;
            forget();
            Log.infof("policies changed: file=%s before=%s after=%s", next.name(), before, next.digest());
        } catch (Unfit e) {
            Mistake mistake = e.mistake();
            Broken found = new Broken(mistake.inWords(content.name()), mistake.digest(), now);
            broken = found;
            Log.errorf(
                    "policies broken: %s (%s stays in force)",
                    found.detail(), policies.present().digest());
            record(new Refused(content.identity(), mistake, false), now);
        }
    }

    private void record(Refused found, Instant now) {
        refused = found;
        if (!found.recorded()) {
            trail.rejected(found.mistake(), policies.present(), now);
            refused = new Refused(found.identity(), found.mistake(), true);
        }
    }

    private void mended() {
        if (broken != null) {
            Log.infof("policies whole again: %s", policies.present().digest());
        }
        forget();
    }

    private void forget() {
        broken = null;
        refused = null;
    }
}
