package dev.sixgate.api.http;

/** How large a request's body may be. */
final class BodySize {
    /** A policy file of the largest size, written as a JSON string. */
    private static final int OF_A_DRAFT = 2 << 20;

    private BodySize() {}

    /** In bytes, for a path without its query. */
    static int mostFor(String path) {
        return path.startsWith("/policies/") ? OF_A_DRAFT : JsonBody.MAX_BYTES;
    }
}
