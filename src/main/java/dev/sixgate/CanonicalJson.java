package dev.sixgate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * Canonical JSON: the one form of bytes of a value, so that its digest means something.
 *
 * <p>The canonicalisation rounds integers beyond 2^53 and drops lone surrogates without a word; values of ours hold
 * neither: numbers that may be large, and decimals, are written as strings.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8785">RFC 8785, JSON Canonicalization Scheme</a>
 */
public final class CanonicalJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private static final int LONGEST = 65_535;

    /** Reads what may be as long as an event of the audit trail, with whatever names and numbers; nested a thousand times at most. */
    public static final JsonFactory READING = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(LONGEST)
                    .maxNumberLength(LONGEST)
                    .build())
            .build();

    private CanonicalJson() {}

    /**
     * The canonical bytes (UTF-8) of a record, map or list.
     *
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public static byte[] bytes(Object value) {
        try {
            return new JsonCanonicalizer(MAPPER.writeValueAsBytes(value)).getEncodedUTF8();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "no JSON form of a " + value.getClass().getSimpleName(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("no canonical form", e);
        }
    }

    /**
     * The value as a tree, before it is brought into its one form.
     *
     * @throws IllegalArgumentException if the value is no JSON object
     */
    public static ObjectNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** SHA-256 over the canonical bytes, as {@code sha256:} and 64 hexadecimal digits. */
    public static String digest(Object value) {
        return sha256(bytes(value));
    }

    /** SHA-256 over these bytes, as {@code sha256:} and 64 hexadecimal digits. */
    public static String sha256(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
