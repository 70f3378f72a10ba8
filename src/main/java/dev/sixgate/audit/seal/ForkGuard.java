package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tree against a checkpoint that was signed of it: a database that was restored from an old backup, or rewritten,
 * must not go on as if nothing had been said.
 */
@ApplicationScoped
class ForkGuard {
    private final DataSource dataSource;
    private volatile @Nullable Held held;

    ForkGuard(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What was found to fit: asked again only of another checkpoint, or another tree. */
    private record Held(String signed, long size) {}

    /** What is wrong, in one sentence; empty where the tree has grown out of the checkpoint's. */
    Optional<String> finding(SignedNote note, List<NoteSigner> signers, String kept) throws SQLException {
        Checkpoint known = Checkpoint.of(note);
        try {
            if (signers.stream().noneMatch(signer -> note.isSignedBy(signer.key()))) {
                return Optional.of("The checkpoint of " + known.size() + " events " + kept
                        + " was signed by none of the keys that are configured; where keys change, name the old one behind"
                        + " the new one until a checkpoint has both signatures.");
            }
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    "The checkpoint of " + known.size() + " events " + kept + " is forged: " + e.getMessage() + ".");
        }
        try (Connection connection = dataSource.getConnection()) {
            // Asked after the checkpoint was read: the tree has been sealed before anybody signed it.
            long size = Sealer.sizeOf(connection);
            if (size < known.size()) {
                return Optional.of("The database has " + size + " sealed events, but a checkpoint " + kept
                        + " says that " + known.size() + " were: the last " + (known.size() - size) + " are gone.");
            }
            Held now = new Held(note.text(), size);
            if (now.equals(held)) {
                return Optional.empty();
            }
            Hash root = new StoredTree(connection, known.size()).tree().root();
            if (!root.equals(known.root())) {
                return Optional.of("The first " + known.size() + " events of the database have the root " + root
                        + ", but a checkpoint " + kept + " says " + known.root() + ": they were rewritten.");
            }
            held = now;
            return Optional.empty();
        }
    }
}
