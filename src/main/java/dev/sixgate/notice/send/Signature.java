package dev.sixgate.notice.send;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as Standard Webhooks does: by HMAC with SHA-256 over the id, the time and the body; once for each secret.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
 */
public final class Signature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final List<byte[]> secrets;

    private Signature(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /**
     * @param written secrets with spaces between; blank: nothing is signed
     * @throws IllegalArgumentException for what is none, without saying it
     */
    public static Signature by(String written) {
        return new Signature(Arrays.stream(written.strip().split("\\s+"))
                .filter(secret -> !secret.isEmpty())
                .map(Signature::decoded)
                .toList());
    }

    private static byte[] decoded(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("has to begin with " + PREFIX);
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            // Its own message has a piece of the secret.
            throw new IllegalArgumentException("is not base64 behind " + PREFIX);
        }
        if (bytes.length < SHORTEST || bytes.length > LONGEST) {
            throw new IllegalArgumentException("has " + bytes.length + " bytes, not " + SHORTEST + " to " + LONGEST);
        }
        return bytes;
    }

    /** Whether there is nothing to sign with. */
    public boolean isNone() {
        return secrets.isEmpty();
    }

    /** What {@code webhook-signature} says: {@code v1,...} for each secret, with spaces between. */
    String of(String id, Instant at, byte[] body) {
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(mac(secret, id, at, body)))
                .collect(Collectors.joining(" "));
    }

    private static byte[] mac(byte[] secret, String id, Instant at, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
