package dev.sixgate.notice.letter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message for a webhook of Teams (Workflows): an Adaptive Card. Its texts are runs, which Teams shows as they are; a text block would be
 * read as Markdown.
 *
 * @see <a href="https://adaptivecards.io/explorer/RichTextBlock.html">RichTextBlock</a>
 */
final class TeamsMessage {
    private static final int LONGEST_LINE = 400;

    private TeamsMessage() {}

    static Letter of(Told told) {
        List<Object> body = new ArrayList<>();
        body.add(text(Map.of("type", "TextRun", "text", line(told.title()), "weight", "Bolder", "size", "Medium")));
        told.lines()
                .forEach((name, value) -> body.add(text(
                        Map.of("type", "TextRun", "text", name + ": ", "weight", "Bolder"),
                        Map.of("type", "TextRun", "text", line(value)))));
        Map<String, Object> card = new TreeMap<>(Map.of(
                "$schema", "http://adaptivecards.io/schemas/adaptive-card.json",
                "type", "AdaptiveCard",
                "version", "1.4",
                "body", body));
        told.link()
                .ifPresent(link -> card.put(
                        "actions", List.of(Map.of("type", "Action.OpenUrl", "title", told.linked(), "url", link))));
        return Letter.of(
                "application/json; charset=utf-8",
                Map.of(
                        "type",
                        "message",
                        "attachments",
                        List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card))));
    }

    private static Map<String, Object> text(Object... runs) {
        return Map.of("type", "RichTextBlock", "inlines", List.of(runs));
    }

    private static String line(String text) {
        return Plain.line(text, LONGEST_LINE);
    }
}
