package dev.sixgate.audit.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a growing tree has to remember: the roots of the perfect subtrees that its leaves fall into, the largest first, one
 * for each bit of its size. Not thread-safe.
 */
public final class RightEdge {
    private final List<Hash> roots;
    private long size;

    private RightEdge(long size, List<Hash> roots) {
        this.size = size;
        this.roots = new ArrayList<>(roots);
    }

    /** Of a tree without leaves. */
    public static RightEdge empty() {
        return new RightEdge(0, List.of());
    }

    /** @throws IllegalArgumentException unless there is one root for each bit of the size */
    public static RightEdge of(long size, List<Hash> roots) {
        if (size < 0 || Long.bitCount(size) != roots.size()) {
            throw new IllegalArgumentException(
                    "a tree of " + size + " leaves does not have " + roots.size() + " subtrees");
        }
        return new RightEdge(size, roots);
    }

    /** Adds a leaf. */
    public void add(Hash leaf) {
        Hash node = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
            node = Hash.ofNode(roots.remove(roots.size() - 1), node);
        }
        roots.add(node);
        size++;
    }

    public long size() {
        return size;
    }

    /** The subtrees' roots, the largest subtree first. */
    public List<Hash> roots() {
        return List.copyOf(roots);
    }

    /** The tree's root. */
    public Hash root() {
        if (roots.isEmpty()) {
            return Hash.EMPTY_ROOT;
        }
        Hash root = roots.get(roots.size() - 1);
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Hash.ofNode(roots.get(i), root);
        }
        return root;
    }
}
