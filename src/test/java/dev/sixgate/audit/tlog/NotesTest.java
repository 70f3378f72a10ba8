package dev.sixgate.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotesTest {
    /** The example of the Go tools' documentation, key and signature. */
    private static final String SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    private static final String VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String TEXT =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private static final String NOTE = TEXT
            + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    @Test
    void aKeyAndANoteOfAnotherToolAreUnderstoodAndMadeAlike() {
        NoteSigner signer = NoteSigner.of(SKEY);

        assertThat(signer.key()).hasToString(VKEY);
        assertThat(signer.secret()).isEqualTo(SKEY);
        assertThat(SignedNote.sign(TEXT, List.of(signer))).hasToString(NOTE);
        assertThat(SignedNote.parse(NOTE).isSignedBy(NoteKey.of(VKEY))).isTrue();
        assertThat(SignedNote.parse(NOTE).text()).isEqualTo(TEXT);
    }

    @Test
    void anotherTextUnderTheSameSignatureIsRefused() {
        SignedNote forged = SignedNote.parse(NOTE.replace("answer", "cause"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> forged.isSignedBy(NoteKey.of(VKEY)))
                .withMessageContaining("is wrong");
    }

    @Test
    void signaturesByOthersArePassedOver() {
        NoteSigner log = NoteSigner.generate("example.com/log");
        SignedNote note = SignedNote.sign("a\n", List.of(NoteSigner.generate("somebody"), log));

        assertThat(note.isSignedBy(log.key())).isTrue();
        assertThat(note.isSignedBy(NoteKey.of(VKEY))).isFalse();
        assertThat(note.isSignedBy(NoteSigner.generate("example.com/log").key()))
                .isFalse();
        assertThat(SignedNote.parse(note.toString())).isEqualTo(note);
    }

    @Test
    void twoKeysMaySignSideBySide() {
        NoteSigner old = NoteSigner.generate("example.com/log");
        NoteSigner next = NoteSigner.generate("example.com/log");
        SignedNote note = SignedNote.sign("a\n", List.of(old, next));

        assertThat(note.isSignedBy(old.key())).isTrue();
        assertThat(note.isSignedBy(next.key())).isTrue();
        assertThat(note.with(note.signatures()).signatures()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\n",
                "a\n\n",
                "a\n\nx\n",
                "a\n\n\u2014 x\n",
                "a\n\n\u2014 x AAAA\n",
                "a\n\n\u2014 x ?\n",
                "a\n\n\u2014 x AAAAAAAAAA==",
                "a\t\n\n\u2014 x AAAAAAAAAA==\n",
                "a\r\n\n\u2014 x AAAAAAAAAA==\n",
            })
    void whatIsNoSignedNoteIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(text));
    }

    @Test
    void aNoteWithMoreSignaturesThanAnybodyNeedsIsRefused() {
        String line = "\u2014 x AAAAAAAAAA==\n";

        assertThat(SignedNote.parse("a\n\n" + line.repeat(100)).signatures()).hasSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse("a\n\n" + line.repeat(101)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PeterNeumann",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNewman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+Axpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+ARpc",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
            })
    void whatIsNoVerifierKeyIsRefused(String vkey) {
        assertThatIllegalArgumentException().isThrownBy(() -> NoteKey.of(vkey));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDF!",
                "PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
                "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEK",
                "PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
            })
    void whatIsNoSigningKeyIsRefusedWithoutBeingShown(String skey) {
        assertThatThrownBy(() -> NoteSigner.of(skey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("AYEK");
    }

    @Test
    void aCheckpointIsThreeLines() {
        Checkpoint checkpoint = new Checkpoint("example.com/log", 0, Hash.EMPTY_ROOT);

        assertThat(checkpoint.text()).isEqualTo("example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
        assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
        assertThat(Checkpoint.parse(checkpoint.text() + "an extension\n")).isEqualTo(checkpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x\n",
                "x\n0\n",
                "x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "x\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "x\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "x\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "x\n9999999999999999999\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
                "x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
                "x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==\n",
                "x\n0\n\n"
            })
    void whatIsNoCheckpointIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Checkpoint.parse(text));
    }

    @Test
    void aProofFileShowsItsEntryAndNoOther() {
        NoteSigner log = NoteSigner.generate("example.com/log");
        byte[] first = "first".getBytes(StandardCharsets.UTF_8);
        byte[] second = "second".getBytes(StandardCharsets.UTF_8);
        Hash root = Hash.ofNode(Hash.ofLeaf(first), Hash.ofLeaf(second));
        SignedNote checkpoint = SignedNote.sign(new Checkpoint("example.com/log", 2, root).text(), List.of(log));
        LeafProof proof = new LeafProof(1, List.of(Hash.ofLeaf(first)), checkpoint);

        LeafProof read = LeafProof.parse(proof.toString());

        assertThat(read).isEqualTo(proof);
        assertThat(proof.toString())
                .startsWith("c2sp.org/tlog-proof@v1\nindex 1\n" + Hash.ofLeaf(first) + "\n\nexample.com/log\n2\n");
        assertThat(read.shows(second, List.of(log.key()))).isTrue();
        assertThat(read.shows(first, List.of(log.key()))).isFalse();
        assertThat(read.shows(second, List.of(NoteKey.of(VKEY)))).isFalse();
        assertThat(LeafProof.parse(proof.toString().replace("@v1\n", "@v1\nextra AAAA\n")))
                .isEqualTo(proof);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LeafProof.parse(proof.toString().replace("index 1", "index 01")));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, tile/0/000",
        "0, 0, 1, tile/0/000.p/1",
        "1, 999, 255, tile/1/999.p/255",
        "0, 1000, 256, tile/0/x001/000",
        "2, 1234067, 256, tile/2/x001/x234/067"
    })
    void aTileIsFoundWhereTheSpecificationSays(int level, long index, int width, String path) {
        TileAddress tile = new TileAddress(level, index, width);

        assertThat(tile.path()).isEqualTo(path);
        assertThat(TileAddress.of(level, path.substring(path.indexOf('/', 5) + 1)))
                .hasValue(tile);
        assertThat(tile.entriesPath()).startsWith("tile/entries/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "1000",
                "x000/001",
                "x001/1",
                "000.p/0",
                "000.p/256",
                "000.p/08",
                "000.p/",
                "000/001",
                "-01",
                "x001/",
                "x999/x999/x999/x999/x999/x999/x999/999"
            })
    void noOtherSpellingIsATile(String path) {
        assertThat(TileAddress.of(0, path)).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, 256, true",
        "0, 0, 256, 255, false",
        "0, 0, 255, 255, true",
        "0, 1, 1, 256, false",
        "1, 0, 1, 255, false",
        "1, 0, 1, 256, true",
        "1, 0, 2, 767, true",
        "1, 0, 3, 767, false",
        "63, 0, 1, 9223372036854775807, false"
    })
    void aTreeHasTheTilesThatItIsLargeEnoughFor(int level, long index, int width, long size, boolean has) {
        assertThat(new TileAddress(level, index, width).isIn(size)).isEqualTo(has);
    }
}
