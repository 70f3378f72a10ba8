package dev.sixgate.audit.tlog;

/** Knows the hashes of a tree's perfect subtrees. */
@FunctionalInterface
public interface Nodes {
    /**
     * The root of the subtree over the leaves {@code index * 2^level} up to, but without, {@code (index + 1) * 2^level}; all
     * of them are in the tree.
     *
     * @param level 0 for leaves
     */
    Hash node(int level, long index);
}
