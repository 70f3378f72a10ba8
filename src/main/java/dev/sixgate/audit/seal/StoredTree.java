package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.Nodes;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.TileAddress;
import dev.sixgate.audit.tlog.Tree;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tree of some size as it is stored: full tiles, and the leaves beyond them. To be used on one connection and thrown away. */
final class StoredTree implements Nodes {
    private final Connection connection;
    private final long size;
    private final Map<TileAddress, List<Hash>> read = new HashMap<>();

    /** @param size no more than is sealed */
    StoredTree(Connection connection, long size) {
        this.connection = connection;
        this.size = size;
    }

    /** To make proofs of. */
    Tree tree() {
        return new Tree(size, this);
    }

    /** The right edge of the tree as it was at a smaller size: the roots of its perfect subtrees, the largest first. */
    List<Hash> edge(long smaller) {
        List<Hash> roots = new ArrayList<>();
        long begin = 0;
        for (int level = Long.SIZE - 2; level >= 0; level--) {
            long leaves = 1L << level;
            if ((smaller & leaves) != 0) {
                roots.add(node(level, begin / leaves));
                begin += leaves;
            }
        }
        return roots;
    }

    @Override
    public Hash node(int level, long index) {
        int tileLevel = level / TileAddress.HEIGHT;
        int width = 1 << level % TileAddress.HEIGHT;
        long first = index * width;
        long tile = first / TileAddress.FULL;
        int offset = (int) (first % TileAddress.FULL);
        return root(hashes(tileLevel, tile).subList(offset, offset + width));
    }

    /** A tile's hashes, as many as a tree of this size has of it. */
    List<Hash> hashes(int level, long tile) {
        long known = size >>> level * TileAddress.HEIGHT;
        int width = (int) Math.min(TileAddress.FULL, known - tile * TileAddress.FULL);
        return read.computeIfAbsent(new TileAddress(level, tile, width), this::find);
    }

    private List<Hash> find(TileAddress tile) {
        try {
            Optional<List<Hash>> full = stored(tile);
            return full.isPresent()
                    ? full.get().subList(0, tile.width())
                    : computed(tile.level(), tile.index(), tile.width());
        } catch (SQLException e) {
            throw new IllegalStateException("the audit tree cannot be read", e);
        }
    }

    private Optional<List<Hash>> stored(TileAddress tile) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT hashes FROM audit_tile WHERE level = ? AND tile = ?")) {
            select.setInt(1, tile.level());
            select.setLong(2, tile.index());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Hashes.split(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    /** Of the leaves, or of the full tiles of the level below. */
    List<Hash> computed(int level, long tile, int width) throws SQLException {
        String below = level == 0
                ? "SELECT leaf_hash FROM audit_index WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index"
                : "SELECT hashes FROM audit_tile WHERE tile >= ? AND tile < ? AND level = " + (level - 1)
                        + " ORDER BY tile";
        List<Hash> hashes = new ArrayList<>(width);
        try (PreparedStatement select = connection.prepareStatement(below)) {
            select.setLong(1, tile * TileAddress.FULL);
            select.setLong(2, tile * TileAddress.FULL + width);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    hashes.add(root(Hashes.split(rows.getBytes(1))));
                }
            }
        }
        if (hashes.size() != width) {
            throw new SQLException("the audit tree lacks hashes of tile " + level + "/" + tile);
        }
        return hashes;
    }

    private static Hash root(List<Hash> leaves) {
        RightEdge edge = RightEdge.empty();
        leaves.forEach(edge::add);
        return edge.root();
    }
}
