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

    /**
     * Takes what is numbered by now into the tree. Another sealer that is at work leaves nothing to do.
     *
     * @return the tree afterwards, committed; empty while another seals
     * @throws SQLException also where the stored tree and the index do not fit together: then nothing is stored
     */
    @Transactional(Transactional.TxType.NEVER)
    public Optional<Sealed> seal() throws SQLException {
        Optional<Sealed> sealed;
        int added;
        do {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    if (!takesTheLock(connection)) {
                        return Optional.empty();
                    }
                    Grown grown = growOnce(connection);
                    connection.commit();
                    added = grown.by();
                    sealed = Optional.of(grown.tree());
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        } while (added == BATCH);
        return sealed;
    }

    /** The tree after a transaction, and how many leaves it has more by it. */
    record Grown(Sealed tree, int by) {}

    /** What one transaction does, whose commit makes it so. */
    static Grown growOnce(Connection connection) throws SQLException {
        RightEdge edge = edge(connection);
        int by = grow(connection, edge);
        return new Grown(new Sealed(edge.size(), edge.root()), by);
    }

    /** How many leaves are sealed. */
    static long sizeOf(Connection connection) throws SQLException {
        return edge(connection).size();
    }

    private static boolean takesTheLock(Connection connection) throws SQLException {
        try (PreparedStatement lock =
                        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(hashtext('audit_seal'))");
                ResultSet taken = lock.executeQuery()) {
            return taken.next() && taken.getBoolean(1);
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
