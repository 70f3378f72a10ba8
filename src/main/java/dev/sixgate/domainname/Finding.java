package dev.sixgate.domainname;

import org.jspecify.annotations.Nullable;

/**
 * What a look at the world around a change found.
 *
 * @param check the check's name, kebab case
 * @param detail one sentence: what was seen
 * @param fix what to do about it, where something is to be done
 */
public record Finding(
        String check, Level level, String detail, @Nullable String fix) {

    /** How a finding stands to the change: fine, worth a thought, against it, or not known. */
    public enum Level {
        PASS,
        WARN,
        FAIL,
        UNKNOWN
    }
}
