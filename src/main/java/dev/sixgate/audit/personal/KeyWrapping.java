package dev.sixgate.audit.personal;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** People's keys as they lie in the database: encrypted, where there is a key for that outside of it. */
@ApplicationScoped
class KeyWrapping {
    private static final String NAME = "sixgate.audit.personal-data-key";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte PLAIN = 0;
    private static final byte ENCRYPTED = 1;

    private final Optional<SecretKeySpec> outside;

    /** @throws ConfigurationException for a key that is none */
    KeyWrapping(PersonalConfig config) {
        this.outside = config.personalDataKey().map(written -> new SecretKeySpec(key(written.strip()), "AES"));
    }

    private static byte[] key(String written) {
        try {
            return decoded(written);
        } catch (IllegalArgumentException notAKey) {
            try {
                return decoded(Files.readString(Path.of(written)).strip());
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfigurationException(
                        NAME + " is neither 32 bytes in base64 nor a file with them: " + e.getMessage());
            }
        }
    }

    private static byte[] decoded(String base64) {
        byte[] key = Base64.getDecoder().decode(base64);
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(key.length + " bytes");
        }
        return key;
    }

    /** Whether there is a key outside of the database. */
    boolean isConfigured() {
        return outside.isPresent();
    }

    /** @param id of the key, to which it is bound */
    byte[] wrapped(UUID id, byte[] key) {
        if (outside.isEmpty()) {
            return joined(PLAIN, new byte[0], key);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            return joined(
                    ENCRYPTED,
                    nonce,
                    cipher(Cipher.ENCRYPT_MODE, outside.get(), nonce, id).doFinal(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        }
    }

    /** @throws GeneralSecurityException where it was encrypted by another key than the one that is configured, or there is none */
    byte[] unwrapped(UUID id, byte[] wrapped) throws GeneralSecurityException {
        if (wrapped[0] == PLAIN) {
            return Arrays.copyOfRange(wrapped, 1, wrapped.length);
        }
        if (outside.isEmpty()) {
            throw new GeneralSecurityException("people's keys are encrypted, and " + NAME + " is not set");
        }
        byte[] nonce = Arrays.copyOfRange(wrapped, 1, 1 + NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, outside.get(), nonce, id)
                .doFinal(wrapped, 1 + NONCE_BYTES, wrapped.length - 1 - NONCE_BYTES);
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, UUID id) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id.toString().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] joined(byte form, byte[] nonce, byte[] rest) {
        byte[] all = new byte[1 + nonce.length + rest.length];
        all[0] = form;
        System.arraycopy(nonce, 0, all, 1, nonce.length);
        System.arraycopy(rest, 0, all, 1 + nonce.length, rest.length);
        return all;
    }
}
