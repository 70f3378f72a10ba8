package dev.sixgate.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON Schema of the policy file, for editors: what may stand where, and what it means. {@link PolicyFile} refuses more
 * than a schema can say.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema, draft 2020-12</a>
 */
public final class PolicySchema {
    private static final String RESOURCE = "/policies/policies.schema.json";

    private PolicySchema() {}

    /** The schema's text, JSON. */
    public static String text() {
        try (var resource = PolicySchema.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException("the build left out " + RESOURCE);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
