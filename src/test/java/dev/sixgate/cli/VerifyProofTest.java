package dev.sixgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.Proofs;
import dev.sixgate.audit.tlog.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The verifier's own judgement of proofs, by public vectors and beside the service's. */
class VerifyProofTest {
    private static final int SIZE = 33;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Tree tree = SignedLog.of(SIZE).tree(SIZE);

    private static List<Path> vectors() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/vectors/rfc6962/inclusion"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreAllVectors() throws IOException {
        assertThat(vectors()).hasSize(98);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aProofIsAcceptedExactlyWhereTheVectorSaysSo(Path file) throws IOException {
        JsonNode vector = JSON.readTree(file.toFile());
        List<byte[]> proof = new ArrayList<>();
        vector.path("proof").forEach(hash -> proof.add(decoded(hash)));

        boolean isAccepted = vector.path("leafIdx").canConvertToLong()
                && vector.path("treeSize").canConvertToLong()
                && Verify.Proof.includes(
                        vector.path("treeSize").asLong(),
                        decoded(vector.path("root")),
                        vector.path("leafIdx").asLong(),
                        decoded(vector.path("leafHash")),
                        proof);

        assertThat(isAccepted)
                .as(vector.path("desc").asText())
                .isEqualTo(!vector.path("wantErr").asBoolean());
    }

    private static byte[] decoded(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText(""));
    }

    @Test
    void everyInclusionIsShownAndNoOther() {
        for (int size = 1; size <= SIZE; size++) {
            byte[] root = new Tree(size, tree.nodes()).root().bytes();
            for (int leaf = 0; leaf < size; leaf++) {
                byte[] hash = Hash.ofLeaf(SignedLog.event(leaf)).bytes();
                List<byte[]> proof = bytes(new Tree(size, tree.nodes()).inclusionProof(leaf));

                assertThat(Verify.Proof.includes(size, root, leaf, hash, proof)).isTrue();
                for (int other = -1; other <= size; other++) {
                    assertThat(Verify.Proof.includes(size, root, other, hash, proof))
                            .isEqualTo(other == leaf);
                }
            }
        }
    }

    @Test
    void aHashThatIsMissingIsNotTakenForZeros() {
        Hash leaf = Hash.ofLeaf(SignedLog.event(0));
        Hash zeros = Hash.of(new byte[Hash.SIZE]);
        Hash root = Hash.ofNode(leaf, zeros);

        assertThat(Verify.Proof.includes(2, root.bytes(), 0, leaf.bytes(), List.of(zeros.bytes())))
                .isTrue();
        assertThat(Verify.Proof.includes(2, root.bytes(), 0, leaf.bytes(), List.of()))
                .isFalse();
        assertThat(Verify.Proof.grows(1, leaf.bytes(), 2, root.bytes(), List.of()))
                .isFalse();
    }

    @Test
    void everyGrowthIsShownAndNoOther() {
        for (int to = 1; to <= SIZE; to++) {
            Tree larger = new Tree(to, tree.nodes());
            for (int from = 1; from <= to; from++) {
                Hash small = new Tree(from, tree.nodes()).root();
                List<Hash> proof = larger.consistencyProof(from);

                assertThat(grows(from, small, larger, proof)).isTrue();
                for (int other = 0; other <= to + 1; other++) {
                    assertThat(grows(other, small, larger, proof))
                            .isEqualTo(Proofs.isConsistent(other, small, to, larger.root(), proof))
                            .isEqualTo(other == from);
                }
                for (int i = 0; i < proof.size(); i++) {
                    List<Hash> broken = new ArrayList<>(proof);
                    broken.set(i, Hash.EMPTY_ROOT);
                    assertThat(grows(from, small, larger, broken)).isFalse();
                    broken.remove(i);
                    assertThat(grows(from, small, larger, broken)).isFalse();
                }
                List<Hash> longer = new ArrayList<>(proof);
                longer.add(small);
                assertThat(grows(from, small, larger, longer)).isFalse();
            }
        }
    }

    private static boolean grows(int from, Hash root, Tree larger, List<Hash> proof) {
        return Verify.Proof.grows(
                from, root.bytes(), larger.size(), larger.root().bytes(), bytes(proof));
    }

    private static List<byte[]> bytes(List<Hash> hashes) {
        return hashes.stream().map(Hash::bytes).toList();
    }
}
