package dev.sixgate.notice.letter;

import dev.sixgate.CanonicalJson;

/** What is sent: bytes, and what they are. */
public record Letter(String contentType, byte[] body) {

    /** The same value has the same bytes, so that what is sent again is signed the same. */
    static Letter of(String contentType, Object value) {
        return new Letter(contentType, CanonicalJson.bytes(value));
    }
}
