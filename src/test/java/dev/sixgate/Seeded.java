package dev.sixgate;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Runs a property over many seeds. A failure names its seed; {@code -Dproperty.seed=N} replays that one alone.
 */
public final class Seeded {
    private static final String PROPERTY = "property.seed";

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

    /** The same, and then on until there is enough, with so many in all at most. */
    public static void run(int times, int most, BooleanSupplier enough, Consumer<SplittableRandom> property) {
        run(times, property);
        for (long seed = times + 1L; Long.getLong(PROPERTY) == null && seed <= most && !enough.getAsBoolean(); seed++) {
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
