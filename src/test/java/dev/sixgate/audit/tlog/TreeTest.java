package dev.sixgate.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeTest {
    /** Past two powers of two, odd and even: every shape of right edge occurs. */
    private static final int MOST = 70;

    private static final List<Hash> LEAVES = IntStream.range(0, MOST)
            .mapToObj(i -> Hash.ofLeaf(("L" + i).getBytes(StandardCharsets.UTF_8)))
            .toList();

    private static Tree tree(int size) {
        return new Tree(size, TreeTest::node);
    }

    private static Hash node(int level, long index) {
        int width = 1 << level;
        return byDefinition(LEAVES.subList((int) index * width, (int) (index + 1) * width));
    }

    /** RFC 6962, section 2.1, word by word. */
    private static Hash byDefinition(List<Hash> leaves) {
        if (leaves.isEmpty()) {
            return Hash.EMPTY_ROOT;
        }
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int k = 1;
        while (k * 2 < leaves.size()) {
            k *= 2;
        }
        return Hash.ofNode(byDefinition(leaves.subList(0, k)), byDefinition(leaves.subList(k, leaves.size())));
    }

    private static Hash root(int size) {
        return byDefinition(LEAVES.subList(0, size));
    }

    @Test
    void theHashesAreThoseOfTheRfc() {
        assertThat(HexFormat.of().formatHex(Hash.EMPTY_ROOT.bytes()))
                .startsWith("e3b0c442")
                .endsWith("b855");
        assertThat(HexFormat.of().formatHex(Hash.ofLeaf(new byte[0]).bytes()))
                .startsWith("6e340b9c")
                .endsWith("a01d");
        assertThat(HexFormat.of()
                        .formatHex(Hash.ofLeaf("L123456".getBytes(StandardCharsets.US_ASCII))
                                .bytes()))
                .startsWith("395aa064")
                .endsWith("4d56");
    }

    @Test
    void theRootIsTheOneOfTheDefinitionForEverySize() {
        RightEdge edge = RightEdge.empty();
        for (int size = 0; size < MOST; size++) {
            assertThat(tree(size).root()).as("%d leaves", size).isEqualTo(root(size));
            assertThat(edge.root()).as("%d leaves, grown", size).isEqualTo(root(size));
            assertThat(RightEdge.of(size, edge.roots()).root()).isEqualTo(root(size));
            edge.add(LEAVES.get(size));
        }
    }

    @Test
    void everyLeafOfEveryTreeIsShownToBeInItAndNowhereElse() {
        for (int size = 1; size < MOST; size++) {
            for (int leaf = 0; leaf < size; leaf++) {
                List<Hash> proof = tree(size).inclusionProof(leaf);

                assertThat(Proofs.includes(size, root(size), leaf, LEAVES.get(leaf), proof))
                        .isTrue();
                assertThat(Proofs.includes(size, root(size), leaf, LEAVES.get((leaf + 1) % MOST), proof))
                        .isFalse();
                assertThat(Proofs.includes(size, root(size), leaf + 1, LEAVES.get(leaf), proof))
                        .isFalse();
                assertThat(Proofs.includes(size, root(size - 1), leaf, LEAVES.get(leaf), proof))
                        .isFalse();
                int of = size;
                int at = leaf;
                spoilt(proof)
                        .forEach(bad -> assertThat(Proofs.includes(of, root(of), at, LEAVES.get(at), bad))
                                .isFalse());
            }
        }
    }

    @Test
    void everyTreeIsShownToGrowOutOfEverySmallerOneAndNoOther() {
        for (int larger = 1; larger < MOST; larger++) {
            for (int smaller = 1; smaller <= larger; smaller++) {
                List<Hash> proof = tree(larger).consistencyProof(smaller);

                assertThat(Proofs.isConsistent(smaller, root(smaller), larger, root(larger), proof))
                        .as("%d to %d", smaller, larger)
                        .isTrue();
                assertThat(Proofs.isConsistent(smaller, root(smaller - 1), larger, root(larger), proof))
                        .isFalse();
                assertThat(Proofs.isConsistent(smaller, root(smaller), larger, root(larger + 1), proof))
                        .isFalse();
                int from = smaller;
                int to = larger;
                spoilt(proof)
                        .forEach(bad -> assertThat(Proofs.isConsistent(from, root(from), to, root(to), bad))
                                .isFalse());
            }
        }
    }

    @Test
    void anEmptyTreeIsTheBeginningOfEveryTreeAndNeedsNoProof() {
        assertThat(Proofs.isConsistent(0, Hash.EMPTY_ROOT, 5, root(5), List.of()))
                .isTrue();
        assertThat(Proofs.isConsistent(0, root(1), 5, root(5), List.of())).isFalse();
        assertThat(Proofs.isConsistent(0, Hash.EMPTY_ROOT, 5, root(5), List.of(root(1))))
                .isFalse();
        assertThat(Proofs.isConsistent(5, root(5), 4, root(4), List.of())).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> tree(5).consistencyProof(0));
        assertThatIllegalArgumentException().isThrownBy(() -> tree(5).consistencyProof(6));
        assertThatIllegalArgumentException().isThrownBy(() -> tree(5).inclusionProof(5));
    }

    /** The proof with one hash changed, left out or added, each way once. */
    private static List<List<Hash>> spoilt(List<Hash> proof) {
        Hash other = Hash.ofLeaf("another".getBytes(StandardCharsets.UTF_8));
        List<List<Hash>> spoilt = new ArrayList<>();
        for (int i = 0; i <= proof.size(); i++) {
            List<Hash> longer = new ArrayList<>(proof);
            longer.add(i, other);
            spoilt.add(longer);
            if (i < proof.size()) {
                List<Hash> changed = new ArrayList<>(proof);
                changed.set(i, other);
                spoilt.add(changed);
                List<Hash> shorter = new ArrayList<>(proof);
                shorter.remove(i);
                spoilt.add(shorter);
            }
        }
        return spoilt;
    }
}
