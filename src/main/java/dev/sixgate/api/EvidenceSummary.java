package dev.sixgate.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.personal.PersonalData.Opened;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The page of an evidence pack that an auditor reads first; it needs no network and no script. */
final class EvidenceSummary {
    private EvidenceSummary() {}

    static String of(ChangeRequest change, EvidenceDuties duties, List<RecordedEvent> events, List<Opened> opened) {
        Ask ask = change.ask();
        String rows = IntStream.range(0, events.size())
                .mapToObj(i -> row(events.get(i).leafIndex(), opened.get(i).body()))
                .collect(Collectors.joining());
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Change %1$s</title>
                <style>body{font-family:sans-serif;max-width:70em;margin:2em auto}table{border-collapse:collapse}
                td,th{text-align:left;padding:.3em .8em;border-bottom:1px solid #ccc;vertical-align:top}</style></head>
                <body><h1>%2$s: %3$s to %4$s</h1>
                <table>
                <tr><th>Change</th><td>%1$s</td></tr>
                <tr><th>Target</th><td>%5$s (account %6$s, %7$s)</td></tr>
                <tr><th>State</th><td>%8$s</td></tr>
                <tr><th>Asked for by</th><td>%9$s (%10$s), %11$s</td></tr>
                <tr><th>Reason</th><td>%12$s</td></tr>
                <tr><th>Reference</th><td>%13$s</td></tr>
                <tr><th>Separation of duties</th><td>%15$s</td></tr>
                </table>
                <h2>What happened</h2>
                <table><tr><th>Leaf</th><th>When</th><th>Who</th><th>What</th><th>Outcome</th></tr>
                %14$s</table>
                <p>Each row is an event of <code>events/LEAF.json</code>; VERIFY.md says how to check them.</p>
                </body></html>
                """.formatted(
                        change.id(),
                        escaped(ask.domain().value()),
                        ask.from().wire(),
                        ask.to().wire(),
                        escaped(ask.target().value()),
                        escaped(ask.account()),
                        escaped(ask.region()),
                        change.status(),
                        escaped(ask.requesterName()),
                        escaped(ask.requester()),
                        ask.requestedAt(),
                        escaped(ask.reason()),
                        escaped(ask.reference() == null ? "-" : ask.reference()),
                        rows,
                        escaped(duties.inWords()));
    }

    private static String row(long leaf, JsonNode body) {
        return "<tr><td>%d</td><td>%s</td><td>%s (%s)</td><td>%s</td><td>%s</td></tr>%n"
                .formatted(
                        leaf,
                        escaped(body.path("occurredAt").asText()),
                        escaped(body.at("/actor/name").asText()),
                        escaped(body.at("/actor/subject").asText()),
                        escaped(body.path("action").asText()),
                        escaped(body.path("outcome").asText()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
