package dev.sixgate.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Loads the libraries' classes that a start is going to need, beside the thread that will need them: a start spends most of its
 * time on loading classes, one after the other. Nothing is initialized, so nothing happens earlier than it would. The list is
 * recorded from a start of the packaged service; a class that is missing from it, or that no longer exists, costs its own
 * loading time and nothing else.
 */
final class ClassesAhead {
    /** Below {@code META-INF}, one binary name a line, in the order in which they were loaded. */
    static final String LIST = "META-INF/sixgate/start-classes.txt";

    /** A system property by which a start that is to be recorded loads classes only when it needs them. */
    static final String OFF = "classes-ahead.off";

    private ClassesAhead() {}

    static @Nullable Void load() throws IOException {
        if (Boolean.getBoolean(OFF)) {
            return null;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (String name : list(loader)) {
            try {
                Class.forName(name, false, loader);
            } catch (ClassNotFoundException | LinkageError gone) {
                // Whoever needs it will say so.
            }
        }
        return null;
    }

    static List<String> list(ClassLoader loader) throws IOException {
        try (InputStream list = Objects.requireNonNull(loader.getResourceAsStream(LIST), LIST);
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII))) {
            return lines.lines().toList();
        }
    }
}
