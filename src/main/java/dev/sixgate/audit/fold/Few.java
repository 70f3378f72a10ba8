package dev.sixgate.audit.fold;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The first few different texts of many: at most 16, of at most 200 characters each. */
public record Few(List<String> texts) {
    private static final int MOST = 16;
    private static final int LONGEST = 200;

    public Few {
        texts = List.copyOf(texts);
    }

    /** Of one; of none, where there is none. */
    public static Few of(@Nullable String text) {
        return text == null
                ? new Few(List.of())
                : new Few(List.of(text.length() > LONGEST ? text.substring(0, LONGEST) : text));
    }

    /** These, and what room is left for. */
    public Few and(Few later) {
        if (texts.size() == MOST || texts.containsAll(later.texts)) {
            return this;
        }
        Set<String> both = new LinkedHashSet<>(texts);
        both.addAll(later.texts);
        return new Few(both.stream().limit(MOST).toList());
    }
}
