package dev.sixgate.audit.personal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of what one event says of its person: derived of the person's key, so that it can be handed out with the event and
 * opens no other one. The event has a commitment to it, so that nobody can hand out another key under which the same bytes
 * say something else.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5116">RFC 5116, AEAD_AES_256_GCM</a>
 */
final class EventKey {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int COMMITMENT_BYTES = 16;

    private final byte[] key;

    private EventKey(byte[] key) {
        this.key = key;
    }

    static EventKey of(byte[] personKey, UUID event) {
        return new EventKey(hmac(personKey, "sixgate event " + event));
    }

    /** What the event says of its key before anybody has it. */
    String commitment() {
        byte[] all = hmac(key, "sixgate commitment");
        return base64(Arrays.copyOf(all, COMMITMENT_BYTES));
    }

    boolean isCommittedBy(String commitment) {
        return MessageDigest.isEqual(
                commitment().getBytes(StandardCharsets.UTF_8), commitment.getBytes(StandardCharsets.UTF_8));
    }

    /** In base64, as it is handed out. */
    String text() {
        return base64(key);
    }

    /** @param place where in the event the value stands, a JSON Pointer: it is not to be moved to another */
    String seal(String place, String value) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(value.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return base64(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** @throws GeneralSecurityException for what this key did not seal for that place */
    String open(String place, String sealed) throws GeneralSecurityException {
        byte[] all;
        try {
            all = Base64.getDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("no base64", e);
        }
        if (all.length < NONCE_BYTES) {
            throw new GeneralSecurityException("too short");
        }
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), place);
        byte[] opened = cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(opened))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new GeneralSecurityException("no text", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
