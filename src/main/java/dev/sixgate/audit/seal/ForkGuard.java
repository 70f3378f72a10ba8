package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.SignedNote;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Holds the tree against the checkpoints that were signed of it: a database that was restored from an old backup, or rewritten,
 * must not go on as if nothing had been said.
 *
 * @param outside the newest checkpoints that are kept outside of the database; read before the transaction begins, so that what
 *     it was signed of is committed
 */
record ForkGuard(String origin, List<NoteSigner> signers, List<SignedNote> outside) implements Sealer.Guard {
    @Override
    public void check(Connection connection, RightEdge edge) throws SQLException, LogForked {
        for (SignedNote note : outside) {
            compare(connection, edge, note, "outside of it");
        }
        Optional<SignedNote> inside = StoredCheckpoints.newestAsSigned(connection, origin);
        if (inside.isPresent()
                && outside.stream().map(SignedNote::text).noneMatch(inside.get().text()::equals)) {
            compare(connection, edge, inside.get(), "inside of it");
        }
    }

    private void compare(Connection connection, RightEdge edge, SignedNote note, String kept)
            throws SQLException, LogForked {
        Checkpoint known = Checkpoint.of(note);
        requireSigned(note, known, kept);
        if (edge.size() < known.size()) {
            throw new LogForked("The database has " + edge.size() + " sealed events, but a checkpoint " + kept
                    + " says that " + known.size() + " were: the last " + (known.size() - edge.size())
                    + " are gone. Restore the right database; or, if there is none, let the log go on by a key of another"
                    + " name (sixgate.audit.signing-key).");
        }
        Hash root = edge.size() == known.size()
                ? edge.root()
                : new StoredTree(connection, known.size()).tree().root();
        if (!root.equals(known.root())) {
            throw new LogForked("The first " + known.size() + " events of the database have the root " + root
                    + ", but a checkpoint " + kept + " says " + known.root() + ": they were rewritten.");
        }
    }

    private void requireSigned(SignedNote note, Checkpoint known, String kept) throws LogForked {
        boolean signed;
        try {
            signed = signers.stream().anyMatch(signer -> note.isSignedBy(signer.key()));
        } catch (IllegalArgumentException e) {
            throw new LogForked(
                    "The checkpoint of " + known.size() + " events " + kept + " is forged: " + e.getMessage() + ".");
        }
        if (!signed) {
            throw new LogForked("The checkpoint of " + known.size() + " events " + kept
                    + " was signed by none of the keys that are configured; where keys change, name the old one behind"
                    + " the new one until a checkpoint has both signatures.");
        }
    }
}
