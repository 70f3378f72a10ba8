package dev.sixgate.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.LeafProof;
import dev.sixgate.audit.tlog.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyPackTest {
    private static final int SIZE = 40;

    private final SignedLog log = SignedLog.of(SIZE);
    private final Map<String, byte[]> pack = log.pack(SIZE, 3, 17, 39);

    @TempDir
    Path directory;

    @Test
    void aPackHolds() {
        verify().holds();
        assertThat(verify().out()).contains("holds: leaf 3:", "holds: leaf 17:", "holds: leaf 39:");
    }

    @Test
    void anUnpackedPackHolds() throws IOException {
        Path folder = unpacked();

        VerifierRun.of(folder, "--key", log.key()).holds();

        Files.createSymbolicLink(folder.resolve("events/5.json"), folder.resolve("events/3.json"));
        VerifierRun.of(folder, "--key", log.key()).isUnreadable("is neither a file nor a folder");
    }

    @Test
    void aPackOfTheOnlyLeafHolds() {
        SignedLog small = SignedLog.of(1);

        VerifierRun.of(VerifierRun.zip(file(), SignedLog.withSums(small.pack(1, 0))), "--key", small.key())
                .holds();
    }

    @Test
    void byItsOwnKeysItOnlyAgreesWithItself() {
        VerifierRun.of(VerifierRun.zip(file(), SignedLog.withSums(pack)))
                .isUnproved("THE KEYS COME FROM THE VERY THING");
    }

    @Test
    void aChangedEventFails() {
        pack.computeIfPresent("events/17.json", (name, event) -> SignedLog.event(71));

        verify().fails("leaf 17: the signed tree does not have this event there");
    }

    @Test
    void whatTheLogIsSaidToSayOfItsKeysIsProved() {
        SignedLog added = SignedLog.of(SIZE);
        added.entries.set(5, "{\"action\":\"audit.key-added\",\"verifierKey\":\"K\"}".getBytes(UTF_8));
        Map<String, byte[]> files = added.pack(SIZE, 3);
        files.put("key-events/5.json", added.entries.get(5));
        files.put("key-events/5.tlog-proof", added.proof(5, SIZE).toString().getBytes(UTF_8));
        verify(files, added).holds();
        assertThat(verify(files, added).out()).contains("holds: leaf 5: the log says audit.key-added K");

        files.put("key-events/5.json", "{\"action\":\"audit.key-added\",\"verifierKey\":\"L\"}".getBytes(UTF_8));
        verify(files, added).fails("leaf 5: the signed tree does not have this event there");

        files.remove("key-events/5.tlog-proof");
        verify(files, added).fails("leaf 5: key-events/5.tlog-proof is missing");
    }

    private VerifierRun verify(Map<String, byte[]> files, SignedLog of) {
        return VerifierRun.of(VerifierRun.zip(file(), SignedLog.withSums(files)), "--key", of.key());
    }

    @Test
    void whatIsShownOfPeopleIsHeldAgainstTheEvent() throws Exception {
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
        String commitment = commitment(key);
        String sealed = sealed(key, "/reason", "for IPv6");

        shown(commitment, sealed, key, "for IPv6").holds();
        shown(commitment, sealed, key, "for IPv4").fails("is shown with something else at /reason");
        shown(commitment, sealed(key, "/comment", "for IPv6"), key, "for IPv6")
                .fails("has nothing at /reason that the key shown with it opens");
        // A text can be encrypted so that two keys open it, to two things.
        shown(commitment("another key".getBytes(UTF_8)), sealed, key, "for IPv6")
                .fails("is shown with another key than it was encrypted by");
        // These two have the same commitment, and open different things.
        byte[] shorter = Arrays.copyOf(key, 24);
        byte[] longer = Arrays.copyOf(shorter, 32);
        assertThat(commitment(shorter)).isEqualTo(commitment(longer));
        shown(commitment(longer), sealed(longer, "/reason", "for IPv6"), longer, "for IPv6")
                .holds();
        shown(commitment(longer), sealed(shorter, "/reason", "for IPv4"), shorter, "for IPv4")
                .fails("is shown with a key of 24 bytes instead of 32");
    }

    @Test
    void whatIsShownIsTakenAsItIsWrittenAndNothingBesideIt() throws Exception {
        byte[] key = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
        SignedLog sealing = SignedLog.of(SIZE);
        sealing.entries.set(
                5,
                ("{\"changeId\":\"" + SignedLog.CHANGE + "\",\"personal\":{\"commitment\":\"" + commitment(key)
                                + "\"},\"requests\":[{\"sealed\":\"" + sealed(key, "/requests/0", "GET /x") + "\"}]}")
                        .getBytes(UTF_8));
        String shown = "{\"key\":\"" + base64(key) + "\",\"values\":{\"/requests/0\":\"GET /x\"}}";
        beside(sealing, shown).holds();
        beside(sealing, shown.replace("requests/0", "requests/1")).fails("has no 1");
        beside(sealing, shown.replace("GET /x", "GET \\/x")).holds();
        for (String lax : List.of(
                shown.replace("GET /x", "GET \\x/x"),
                shown.replace("GET /x", "GET \\uzzzz/x"),
                shown.replace("GET /x", "GET \t/x"),
                shown.replace("}}", "},\"note\":\"seen by ada\"}"),
                shown.replace("}}", "},\"values\":{}}"),
                shown.replace("}}", "},}"),
                shown.replace("}}", ",\"/reason\"}}"))) {
            beside(sealing, lax).fails("leaf 5");
        }
    }

    private VerifierRun beside(SignedLog log, String shown) {
        Map<String, byte[]> files = log.pack(SIZE, 5);
        files.put("personal/5.json", shown.getBytes(UTF_8));
        return verify(files, log);
    }

    private VerifierRun shown(String commitment, String sealed, byte[] key, String words) {
        SignedLog sealing = SignedLog.of(SIZE);
        sealing.entries.set(
                5,
                ("{\"changeId\":\"" + SignedLog.CHANGE + "\",\"personal\":{\"commitment\":\"" + commitment
                                + "\"},\"reason\":{\"sealed\":\"" + sealed + "\"}}")
                        .getBytes(UTF_8));
        Map<String, byte[]> files = sealing.pack(SIZE, 5);
        files.put(
                "personal/5.json",
                ("{\"key\":\"" + base64(key) + "\",\"values\":{\"/reason\":\"" + words + "\"}}").getBytes(UTF_8));
        return verify(files, sealing);
    }

    private static String commitment(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return base64(Arrays.copyOf(mac.doFinal("sixgate commitment".getBytes(UTF_8)), 16));
    }

    private static String sealed(byte[] key, String place, String words) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, new byte[12]));
        cipher.updateAAD(place.getBytes(UTF_8));
        byte[] sealed = cipher.doFinal(words.getBytes(UTF_8));
        byte[] all = new byte[12 + sealed.length];
        System.arraycopy(sealed, 0, all, 12, sealed.length);
        return base64(all);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void aMissingEventFails() {
        pack.remove("events/17.json");

        verify().fails("leaf 17: events/17.json is missing");
    }

    @Test
    void aMissingProofFails() {
        pack.remove(SignedLog.proofName(17));

        verify().fails("leaf 17: proofs/17.tlog-proof is missing");
    }

    @Test
    void aFileThatIsNotListedFails() {
        Map<String, byte[]> all = SignedLog.withSums(pack);
        all.put("events/note.txt", new byte[] {'x'});

        verify(all).fails("events/note.txt is not listed", "events/note.txt is neither an event nor a proof");
    }

    @Test
    void aListedFileThatIsMissingOrChangedFails() {
        Map<String, byte[]> all = SignedLog.withSums(pack);
        all.put("change.json", ("{ \"id\":\"" + SignedLog.CHANGE + "\"}").getBytes(UTF_8));
        all.remove("VERIFY.md");

        verify(all)
                .fails("change.json is not as it was listed", "there is no file, or a second line, for: ", "VERIFY.md");
    }

    @Test
    void aProofOfTheWrongLengthFails() {
        LeafProof proof = log.proof(17, SIZE);
        List<Hash> longer = new ArrayList<>(proof.hashes());
        longer.add(longer.get(0));

        replaceProof(new LeafProof(17, longer, proof.checkpoint()));
        verify().fails("leaf 17: the signed tree does not have");

        replaceProof(new LeafProof(17, proof.hashes().subList(0, proof.hashes().size() - 1), proof.checkpoint()));
        verify().fails("leaf 17: the signed tree does not have");

        replaceProof(new LeafProof(17, List.of(), proof.checkpoint()));
        verify().fails("leaf 17: the signed tree does not have");
    }

    @Test
    void theProofOfAnotherLeafFails() {
        replaceProof(log.proof(16, SIZE));
        verify().fails("leaf 17: its proof is that of leaf 16");

        replaceProof(new LeafProof(17, log.proof(16, SIZE).hashes(), log.checkpoint(SIZE)));
        verify().fails("leaf 17: the signed tree does not have");
    }

    @Test
    void aProofByAnotherCheckpointFails() {
        replaceProof(log.proof(17, SIZE - 1));

        verify().fails("leaf 17: its proof is by another checkpoint");
    }

    @Test
    void aProofByTheSameCheckpointWronglySignedFails() {
        LeafProof proof = log.proof(17, SIZE);
        String note = proof.checkpoint().toString();
        int end = note.length() - 12;
        char forged = note.charAt(end) == 'A' ? 'B' : 'A';
        String broken = note.substring(0, end) + forged + note.substring(end + 1);

        pack.put(SignedLog.proofName(17), proof.toString().replace(note, broken).getBytes(UTF_8));

        verify().fails("checkpoint of leaf 17: the signature by " + SignedLog.ORIGIN + " is wrong");
    }

    @Test
    void anEventOfAnotherChangeFails() {
        pack.put("change.json", "{\"id\":\"another\"}".getBytes(UTF_8));

        verify().fails("leaf 3: the event is of another change");
    }

    @Test
    void aPackByAnotherKeyFails() {
        Path zip = VerifierRun.zip(file(), SignedLog.withSums(pack));

        VerifierRun.of(zip, "--key", NoteSigner.generate(SignedLog.ORIGIN).key())
                .fails("checkpoint: it is signed by none of the keys");
    }

    @Test
    void aCheckpointOfAnotherOriginFails() {
        log.origin = "elsewhere.example.com/audit";

        verify(SignedLog.withSums(log.pack(SIZE, 3))).fails("it is of the log elsewhere.example.com/audit");
    }

    @Test
    void theKeptCheckpointIsHeldAgainstOneOfTheSameSize() throws IOException {
        Path kept = Files.writeString(
                directory.resolve("kept"), log.checkpoint(SIZE).toString());
        Path zip = VerifierRun.zip(file(), SignedLog.withSums(pack));
        VerifierRun.of(zip, "--key", log.key(), "--checkpoint", kept).holds();

        SignedLog rewritten = log.copy();
        rewritten.entries.set(4, SignedLog.event(-4));
        Path other = VerifierRun.zip(file(), SignedLog.withSums(rewritten.pack(SIZE, 3, 17)));
        VerifierRun.of(other, "--key", log.key()).holds();
        VerifierRun.of(other, "--key", log.key(), "--checkpoint", kept).fails("your checkpoint: at 40 leaves");

        Files.writeString(kept, log.checkpoint(SIZE - 1).toString());
        VerifierRun.of(zip, "--key", log.key(), "--checkpoint", kept).isUnproved("without the log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "change.json", "SHA256SUMS"})
    void whatAPackNeedsIsMissed(String name) {
        Map<String, byte[]> all = SignedLog.withSums(pack);
        all.remove(name);

        verify(all).fails(name + " is missing");
    }

    @Test
    void aPackWithoutEventsFails() {
        verify(SignedLog.withSums(log.pack(SIZE))).fails("there is no event in it");
    }

    @Test
    void moreThanAnEventCanHaveIsNotRead() {
        pack.put("events/17.json", new byte[100_000_000]);
        verify().fails("events/17.json has more than 65535 bytes");

        pack.put("VERIFY.md", new byte[(1 << 25) + 1]);
        verify().fails("VERIFY.md has more than 33554432 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "/evil", "a/../../evil", "a\\evil", "C:evil", "./evil", "a//evil", "a\nholds: all"})
    void pathsThatLeadElsewhereFail(String name) {
        pack.put(name, new byte[] {1});

        verify().fails("would be unpacked to elsewhere");
        assertThat(verify().out()).doesNotContain("\nholds: all");
    }

    @Test
    void aZipThatWasCutOffIsUnreadable() throws IOException {
        byte[] zip = Files.readAllBytes(VerifierRun.zip(file(), SignedLog.withSums(pack)));

        for (int length : new int[] {2, 10, zip.length / 2, zip.length - 1}) {
            Files.write(file(), Arrays.copyOf(zip, length));
            VerifierRun.of(file(), "--key", log.key()).isUnreadable("cannot be read");
        }
    }

    @Test
    void whereverAByteOfAZipIsFlippedThereIsNoStackTrace() throws IOException {
        byte[] zip = Files.readAllBytes(VerifierRun.zip(file(), SignedLog.withSums(pack)));

        for (int at = 2; at < zip.length; at += 11) {
            byte[] flipped = zip.clone();
            flipped[at] ^= 0x41;
            Files.write(file(), flipped);
            assertThat(VerifierRun.of(file(), "--key", log.key()).err())
                    .as("byte %d", at)
                    .doesNotContain("cannot be understood", "\n\tat ");
        }
    }

    @Test
    void namesThatAreNoTextAreUnreadable() throws IOException {
        pack.put("odd", new byte[] {1});
        byte[] zip = Files.readAllBytes(VerifierRun.zip(file(), SignedLog.withSums(pack)));
        String text = new String(zip, ISO_8859_1);
        zip[text.lastIndexOf("odd")] = (byte) 0xff;

        Files.write(file(), zip);

        assertThat(VerifierRun.of(file(), "--key", log.key()).status()).isEqualTo(2);
    }

    @Test
    void malformedProofsFail() {
        String proof = log.proof(17, SIZE).toString();

        for (String broken : List.of(
                "",
                "hello",
                "c2sp.org/tlog-proof@v1\n\n",
                proof.replace("index 17", "index x"),
                proof.replaceFirst("\n[A-Za-z0-9+/]{10}", "\n%%%%%%%%%%"),
                proof.replace("@v1", "@v2"),
                proof.substring(0, proof.length() - 1),
                proof.replace("\u2014", "-"))) {
            pack.put(SignedLog.proofName(17), broken.getBytes(UTF_8));
            verify().fails("leaf 17: ");
        }
        pack.put(SignedLog.proofName(17), new byte[] {(byte) 0xff, (byte) 0xfe});
        verify().fails("leaf 17: is no text in UTF-8");
    }

    private void replaceProof(LeafProof proof) {
        pack.put(SignedLog.proofName(17), proof.toString().getBytes(UTF_8));
    }

    private Path unpacked() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("unpacked"));
        for (var each : SignedLog.withSums(pack).entrySet()) {
            Path file = folder.resolve(each.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
        return folder;
    }

    private Path file() {
        return directory.resolve("pack.zip");
    }

    private VerifierRun verify() {
        return verify(SignedLog.withSums(pack));
    }

    private VerifierRun verify(Map<String, byte[]> files) {
        return VerifierRun.of(VerifierRun.zip(file(), files), "--key", log.key());
    }
}
