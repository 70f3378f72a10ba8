package dev.sixgate.audit.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How an export writes an event, and its manifest. Texts are UTF-8. */
public enum ExportFormat {
    /**
     * A line of JSON for each event, whose member {@code event} is the exact bytes that are hashed; {@code personal} has what is
     * sealed in it, and the key that shows it. An event whose body is gone has its hash instead, and what it is found by.
     */
    NDJSON("application/x-ndjson", "ndjson") {
        @Override
        String line(Exported event, Manifest about) {
            String place = "{\"leafIndex\":" + event.leafIndex() + ",\"recordedAt\":\"" + event.recordedAt() + "\",";
            if (event.isGone()) {
                return place + "\"" + event.whyGone() + "\":true,\"leafHash\":\"" + event.leafHash() + "\",\"foundBy\":"
                        + event.json() + "}\n";
            }
            return place
                    + event.disclosed()
                            .map(it -> "\"personal\":" + it.text() + ",")
                            .orElse("")
                    + "\"event\":" + event.json() + "}\n";
        }

        @Override
        String manifest(Manifest manifest) {
            return json(Map.of("manifest", manifest)) + "\n";
        }
    },

    /**
     * A table (RFC 4180) with the whole event in its last column. A cell that a spreadsheet would take for a formula begins with
     * an apostrophe. The manifest is the last row: the word in the first column, itself in the last.
     */
    CSV("text/csv", "csv") {
        @Override
        String head() {
            return COLUMNS.stream().map(Column::name).collect(Collectors.joining(",")) + "\r\n";
        }

        @Override
        String line(Exported event, Manifest about) {
            return row(column -> column.of().value(event));
        }

        @Override
        String manifest(Manifest manifest) {
            return row(column -> switch (column.name()) {
                case "leafIndex" -> "manifest";
                case "event" -> json(manifest);
                default -> "";
            });
        }

        private String row(Function<Column, String> cell) {
            return COLUMNS.stream().map(column -> quoted(cell.apply(column))).collect(Collectors.joining(",")) + "\r\n";
        }
    },

    /** A line of JSON for each event: OCSF, class API Activity (6003). */
    OCSF("application/x-ndjson", "ocsf.ndjson") {
        @Override
        String line(Exported event, Manifest about) {
            return json(OcsfEvent.of(event)) + "\n";
        }

        @Override
        String manifest(Manifest manifest) {
            return NDJSON.manifest(manifest);
        }
    },

    /**
     * A line of JSON for each event: CloudEvents 1.0, whose data is the exact bytes that are hashed. What is sealed in them stands
     * as JSON in the extension {@code personal}.
     */
    CLOUDEVENTS("application/x-ndjson", "cloudevents.ndjson") {
        @Override
        String line(Exported event, Manifest about) {
            JsonNode body = event.body();
            Map<String, String> context = context("dev.sixgate." + text(body, "/action"), text(body, "/id"), about);
            context.put("time", event.occurredAt().toString());
            // An integer of CloudEvents has 32 bits.
            context.put("leafindex", Long.toString(event.leafIndex()));
            if (body.has("domain")) {
                context.put("subject", text(body, "/domain"));
            }
            event.disclosed().ifPresent(it -> context.put("personal", it.text()));
            return withData(context, event.json());
        }

        @Override
        String manifest(Manifest manifest) {
            return withData(context("dev.sixgate.audit.export-manifest", manifest.sha256(), manifest), json(manifest));
        }

        private Map<String, String> context(String type, String id, Manifest about) {
            return new TreeMap<>(Map.of(
                    "specversion",
                    "1.0",
                    "type",
                    type,
                    "id",
                    id,
                    "source",
                    "//" + about.origin(),
                    "datacontenttype",
                    "application/json"));
        }

        private String withData(Map<String, String> context, String data) {
            String members = json(context);
            return members.substring(0, members.length() - 1) + ",\"data\":" + data + "}\n";
        }
    };

    /** A cell's value. */
    private interface Cell {
        String value(Exported event);
    }

    private record Column(String name, Cell of) {
        static Column of(String name, String pointer) {
            return new Column(name, event -> text(event.body(), pointer));
        }
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("leafIndex", event -> Long.toString(event.leafIndex())),
            new Column("recordedAt", event -> event.recordedAt().toString()),
            Column.of("occurredAt", "/occurredAt"),
            Column.of("action", "/action"),
            Column.of("outcome", "/outcome"),
            Column.of("actor", "/actor/subject"),
            Column.of("actorName", "/actor/name"),
            Column.of("actorType", "/actor/type"),
            Column.of("via", "/actor/via"),
            Column.of("target", "/target"),
            Column.of("domain", "/domain"),
            Column.of("changeId", "/changeId"),
            Column.of("reason", "/reason"),
            new Column("event", event -> event.json()));

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String mediaType;
    private final String suffix;

    ExportFormat(String mediaType, String suffix) {
        this.mediaType = mediaType;
        this.suffix = suffix;
    }

    /** The format of that name, in lower case. */
    public static Optional<ExportFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    public String mediaType() {
        return mediaType;
    }

    /** What a file's name ends in, without a dot. */
    public String suffix() {
        return suffix;
    }

    /** What stands before the first event. */
    String head() {
        return "";
    }

    /** @param about what is known of the export before it is written */
    abstract String line(Exported event, Manifest about);

    abstract String manifest(Manifest manifest);

    static String text(JsonNode body, String pointer) {
        JsonNode value = body.at(pointer);
        return value.isMissingNode() || value.isNull() || value.has("sealed")
                ? ""
                : value.isTextual() ? value.asText() : value.toString();
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON of " + value.getClass(), e);
        }
    }

    private static String quoted(String cell) {
        String safe = !cell.isEmpty() && "=+-@\t\r\n".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? safe : "\"" + safe.replace("\"", "\"\"") + "\"";
    }

    /** The bytes of a text. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
