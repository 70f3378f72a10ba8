package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A custom domain name in its one written form: lower case, ASCII (internationalised names as punycode), no trailing
 * dot; possibly a wildcard whose leftmost label is {@code *}. At least two labels of 1 to 63 letters, digits and hyphens,
 * at most 253 characters in all.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1123#section-2.1">RFC 1123, section 2.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5890">RFC 5890 (IDNA)</a>
 */
public record DomainName(@JsonValue String value) {
    private static final int MAX_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NUMERIC = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    /** @throws Refusal {@code malformed-request} if this is no normalised DNS name */
    public DomainName {
        requireNormalised(value);
    }

    /**
     * Reads a name as people and machines write it: any case, one trailing dot, Unicode.
     *
     * @throws Refusal {@code malformed-request} if it is no DNS name
     */
    @JsonCreator
    public static DomainName parse(String text) {
        if (text.length() > 2 * MAX_LENGTH) {
            throw malformed("longer than " + MAX_LENGTH + " characters");
        }
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        try {
            // IDN would read an empty label at the end, and ideographic full stops, as plain dots.
            return new DomainName(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw malformed("not encodable as a DNS name");
        }
    }

    public boolean isWildcard() {
        return value.startsWith("*.");
    }

    @Override
    public String toString() {
        return value;
    }

    private static void requireNormalised(String name) {
        if (name.length() > MAX_LENGTH) {
            throw malformed("longer than " + MAX_LENGTH + " characters");
        }
        String[] labels = name.split("\\.", -1);
        if (labels.length < 2) {
            throw malformed("fewer than two labels");
        }
        for (int i = 0; i < labels.length; i++) {
            boolean wildcard = i == 0 && labels[i].equals("*") && labels.length > 2;
            if (!wildcard && !LABEL.matcher(labels[i]).matches()) {
                throw malformed("label " + (i + 1) + " is not 1 to 63 letters, digits and inner hyphens");
            }
        }
        if (NUMERIC.matcher(labels[labels.length - 1]).matches()) {
            throw malformed("the last label is a number, as of an IP address");
        }
    }

    private static Refusal malformed(String why) {
        return new Refusal(Reason.MALFORMED_REQUEST, "That is no domain name: " + why + ".");
    }
}
