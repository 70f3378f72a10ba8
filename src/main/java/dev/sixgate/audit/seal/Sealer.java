package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.TileAddress;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Grows the tree by the events that are numbered and not in it yet. */
@ApplicationScoped
public class Sealer {
    /** Leaves in one transaction: 64 full tiles, half a megabyte of hashes. */
    static final int BATCH = 64 * TileAddress.FULL;

    private static final String SERIALIZATION_FAILURE = "40001";

    private final AgroalDataSource dataSource;

    Sealer(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The tree as it is stored.
     *
     * @param size how many leaves it has
     */
    public record Sealed(long size, Hash root) {}

    /** Holds the tree as it is against what is known of it, in the transaction that is about to go on from it. */
    interface Guard {
        /** No more is known than what is stored. */
        Guard NOTHING_KNOWN = (connection, edge) -> {};

        /**
         * @param edge of the stored tree, which is the leaves'
         * @throws LogForked where the tree is not what is known
         */
        void check(Connection connection, RightEdge edge) throws SQLException, LogForked;
    }

    /**
     * Takes what is numbered by now into the tree. Another sealer that is at work leaves nothing to do.
     *
     * @return the tree afterwards, committed; empty while another seals
     * @throws SQLException also where leaves are missing: then nothing is stored
     * @throws LogForked where the stored tree is not that of the leaves, or the guard does not know it: nothing is stored
     */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<Sealed> seal(Guard guard) throws SQLException, LogForked {
        Optional<Grown> grown;
        do {
            grown = inOneSnapshot(connection -> growOnce(connection, guard));
        } while (grown.isPresent() && grown.get().by() == BATCH);
        return grown.map(Grown::tree);
    }

    /** Checks the tree without adding to it; false while another seals. */
    @Transactional(Transactional.TxType.NEVER)
    boolean fits(Guard guard) throws SQLException, LogForked {
        return inOneSnapshot(connection -> checked(connection, guard)).isPresent();
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException, LogForked;
    }

    /** What is checked is what is gone on from: one snapshot, one sealer. */
    private <T> Optional<T> inOneSnapshot(Work<T> work) throws SQLException, LogForked {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try {
                if (!takesTheLock(connection)) {
                    return Optional.empty();
                }
                T done = work.in(connection);
                connection.commit();
                return Optional.of(done);
            } catch (SQLException e) {
                if (SERIALIZATION_FAILURE.equals(e.getSQLState())) {
                    // Another sealed between the snapshot and the lock.
                    return Optional.empty();
                }
                throw e;
            } finally {
                connection.rollback();
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                connection.setAutoCommit(true);
            }
        }
    }

    /** The tree after a transaction, and how many leaves it has more by it. */
    record Grown(Sealed tree, int by) {}

    /** What one transaction does, whose commit makes it so. */
    static Grown growOnce(Connection connection, Guard guard) throws SQLException, LogForked {
        RightEdge edge = checked(connection, guard);
        int by = grow(connection, edge);
        return new Grown(new Sealed(edge.size(), edge.root()), by);
    }

    private static RightEdge checked(Connection connection, Guard guard) throws SQLException, LogForked {
        RightEdge edge = edge(connection);
        if (!new StoredTree(connection, edge.size()).edge(edge.size()).equals(edge.roots())) {
            throw new LogForked("The sealed tree of " + edge.size() + " events has the root " + edge.root()
                    + ", which is not that of the events: one or the other was rewritten.");
        }
        guard.check(connection, edge);
        return edge;
    }

    /** How many leaves are sealed. */
    static long sizeOf(Connection connection) throws SQLException {
        return edge(connection).size();
    }

    /** Whether so many leaves are all that are numbered, and all that are sealed. */
    boolean hasAll(long size) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT n.size = ? AND s.size = n.size FROM audit_tree n, audit_sealed s")) {
            select.setLong(1, size);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static boolean takesTheLock(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("SELECT FROM audit_sealed FOR UPDATE SKIP LOCKED");
                ResultSet taken = lock.executeQuery()) {
            return taken.next();
        }
    }

    /** The right edge of the sealed tree. */
    static RightEdge edge(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT size, edge FROM audit_sealed");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("there is no stored tree");
            }
            return RightEdge.of(row.getLong(1), Hashes.split(row.getBytes(2)));
        }
    }

    /** Adds the next leaves, and stores the tiles that they fill. */
    private static int grow(Connection connection, RightEdge edge) throws SQLException {
        long before = edge.size();
        List<Hash> leaves = leaves(connection, before);
        if (leaves.isEmpty()) {
            return 0;
        }
        leaves.forEach(edge::add);
        long firstTile = before / TileAddress.FULL;
        long tiles = edge.size() / TileAddress.FULL;
        if (tiles > firstTile) {
            storeTiles(connection, edge.size(), firstTile, tiles);
        }
        storeSize(connection, before, edge);
        return leaves.size();
    }

    private static List<Hash> leaves(Connection connection, long from) throws SQLException {
        List<Hash> leaves = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT leaf_index, leaf_hash FROM audit_index WHERE leaf_index >= ? ORDER BY leaf_index LIMIT ?")) {
            select.setLong(1, from);
            select.setInt(2, BATCH);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (rows.getLong(1) != from + leaves.size()) {
                        throw new SQLException("the audit trail has no leaf " + (from + leaves.size()));
                    }
                    leaves.add(Hash.of(rows.getBytes(2)));
                }
            }
        }
        return leaves;
    }

    /** The tiles of the leaves, and those above them that are full by that. */
    private static void storeTiles(Connection connection, long size, long firstTile, long tiles) throws SQLException {
        var stored = new StoredTree(connection, size);
        long first = firstTile;
        long end = tiles;
        for (int level = 0; end > first; level++) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO audit_tile (level, tile, hashes) VALUES (?, ?, ?)")) {
                for (long tile = first; tile < end; tile++) {
                    insert.setInt(1, level);
                    insert.setLong(2, tile);
                    insert.setBytes(3, Hashes.joined(stored.computed(level, tile, TileAddress.FULL)));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            first /= TileAddress.FULL;
            end /= TileAddress.FULL;
        }
    }

    private static void storeSize(Connection connection, long before, RightEdge edge) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE audit_sealed SET size = ?, edge = ? WHERE size = ?")) {
            update.setLong(1, edge.size());
            update.setBytes(2, Hashes.joined(edge.roots()));
            update.setLong(3, before);
            if (update.executeUpdate() != 1) {
                throw new SQLException("another sealer has grown the tree meanwhile");
            }
        }
    }
}
