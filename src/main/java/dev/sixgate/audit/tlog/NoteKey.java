package dev.sixgate.audit.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key by which notes are checked, as it is handed out: {@code example.com/log+530d903b+Ab...}.
 *
 * @param name whose key it is: no spaces, no plus
 * @param type of the signature
 * @param key the public key's 32 bytes
 * @see <a href="https://c2sp.org/signed-note">C2SP signed-note: verifier keys</a>
 */
public record NoteKey(String name, Type type, Key key) {
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int KEY_BYTES = 32;

    /** What a signature is made over. */
    public enum Type {
        /** Ed25519 over the note's text. */
        ED25519(1),
        /** Ed25519 over the text and the time at which a witness saw it. */
        COSIGNATURE(4);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(int code) {
            return Arrays.stream(values())
                    .filter(type -> type.code == code)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("signature type " + code + " is not known here"));
        }
    }

    /** The 32 bytes of an Ed25519 public key. */
    public record Key(String base64) {
        static Key of(byte[] bytes) {
            return new Key(Base64.getEncoder().encodeToString(bytes));
        }

        byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }

    /** @throws IllegalArgumentException for a name or a key that cannot be one */
    public NoteKey {
        if (name.isEmpty()
                || name.chars().anyMatch(c -> c == '+' || Character.isWhitespace(c) || Character.isISOControl(c))) {
            throw new IllegalArgumentException("\"" + name + "\" is no key name: it may have no space and no plus");
        }
        if (key.bytes().length != KEY_BYTES) {
            throw new IllegalArgumentException("an Ed25519 public key has " + KEY_BYTES + " bytes");
        }
    }

    /** @throws IllegalArgumentException for what is no verifier key, or one whose id is not its own */
    public static NoteKey of(String vkey) {
        String[] parts = vkey.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a verifier key is NAME+ID+KEY");
        }
        byte[] bytes = Base64.getDecoder().decode(parts[2]);
        if (bytes.length != KEY_BYTES + 1) {
            throw new IllegalArgumentException("a verifier key of " + bytes.length + " bytes");
        }
        NoteKey key = new NoteKey(parts[0], Type.of(bytes[0]), Key.of(Arrays.copyOfRange(bytes, 1, bytes.length)));
        if (!key.idText().equals(parts[1])) {
            throw new IllegalArgumentException("the verifier key of " + parts[0] + " has another key's id");
        }
        return key;
    }

    /** The first four bytes of the hash over name, type and key. */
    public int id() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest.digest(typed())).getInt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The id as it is written, in eight hexadecimal digits. */
    public String idText() {
        return HexFormat.of().toHexDigits(id());
    }

    private byte[] typed() {
        return ByteBuffer.allocate(KEY_BYTES + 1)
                .put((byte) type.code)
                .put(key.bytes())
                .array();
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            byte[] encoded = ByteBuffer.allocate(SPKI.length + KEY_BYTES)
                    .put(SPKI)
                    .put(key.bytes())
                    .array();
            PublicKey ed25519 = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(ed25519);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** As it is handed out. */
    @Override
    public String toString() {
        return name + "+" + idText() + "+" + Base64.getEncoder().encodeToString(typed());
    }
}
