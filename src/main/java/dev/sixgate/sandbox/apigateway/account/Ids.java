package dev.sixgate.sandbox.apigateway.account;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Identifiers in the shapes that AWS hands out. */
public final class Ids {
    private static final String BASE36 = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Random random = new SecureRandom();

    /** A random UUID, RFC 9562 version 4: request and event ids. */
    public String uuid() {
        long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** Lower-case letters and digits: ids of APIs and mappings, first labels of target domain names. */
    public String base36(int length) {
        return base36(random, length);
    }

    /** The same letters for the same name, so that seeded resources keep their ids over restarts. */
    static String base36Of(String name, int length) {
        return base36(new Random(name.hashCode() * 0x9E3779B97F4A7C15L), length);
    }

    /** The id of a temporary access key. */
    public String temporaryAccessKey() {
        return "ASIA" + base36(16).toUpperCase(Locale.ROOT);
    }

    private static String base36(Random random, int length) {
        return random.ints(length, 0, BASE36.length())
                .collect(StringBuilder::new, (text, i) -> text.append(BASE36.charAt(i)), StringBuilder::append)
                .toString();
    }
}
