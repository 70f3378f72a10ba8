package dev.sixgate.audit.seal;

import dev.sixgate.audit.tlog.Hash;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Hashes one behind the other, as tiles and the right edge are stored. */
final class Hashes {
    private Hashes() {}

    static byte[] joined(List<Hash> hashes) {
        var bytes = new ByteArrayOutputStream(hashes.size() * Hash.SIZE);
        hashes.forEach(hash -> bytes.writeBytes(hash.bytes()));
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException where the last one is not whole */
    static List<Hash> split(byte[] bytes) {
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += Hash.SIZE) {
            hashes.add(Hash.of(Arrays.copyOfRange(bytes, at, Math.min(at + Hash.SIZE, bytes.length))));
        }
        return hashes;
    }
}
