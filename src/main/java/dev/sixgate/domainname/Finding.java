package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the world around a change found.
 *
 * @param check the check's name, kebab case
 * @param detail one sentence: what was seen
 * @param fix what to do about it, where something is to be done
 * @param api the id of the API that it is about, where it is about one
 */
public record Finding(
        String check,
        Level level,
        String detail,
        @Nullable String fix,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String api) {

    /** About the domain itself. */
    public Finding(String check, Level level, String detail, @Nullable String fix) {
        this(check, level, detail, fix, null);
    }

    /** How a finding stands to the change: fine, worth a thought, against it, or not known. */
    public enum Level {
        PASS,
        WARN,
        FAIL,
        UNKNOWN;

        private static final List<Level> BY_WEIGHT = List.of(PASS, WARN, UNKNOWN, FAIL);

        /** The worst of several: what is not known may be against the change, so it weighs more than a warning. None: UNKNOWN. */
        public static Level worstOf(Collection<Finding> findings) {
            return findings.stream()
                    .map(Finding::level)
                    .max(Comparator.comparingInt(BY_WEIGHT::indexOf))
                    .orElse(UNKNOWN);
        }
    }
}
