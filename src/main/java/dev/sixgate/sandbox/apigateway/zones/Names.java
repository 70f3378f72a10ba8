package dev.sixgate.sandbox.apigateway.zones;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;

/** Names of DNS as they are kept here: lower case, no trailing dot, {@code *} as it is. */
public final class Names {
    private Names() {}

    /** A name as it is kept, from whichever way of writing it; Route 53 writes {@code *} as {@code \052}. */
    public static String kept(String written) {
        var name = written.toLowerCase(Locale.ROOT).replace("\\052", "*");
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** A name as Route 53 writes it. */
    public static String written(String kept) {
        return kept.replace("*", "\\052") + ".";
    }

    /** What Route 53 sorts names by: their labels from the last to the first. */
    public static String order(String kept) {
        var labels = Arrays.asList(kept.split("\\.", -1));
        Collections.reverse(labels);
        return String.join(".", labels) + ".";
    }

    /** Whether a name is a zone's own or one below it. */
    public static boolean isWithin(String name, String zone) {
        return name.equals(zone) || name.endsWith("." + zone);
    }

    /** The name above this one; empty above the last label. */
    public static String above(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
