package dev.sixgate.policy;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Runs a property over many seeds. A failure names its seed; {@code -Dsixgate.seed=N} replays that one alone.
 */
public final class Seeded {
    private static final String PROPERTY = "sixgate.seed";

    private Seeded() {}

    public static void run(int times, Consumer<SplittableRandom> property) {
        Long replayed = Long.getLong(PROPERTY);
        if (replayed != null) {
            once(replayed, property);
            return;
        }
        for (long seed = 1; seed <= times; seed++) {
            once(seed, property);
        }
    }

    private static void once(long seed, Consumer<SplittableRandom> property) {
        try {
            property.accept(new SplittableRandom(seed));
        } catch (RuntimeException | Error e) {
            throw new AssertionError("fails with -D" + PROPERTY + "=" + seed + ": " + e.getMessage(), e);
        }
    }
}
