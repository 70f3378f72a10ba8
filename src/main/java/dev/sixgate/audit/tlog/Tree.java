package dev.sixgate.audit.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree of some size over known nodes: its root, and the proofs that a leaf is in it or that it grew out of a smaller
 * one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6962#section-2.1">RFC 6962, section 2.1</a>
 */
public record Tree(long size, Nodes nodes) {

    /** @throws IllegalArgumentException for a negative size */
    public Tree {
        if (size < 0) {
            throw new IllegalArgumentException("a tree of " + size + " leaves");
        }
    }

    /** The tree's root hash. */
    public Hash root() {
        return size == 0 ? Hash.EMPTY_ROOT : over(0, size);
    }

    /**
     * What proves that the leaf is in the tree, from the leaf up.
     *
     * @throws IllegalArgumentException if the tree has no such leaf
     */
    public List<Hash> inclusionProof(long leaf) {
        if (leaf < 0 || leaf >= size) {
            throw new IllegalArgumentException("no leaf " + leaf + " in a tree of " + size);
        }
        List<Hash> proof = new ArrayList<>();
        path(leaf, 0, size, proof);
        return proof;
    }

    /**
     * What proves that this tree grew out of a smaller one by adding leaves alone.
     *
     * @throws IllegalArgumentException if the smaller tree is empty or larger than this one
     */
    public List<Hash> consistencyProof(long smaller) {
        if (smaller <= 0 || smaller > size) {
            throw new IllegalArgumentException("no consistency proof from " + smaller + " to " + size);
        }
        List<Hash> proof = new ArrayList<>();
        subproof(smaller, 0, size, true, proof);
        return proof;
    }

    private void path(long leaf, long from, long to, List<Hash> proof) {
        if (to - from == 1) {
            return;
        }
        long middle = from + split(to - from);
        if (leaf < middle) {
            path(leaf, from, middle, proof);
            proof.add(over(middle, to));
        } else {
            path(leaf, middle, to, proof);
            proof.add(over(from, middle));
        }
    }

    private void subproof(long smaller, long from, long to, boolean known, List<Hash> proof) {
        if (smaller == to - from) {
            if (!known) {
                proof.add(over(from, to));
            }
            return;
        }
        long left = split(to - from);
        if (smaller <= left) {
            subproof(smaller, from, from + left, known, proof);
            proof.add(over(from + left, to));
        } else {
            subproof(smaller - left, from + left, to, false, proof);
            proof.add(over(from, from + left));
        }
    }

    /** The hash over a range as the recursion meets it: it begins at a multiple of the next power of two. */
    private Hash over(long from, long to) {
        long leaves = to - from;
        if (Long.bitCount(leaves) == 1) {
            return nodes.node(Long.numberOfTrailingZeros(leaves), from / leaves);
        }
        long middle = from + split(leaves);
        return Hash.ofNode(over(from, middle), over(middle, to));
    }

    /** The largest power of two that is smaller. */
    private static long split(long leaves) {
        return Long.highestOneBit(leaves - 1);
    }
}
