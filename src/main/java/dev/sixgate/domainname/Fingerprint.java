package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sixgate.CanonicalJson;
import java.util.Map;

/**
 * What tells one configuration of a domain from another: SHA-256 over its canonical JSON (RFC 8785), written
 * {@code sha256:} and 64 hexadecimal digits.
 */
public record Fingerprint(@JsonValue String value) {
    @JsonCreator
    public Fingerprint {}

    /** @param configuration see {@link ObservedDomain#configuration()} */
    public static Fingerprint of(Map<String, Object> configuration) {
        return new Fingerprint(CanonicalJson.digest(configuration));
    }

    @Override
    public String toString() {
        return value;
    }
}
