package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.sixgate.domainname.DomainName;
import java.util.regex.Pattern;

/**
 * A pattern of whole labels: {@code *} stands for exactly one label, as in a certificate, {@code **} at the beginning for
 * one or more; {@code **} alone is every domain. A wildcard domain's own {@code *} is a label like any other.
 */
public record DomainGlob(@JsonValue String value) {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int MAX_LENGTH = 253;

    /** @throws IllegalArgumentException if some label is neither a name nor an asterisk */
    public DomainGlob {
        String[] labels = value.split("\\.", -1);
        if (value.length() > MAX_LENGTH || (labels.length < 2 && !value.equals("**"))) {
            throw new IllegalArgumentException(
                    "a glob has two labels or more, and " + MAX_LENGTH + " characters at most");
        }
        for (int i = 0; i < labels.length; i++) {
            boolean asterisk = labels[i].equals("*") || (i == 0 && labels[i].equals("**"));
            if (!asterisk && !LABEL.matcher(labels[i]).matches()) {
                throw new IllegalArgumentException(
                        "label " + (i + 1) + " is neither * nor lower-case letters, digits and inner hyphens");
            }
        }
    }

    boolean matches(DomainName name) {
        String labels = name.value();
        int wantedEnd = value.length();
        int end = labels.length();
        while (wantedEnd >= 0 && end >= 0) {
            int wanted = value.lastIndexOf('.', wantedEnd - 1) + 1;
            if (value.startsWith("**", wanted)) {
                return true;
            }
            int label = labels.lastIndexOf('.', end - 1) + 1;
            boolean any = wantedEnd - wanted == 1 && value.charAt(wanted) == '*';
            if (!any
                    && !(end - label == wantedEnd - wanted
                            && value.regionMatches(wanted, labels, label, end - label))) {
                return false;
            }
            wantedEnd = wanted - 1;
            end = label - 1;
        }
        return wantedEnd < 0 && end < 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
