package dev.sixgate.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.LeafProof;
import dev.sixgate.audit.tlog.NoteKey;
import dev.sixgate.audit.tlog.Proofs;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.tlog.TileAddress;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log as an outsider reads it: with a key and a checkpoint, over HTTP. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class LogApiTest {
    @Inject
    AuditLog log;

    @Inject
    Sealing sealing;

    private UUID event = new UUID(0, 0);

    @BeforeEach
    void somethingIsSealed() throws Exception {
        for (int i = 0; i < 300; i++) {
            event = log.appendAlone(AuditEvent.of("test.read", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH)
                    .with("number", i));
        }
        sealing.run();
    }

    private static Response ada(String path) {
        return given().auth().preemptive().basic("ada", "demo").get(path);
    }

    private static SignedNote note() {
        return SignedNote.parse(given().get("/audit/checkpoint")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static NoteKey key() {
        String keys = given().get("/audit/key").then().statusCode(200).extract().asString();
        assertThat(keys).endsWith("\n");
        return NoteKey.of(keys.split("\n")[0]);
    }

    @Test
    void whoeverReadsAllEntriesGetsTheSignedRoot() {
        SignedNote note = note();
        Checkpoint checkpoint = Checkpoint.of(note);
        assertThat(note.isSignedBy(key())).isTrue();
        assertThat(checkpoint.size()).isGreaterThanOrEqualTo(300);

        RightEdge edge = RightEdge.empty();
        for (TileAddress tile : tiles(0, checkpoint.size())) {
            byte[] hashes = given().get("/audit/" + tile.path())
                    .then()
                    .statusCode(200)
                    .extract()
                    .asByteArray();
            assertThat(hashes).hasSize(32 * tile.width());
            ByteBuffer entries = ByteBuffer.wrap(ada("/audit/" + tile.entriesPath())
                    .then()
                    .statusCode(200)
                    .extract()
                    .asByteArray());
            for (int i = 0; i < tile.width(); i++) {
                byte[] entry = new byte[Short.toUnsignedInt(entries.getShort())];
                entries.get(entry);
                Hash leaf = Hash.ofLeaf(entry);
                assertThat(leaf.bytes()).isEqualTo(Arrays.copyOfRange(hashes, 32 * i, 32 * (i + 1)));
                edge.add(leaf);
            }
            assertThat(entries.remaining()).isZero();
        }
        assertThat(edge.root()).isEqualTo(checkpoint.root());
    }

    @Test
    void theTilesAboveAreTheRootsOfThoseBelow() {
        long size = Checkpoint.of(note()).size();
        List<TileAddress> above = tiles(1, size >>> 8);
        assertThat(above).isNotEmpty();
        byte[] hashes = given().get("/audit/" + above.get(0).path()).asByteArray();
        byte[] first = given().get("/audit/tile/0/000").asByteArray();
        RightEdge edge = RightEdge.empty();
        for (int i = 0; i < 256; i++) {
            edge.add(Hash.of(Arrays.copyOfRange(first, 32 * i, 32 * (i + 1))));
        }
        assertThat(Arrays.copyOf(hashes, 32)).isEqualTo(edge.root().bytes());
    }

    private static List<TileAddress> tiles(int level, long hashes) {
        List<TileAddress> tiles = new ArrayList<>();
        for (long tile = 0; tile * 256 < hashes; tile++) {
            tiles.add(new TileAddress(level, tile, (int) Math.min(256, hashes - tile * 256)));
        }
        return tiles;
    }

    @Test
    void anEventIsProvenWithoutTheService() throws Exception {
        LeafProof proof = LeafProof.parse(ada("/audit/events/" + event + "/proof")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .extract()
                .asString());
        JsonNode shown =
                new ObjectMapper().readTree(ada("/audit/events/" + event).asString());
        assertThat(proof.index()).isEqualTo(shown.path("leafIndex").asLong());
        String raw = ada("/audit/events/" + event).asString();
        byte[] body =
                raw.substring(raw.indexOf("\"event\":") + 8, raw.length() - 1).getBytes(StandardCharsets.UTF_8);

        assertThat(proof.shows(body, List.of(key()))).isTrue();
        body[20] ^= 1;
        assertThat(proof.shows(body, List.of(key()))).isFalse();
    }

    @Test
    void aCheckpointThatSomebodyKeptIsShownToBeThePast() throws Exception {
        Checkpoint kept = Checkpoint.of(note());
        somethingIsSealed();
        Checkpoint now = Checkpoint.of(note());

        JsonNode shown = new ObjectMapper()
                .readTree(given().get("/audit/consistency?from=" + kept.size() + "&to=" + now.size())
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString());

        List<Hash> proof = new ArrayList<>();
        shown.path("proof").forEach(hash -> proof.add(Hash.ofBase64(hash.asText())));
        assertThat(Proofs.isConsistent(kept.size(), kept.root(), now.size(), now.root(), proof))
                .isTrue();
        assertThat(shown.path("fromRoot").asText()).isEqualTo(kept.root().toString());
        assertThat(shown.path("toRoot").asText()).isEqualTo(now.root().toString());
    }

    @Test
    void whatTheSignedTreeHasNotIsNotFound() {
        long size = Checkpoint.of(note()).size();
        for (String path : List.of(
                "/audit/tile/0/999",
                "/audit/tile/0/000.p/0",
                "/audit/tile/0/000.p/257",
                "/audit/tile/0/00",
                "/audit/tile/0/x000/000",
                "/audit/tile/63/000",
                "/audit/tile/64/000",
                "/audit/tile/999999999999/000",
                "/audit/consistency?from=1&to=" + (size + 1))) {
            given().get(path).then().statusCode(404).contentType("application/problem+json");
        }
        for (String path : List.of(
                "/audit/tile/entries/999",
                "/audit/tile/entries/000/000",
                "/audit/events/" + UUID.randomUUID() + "/proof",
                "/audit/events/nonsense/proof")) {
            ada(path).then().statusCode(404).contentType("application/problem+json");
        }
        for (String query : List.of("", "?from=1", "?from=0&to=1", "?from=2&to=1", "?from=a&to=1", "?from=-1&to=1")) {
            given().get("/audit/consistency" + query).then().statusCode(400);
        }
    }

    @Test
    void theEntriesAreForAuditorsAndAllElseIsForEverybody() {
        given().get("/audit/tile/entries/000").then().statusCode(401);
        given().auth()
                .preemptive()
                .basic("ria", "demo")
                .get("/audit/tile/entries/000")
                .then()
                .statusCode(403);
        given().get("/audit/events/" + event + "/proof").then().statusCode(401);
        given().get("/audit/tile/0/000").then().statusCode(200).header("Cache-Control", containsString("immutable"));
        given().get("/audit/checkpoint").then().statusCode(200).header("Cache-Control", "no-cache");
    }
}
