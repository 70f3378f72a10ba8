package dev.sixgate.policy.yaml;

import java.util.Collection;
import java.util.Comparator;

/** Which known word somebody meant who wrote an unknown one. */
public final class Spelling {
    private Spelling() {}

    /** The nearest by the number of letters to add, drop or replace; of several, the first in the alphabet. */
    public static String nearest(String word, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt((String each) -> distance(word, each))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein's distance, row by row. Only the beginning of a long word is compared. */
    private static int distance(String one, String other) {
        String word = one.substring(0, Math.min(one.length(), 64));
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= word.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = above[j - 1] + (word.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
