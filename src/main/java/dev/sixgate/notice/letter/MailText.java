package dev.sixgate.notice.letter;

/**
 * An e-mail: the same said twice, for those who read HTML and for those who do not.
 *
 * @param subject on one line
 */
public record MailText(String subject, String text, String html) {
    private static final int LONGEST_SUBJECT = 150;
    private static final int LONGEST_LINE = 2_000;
    private static final String HEAD = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
            <body style="font-family: sans-serif; line-height: 1.4">
            <h1 style="font-size: 1.2em">%1$s</h1>
            <table>
            """;
    private static final String ROW = """
            <tr><th style="text-align: left; vertical-align: top; padding-right: 1em">%s</th><td>%s</td></tr>
            """;
    private static final String LINK = "<p><a href=\"%s\">%s</a></p>\n";

    /** The same for the same. */
    public static MailText of(Told told) {
        String subject = Plain.line(told.title(), LONGEST_SUBJECT);
        StringBuilder text = new StringBuilder(subject).append("\n\n");
        StringBuilder html = new StringBuilder(HEAD.formatted(escaped(subject)));
        told.lines().forEach((name, value) -> {
            String line = Plain.line(value, LONGEST_LINE);
            text.append(name).append(": ").append(line).append('\n');
            html.append(ROW.formatted(escaped(name), escaped(line)));
        });
        html.append("</table>\n");
        told.link().ifPresent(link -> {
            text.append('\n').append(link).append('\n');
            html.append(LINK.formatted(escaped(link), told.linked()));
        });
        return new MailText(
                subject, text.toString(), html.append("</body></html>\n").toString());
    }

    /** Neither a tag, nor the end of an attribute. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
