package dev.sixgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.LeafProof;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.RightEdge;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.tlog.TileAddress;
import dev.sixgate.audit.tlog.Tree;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A log made by the service's own classes, and what is handed out of it; all of it can be tampered with. */
final class SignedLog {
    static final String ORIGIN = "sixgate.example.com/audit";
    static final String CHANGE = "0193a5b0-0000-7000-8000-000000000001";

    final NoteSigner signer;
    final List<byte[]> entries;
    String origin = ORIGIN;

    private SignedLog(NoteSigner signer, List<byte[]> entries) {
        this.signer = signer;
        this.entries = new ArrayList<>(entries);
    }

    static SignedLog of(int size) {
        return of(size, ORIGIN);
    }

    static SignedLog of(int size, String origin) {
        SignedLog log = new SignedLog(
                NoteSigner.generate(origin),
                IntStream.range(0, size).mapToObj(SignedLog::event).toList());
        log.origin = origin;
        return log;
    }

    /** Another with the same key and the same leaves, to be rewritten. */
    SignedLog copy() {
        return new SignedLog(signer, entries);
    }

    static byte[] event(int number) {
        return ("{\"action\":\"change.requested\",\"changeId\":\"" + CHANGE + "\",\"reason\":\"\u00e4 \\\"" + number
                        + "\\\"\"}")
                .getBytes(UTF_8);
    }

    String key() {
        return signer.key().toString();
    }

    Tree tree(long size) {
        return new Tree(
                size,
                (level, index) -> edge((index << level), (index + 1) << level).root());
    }

    SignedNote checkpoint(long size) {
        return SignedNote.sign(new Checkpoint(origin, size, tree(size).root()).text(), List.of(signer));
    }

    private RightEdge edge(long from, long to) {
        RightEdge edge = RightEdge.empty();
        entries.subList((int) from, (int) to).forEach(entry -> edge.add(Hash.ofLeaf(entry)));
        return edge;
    }

    /** The lines of an export, without the manifest. */
    List<String> lines(int from, int to) {
        return new ArrayList<>(IntStream.range(from, to)
                .mapToObj(
                        leaf -> "{\"leafIndex\":" + leaf + ",\"recordedAt\":\"2026-11-23T00:00:00.000001Z\",\"event\":"
                                + new String(entries.get(leaf), UTF_8) + "}\n")
                .toList());
    }

    String export(int from, int to, int size) {
        return export(lines(from, to), from, to, size, true);
    }

    String export(List<String> lines, int from, int to, int size, boolean complete) {
        String all = String.join("", lines);
        List<Hash> consistency = to == 0 ? List.of() : tree(size).consistencyProof(to);
        return all + "{\"manifest\":{\"origin\":\"" + origin + "\",\"complete\":" + complete + ",\"from\":" + from
                + ",\"to\":" + to + ",\"count\":" + lines.size() + ",\"edge\":"
                + array(edge(0, from).roots())
                + ",\"consistency\":" + array(consistency) + ",\"checkpoint\":\""
                + checkpoint(size).toString().replace("\n", "\\n") + "\",\"sha256\":\"" + sha256(all.getBytes(UTF_8))
                + "\"}}\n";
    }

    private static String array(List<Hash> hashes) {
        return hashes.stream().map(hash -> "\"" + hash + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    LeafProof proof(int leaf, int size) {
        return new LeafProof(leaf, tree(size).inclusionProof(leaf), checkpoint(size));
    }

    /** An evidence pack, without the list of sums. */
    Map<String, byte[]> pack(int size, int... leaves) {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("change.json", ("{\"id\":\"" + CHANGE + "\",\"plan\":{\"id\":\"other\"}}").getBytes(UTF_8));
        files.put("checkpoint", checkpoint(size).toString().getBytes(UTF_8));
        files.put("keys", (key() + "\n").getBytes(UTF_8));
        files.put("VERIFY.md", "How to verify this".getBytes(UTF_8));
        for (int leaf : leaves) {
            files.put("events/" + leaf + ".json", entries.get(leaf));
            files.put(proofName(leaf), proof(leaf, size).toString().getBytes(UTF_8));
        }
        return files;
    }

    static String proofName(int leaf) {
        return "proofs/" + leaf + ".tlog-proof";
    }

    static Map<String, byte[]> withSums(Map<String, byte[]> files) {
        Map<String, byte[]> all = new TreeMap<>(files);
        String sums = files.entrySet().stream()
                .map(file -> sha256(file.getValue()) + "  " + file.getKey() + "\n")
                .collect(Collectors.joining());
        all.put("SHA256SUMS", sums.getBytes(UTF_8));
        return all;
    }

    /** All that is below a log's URL, by path. */
    Map<String, byte[]> published() {
        Map<String, byte[]> files = new TreeMap<>();
        files.put("checkpoint", checkpoint(entries.size()).toString().getBytes(UTF_8));
        files.put("key", (key() + "\n").getBytes(UTF_8));
        for (int from = 0; from < entries.size(); from += TileAddress.FULL) {
            int to = Math.min(from + TileAddress.FULL, entries.size());
            TileAddress address = new TileAddress(0, from / TileAddress.FULL, to - from);
            var tile = new ByteArrayOutputStream();
            entries.subList(from, to)
                    .forEach(entry -> tile.writeBytes(Hash.ofLeaf(entry).bytes()));
            files.put(address.path(), tile.toByteArray());
            files.put(address.entriesPath(), bundle(entries.subList(from, to)));
        }
        return files;
    }

    static byte[] bundle(List<byte[]> entries) {
        var bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries) {
            bundle.write(entry.length >> 8);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return bundle.toByteArray();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
