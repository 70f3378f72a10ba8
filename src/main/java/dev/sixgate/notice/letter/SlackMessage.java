package dev.sixgate.notice.letter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A message for an incoming webhook of Slack.
 *
 * @see <a href="https://api.slack.com/reference/block-kit/blocks">Blocks and their limits</a>
 */
final class SlackMessage {
    private static final int LONGEST_HEADER = 150;
    private static final int LONGEST_LINE = 400;

    private SlackMessage() {}

    static Letter of(Told told) {
        List<Object> blocks = new ArrayList<>();
        blocks.add(Map.of("type", "header", "text", plain(Plain.line(told.title(), LONGEST_HEADER))));
        StringBuilder lines = new StringBuilder();
        told.lines()
                .forEach((name, value) -> lines.append(lines.isEmpty() ? "" : "\n")
                        .append(name)
                        .append(": ")
                        .append(Plain.line(value, LONGEST_LINE)));
        if (!lines.isEmpty()) {
            blocks.add(Map.of("type", "section", "text", plain(lines.toString())));
        }
        told.link()
                .ifPresent(link -> blocks.add(Map.of(
                        "type",
                        "section",
                        "text",
                        Map.of("type", "mrkdwn", "text", "<" + escaped(link) + "|" + told.linked() + ">"))));
        return Letter.of(
                "application/json; charset=utf-8",
                Map.of("text", escaped(Plain.line(told.title(), LONGEST_LINE)), "blocks", blocks));
    }

    private static Map<String, Object> plain(String text) {
        return Map.of("type", "plain_text", "text", text, "emoji", false);
    }

    /** As Slack asks for it; without these three nothing links, and nobody is mentioned. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
