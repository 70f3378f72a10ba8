package dev.sixgate.audit.tlog;

import java.util.List;

/**
 * Judges proofs, and believes nothing but hashes: a proof of the wrong length is refused, however its hashes come out.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2">RFC 9162, section 2.1.3.2: inclusion</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4.2">RFC 9162, section 2.1.4.2: consistency</a>
 */
public final class Proofs {
    private Proofs() {}

    /** Whether the proof shows that the tree of that size and root has that leaf at that index. */
    public static boolean includes(long size, Hash root, long index, Hash leaf, List<Hash> proof) {
        if (index < 0 || index >= size) {
            return false;
        }
        int inner = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
        int border = Long.bitCount(index >>> inner);
        if (proof.size() != inner + border) {
            return false;
        }
        Hash hash = leaf;
        for (int level = 0; level < inner; level++) {
            boolean isLeft = (index >>> level & 1) == 0;
            hash = isLeft ? Hash.ofNode(hash, proof.get(level)) : Hash.ofNode(proof.get(level), hash);
        }
        for (Hash left : proof.subList(inner, proof.size())) {
            hash = Hash.ofNode(left, hash);
        }
        return hash.equals(root);
    }

    /** Whether the proof shows that the larger tree begins with all that is in the smaller one. */
    public static boolean isConsistent(long smaller, Hash smallerRoot, long larger, Hash largerRoot, List<Hash> proof) {
        if (smaller < 0 || smaller > larger) {
            return false;
        }
        if (smaller == larger) {
            return proof.isEmpty() && smallerRoot.equals(largerRoot);
        }
        if (smaller == 0) {
            return proof.isEmpty() && smallerRoot.equals(Hash.EMPTY_ROOT);
        }
        boolean isPerfect = Long.bitCount(smaller) == 1;
        if (!isPerfect && proof.isEmpty()) {
            return false;
        }
        Hash first = isPerfect ? smallerRoot : proof.get(0);
        return climb(
                smaller - 1,
                larger - 1,
                first,
                proof.subList(isPerfect ? 0 : 1, proof.size()),
                smallerRoot,
                largerRoot);
    }

    private static boolean climb(
            long lastOfSmaller, long lastOfLarger, Hash first, List<Hash> rest, Hash smallerRoot, Hash largerRoot) {
        int shared = Long.numberOfTrailingZeros(~lastOfSmaller);
        long node = lastOfSmaller >>> shared;
        long last = lastOfLarger >>> shared;
        Hash small = first;
        Hash large = first;
        for (Hash next : rest) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                small = Hash.ofNode(next, small);
                large = Hash.ofNode(next, large);
                while ((node & 1) == 0 && node != 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                large = Hash.ofNode(large, next);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && small.equals(smallerRoot) && large.equals(largerRoot);
    }
}
