package dev.sixgate.audit.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Signs notes with an Ed25519 key, whose text form is the one of the Go tools: {@code PRIVATE+KEY+name+id+key}.
 *
 * @see <a href="https://pkg.go.dev/golang.org/x/mod/sumdb/note#hdr-Generating_Keys">golang.org/x/mod/sumdb/note</a>
 */
public final class NoteSigner {
    private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final String PREFIX = "PRIVATE+KEY+";
    private static final int SEED_BYTES = 32;
    private static final byte ED25519 = 1;

    private final NoteKey key;
    private final byte[] seed;

    private NoteSigner(String name, byte[] seed) {
        this.seed = seed.clone();
        this.key = new NoteKey(name, NoteKey.Type.ED25519, NoteKey.Key.of(publicKey(seed)));
    }

    /** A signer with a new key. */
    public static NoteSigner generate(String name) {
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        return new NoteSigner(name, seed);
    }

    /** @throws IllegalArgumentException for what is no signing key; its text never shows the key */
    public static NoteSigner of(String skey) {
        String text = skey.strip();
        String[] parts =
                text.startsWith(PREFIX) ? text.substring(PREFIX.length()).split("\\+", 3) : new String[0];
        if (parts.length != 3) {
            throw new IllegalArgumentException("a signing key is " + PREFIX + "NAME+ID+KEY");
        }
        byte[] bytes = decoded(parts[2]);
        if (bytes.length != SEED_BYTES + 1 || bytes[0] != ED25519) {
            throw new IllegalArgumentException("the signing key of " + parts[0] + " is not an Ed25519 key");
        }
        NoteSigner signer = new NoteSigner(parts[0], Arrays.copyOfRange(bytes, 1, bytes.length));
        if (!signer.idText().equals(parts[1])) {
            throw new IllegalArgumentException("the signing key of " + parts[0] + " has another key's id");
        }
        return signer;
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // Its message would quote the key.
            throw new IllegalArgumentException("a signing key is not in base64");
        }
    }

    /** The public half. */
    public NoteKey key() {
        return key;
    }

    /** The signing key as it is kept; whoever has it can sign as the log. */
    public String secret() {
        byte[] typed =
                ByteBuffer.allocate(SEED_BYTES + 1).put(ED25519).put(seed).array();
        return PREFIX + key.name() + "+" + idText() + "+" + Base64.getEncoder().encodeToString(typed);
    }

    private String idText() {
        return HexFormat.of().toHexDigits(key.id());
    }

    /**
     * The signature line under a text.
     *
     * @param text ends in a line feed
     */
    SignedNote.Line sign(String text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secretKey(seed));
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return new SignedNote.Line(key.name(), key.id(), Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no Ed25519 signature", e);
        }
    }

    private static PrivateKey secretKey(byte[] seed) throws GeneralSecurityException {
        byte[] encoded = ByteBuffer.allocate(PKCS8.length + SEED_BYTES)
                .put(PKCS8)
                .put(seed)
                .array();
        return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    /**
     * The JDK works the public half out only where it makes a key; so it makes one of this seed. Were it to draw its bytes
     * otherwise one day, the id that is kept with every signing key would no longer fit, and nothing would be signed.
     */
    private static byte[] publicKey(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new SeedGiven(seed));
            byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
            return Arrays.copyOfRange(encoded, SPKI.length, encoded.length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", e);
        }
    }

    /** Gives the seed, whatever is asked for. */
    private static final class SeedGiven extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        private SeedGiven(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
