package dev.sixgate.audit.seal;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Retention;
import dev.sixgate.audit.Retention.Removed;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.LeafProof;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.tlog.TileAddress;
import dev.sixgate.audit.tlog.Tree;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What outsiders read of the log: the newest checkpoint, the tree below it in tiles, and proofs.
 *
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 */
@ApplicationScoped
public class LogReader {
    /** What stands for a removed event beside others that are there: no event is empty. */
    private static final byte[] GONE = {};

    private static final int BYTE = 8;

    private final DataSource dataSource;
    private final SigningKeys keys;
    private final StoredCheckpoints checkpoints;
    private final Retention retention;

    LogReader(DataSource dataSource, SigningKeys keys, StoredCheckpoints checkpoints, Retention retention) {
        this.retention = retention;
        this.dataSource = dataSource;
        this.keys = keys;
        this.checkpoints = checkpoints;
    }

    /** Reads with the newest checkpoint at hand. */
    private interface Reading<T> {
        T of(Connection connection, SignedNote note) throws SQLException;
    }

    /** The newest checkpoint; empty while nothing is signed. */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<SignedNote> checkpoint() {
        return read((connection, note) -> note);
    }

    /** A tile's hashes, one behind the other; empty where the newest checkpoint's tree has no such tile. */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<byte[]> tile(TileAddress tile) {
        return read((connection, note) -> {
                    long size = Checkpoint.of(note).size();
                    return tile.isIn(size)
                            ? Optional.of(Hashes.joined(new StoredTree(connection, size)
                                    .hashes(tile.level(), tile.index())
                                    .subList(0, tile.width())))
                            : Optional.<byte[]>empty();
                })
                .flatMap(found -> found);
    }

    /**
     * The entries of a tile's leaves, each behind its length in two bytes; of one that was removed, a length of zero.
     * Empty where there is no such tile, or none of its events is there any more.
     */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<byte[]> entries(TileAddress bundle) {
        return read((connection, note) -> bundle.isIn(Checkpoint.of(note).size())
                        ? entries(connection, bundle.index() * TileAddress.FULL, bundle.width())
                        : Optional.<byte[]>empty())
                .flatMap(found -> found);
    }

    /** That the newest checkpoint's tree has that event; empty where it has not, or not yet. */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<LeafProof> proof(UUID event) {
        return read((connection, note) -> {
                    long size = Checkpoint.of(note).size();
                    return leafOf(connection, event)
                            .filter(leaf -> leaf < size)
                            .map(leaf -> new LeafProof(
                                    leaf,
                                    new StoredTree(connection, size).tree().inclusionProof(leaf),
                                    note));
                })
                .flatMap(found -> found);
    }

    /**
     * That the tree of one size grew out of a smaller one.
     *
     * @return empty where the newest checkpoint's tree is smaller than that
     * @throws IllegalArgumentException if the sizes are no sizes of two such trees
     */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<Consistency> consistency(long from, long to) {
        return read((connection, note) -> {
                    if (to > Checkpoint.of(note).size()) {
                        return Optional.<Consistency>empty();
                    }
                    var larger = new StoredTree(connection, to).tree();
                    var smaller = new StoredTree(connection, from).tree();
                    return Optional.of(new Consistency(
                            from,
                            smaller.root(),
                            to,
                            larger.root(),
                            from == 0 ? List.of() : larger.consistencyProof(from)));
                })
                .flatMap(found -> found);
    }

    /** Two trees, and what shows that the larger one grew out of the smaller one. */
    public record Consistency(long from, Hash fromRoot, long to, Hash toRoot, List<Hash> proof) {}

    /**
     * What a part of the log needs to be held against a checkpoint.
     *
     * @param edge the roots of the perfect subtrees before it, the largest first
     * @param consistency from the tree that ends with it to the checkpoint's; empty where both are the same, or it is empty
     */
    public record Span(List<Hash> edge, List<Hash> consistency) {}

    /**
     * Of the leaves from one to another.
     *
     * @param to exclusive; at most the checkpoint's size
     */
    @Transactional(Transactional.TxType.NEVER)
    public Span span(long from, long to, SignedNote checkpoint) {
        long size = Checkpoint.of(checkpoint).size();
        try (Connection connection = dataSource.getConnection()) {
            var tree = new StoredTree(connection, size);
            return new Span(
                    tree.edge(from),
                    to == 0 || to == size ? List.of() : tree.tree().consistencyProof(to));
        } catch (SQLException | IllegalStateException e) {
            throw away(e);
        }
    }

    /** Leaves, proven by a checkpoint that is at hand. */
    @Transactional(Transactional.TxType.NEVER)
    public List<LeafProof> proofs(List<Long> leaves, SignedNote checkpoint) {
        try (Connection connection = dataSource.getConnection()) {
            Tree tree = new StoredTree(connection, Checkpoint.of(checkpoint).size()).tree();
            return leaves.stream()
                    .map(leaf -> new LeafProof(leaf, tree.inclusionProof(leaf), checkpoint))
                    .toList();
        } catch (SQLException | IllegalStateException e) {
            throw away(e);
        }
    }

    private static Refusal away(Exception e) {
        Log.errorf("audit log not readable: %s", e.getMessage());
        return new Refusal(Reason.NOT_READY, "The audit trail cannot be read now. Try again shortly.");
    }

    private <T> Optional<T> read(Reading<T> reading) {
        Optional<String> origin = keys.origin();
        if (origin.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = dataSource.getConnection()) {
            Optional<SignedNote> newest = checkpoints.newest(connection, origin.get());
            return newest.isPresent() ? Optional.of(reading.of(connection, newest.get())) : Optional.empty();
        } catch (SQLException | IllegalStateException e) {
            throw away(e);
        }
    }

    private static Optional<Long> leafOf(Connection connection, UUID event) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT leaf_index FROM audit_index WHERE event_id = ?")) {
            select.setObject(1, event);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
            }
        }
    }

    private Optional<byte[]> entries(Connection connection, long from, int count) throws SQLException {
        Removed gone = retention.removed();
        var bundle = new ByteArrayOutputStream();
        int found = 0;
        int removed = 0;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT e.body, i.recorded_at, i.action, i.leaf_index FROM audit_index i LEFT JOIN audit_event e USING (recorded_at, event_id)"
                        + " WHERE i.leaf_index >= ? AND i.leaf_index < ? ORDER BY i.leaf_index")) {
            select.setLong(1, from);
            select.setLong(2, from + count);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byte[] body = rows.getBytes(1);
                    if (body != null) {
                        append(bundle, body);
                        found++;
                    } else if (gone.covers(
                            rows.getLong(4),
                            rows.getObject(2, OffsetDateTime.class).toInstant(),
                            rows.getString(3))) {
                        append(bundle, GONE);
                        removed++;
                    }
                }
            }
        }
        if (found + removed != count) {
            throw new SQLException("the audit trail lacks events of the leaves from " + from);
        }
        return found == 0 ? Optional.empty() : Optional.of(bundle.toByteArray());
    }

    private static void append(ByteArrayOutputStream bundle, byte[] entry) {
        bundle.write(entry.length >>> BYTE);
        bundle.write(entry.length);
        bundle.writeBytes(entry);
    }
}
