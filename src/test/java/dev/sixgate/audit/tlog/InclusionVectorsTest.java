package dev.sixgate.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InclusionVectorsTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors/rfc6962/inclusion");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<Path> vectors() throws IOException {
        try (Stream<Path> files = Files.walk(VECTORS)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereAreVectorsOfBothKinds() throws IOException {
        assertThat(vectors()).hasSize(98);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aProofIsAcceptedExactlyWhereTheVectorSaysSo(Path file) throws IOException {
        JsonNode vector = JSON.readTree(file.toFile());

        assertThat(isAccepted(vector))
                .as(vector.path("desc").asText())
                .isEqualTo(!vector.path("wantErr").asBoolean());
    }

    /** Indices and sizes are unsigned there; what does not fit into a long is beyond every tree. Nor is every hash one. */
    private static boolean isAccepted(JsonNode vector) {
        if (!vector.path("leafIdx").canConvertToLong()
                || !vector.path("treeSize").canConvertToLong()) {
            return false;
        }
        List<Hash> proof = new ArrayList<>();
        for (JsonNode each : vector.path("proof")) {
            Optional<Hash> hash = hash(each);
            if (hash.isEmpty()) {
                return false;
            }
            proof.add(hash.get());
        }
        Optional<Hash> root = hash(vector.path("root"));
        Optional<Hash> leaf = hash(vector.path("leafHash"));
        return root.isPresent()
                && leaf.isPresent()
                && Proofs.includes(
                        vector.path("treeSize").asLong(),
                        root.get(),
                        vector.path("leafIdx").asLong(),
                        leaf.get(),
                        proof);
    }

    private static Optional<Hash> hash(JsonNode base64) {
        byte[] bytes = Base64.getDecoder().decode(base64.asText(""));
        return bytes.length == Hash.SIZE ? Optional.of(Hash.of(bytes)) : Optional.empty();
    }
}
