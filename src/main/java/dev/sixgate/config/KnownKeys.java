package dev.sixgate.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The keys that something reads. A {@code *} in one stands for a name that whoever configures it chooses. */
record KnownKeys(SortedSet<String> keys) {
    private static final String CHOSEN = "*";

    static KnownKeys of(Collection<String> keys) {
        return new KnownKeys(new TreeSet<>(keys));
    }

    boolean contain(String written, Spelling spelling) {
        List<String> parts = spelling.parts(written);
        String text = spelling.text(parts);
        return keys.stream().anyMatch(key -> filledIn(key, parts, spelling).equals(text));
    }

    /** The key that was meant, as likely as not, in the same spelling and with the names that were chosen. */
    String nearest(String written, Spelling spelling) {
        List<String> parts = spelling.parts(written);
        String text = spelling.text(parts);
        return keys.stream()
                .map(key -> filledIn(key, parts, spelling))
                .min(Comparator.comparingInt(key -> distance(key, text)))
                .orElseThrow();
    }

    /** A key with the chosen name of another that is made like it. */
    private static String filledIn(String key, List<String> written, Spelling spelling) {
        List<String> parts = new ArrayList<>(spelling.parts(key));
        int at = parts.indexOf(CHOSEN);
        if (at < 0) {
            return spelling.text(parts);
        }
        int after = parts.size() - at - 1;
        int end = Math.min(written.size(), Math.max(at + 1, written.size() - after));
        parts.remove(at);
        parts.addAll(at, at < end ? spelling.chosen(written.subList(at, end)) : List.of("<name>"));
        return spelling.text(parts);
    }

    /** How many letters must be put in, left out or replaced to get from one to the other (Levenshtein). */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[b.length()];
    }
}
