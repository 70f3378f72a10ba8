package dev.sixgate.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.output.MarkdownRender;

/** What of one OpenAPI document breaks callers that were written for another one. */
final class Breaking {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private Breaking() {}

    /** A sentence each; none where whoever lived with the one document can live with the other. */
    static List<String> between(ObjectNode before, ObjectNode after) {
        List<String> broken = new ArrayList<>();
        ChangedOpenApi changes = OpenApiCompare.fromContents(readable(before), readable(after));
        if (changes.isIncompatible()) {
            broken.add(told(changes));
        }
        names(before).stream()
                .filter(name -> !names(after).contains(name))
                .forEach(name -> broken.add("generated clients knew it by name, and it is gone: " + name));
        taken(before).stream()
                .filter(member -> !taken(after).contains(member) && names(after).contains(schemaOf(member)))
                .forEach(member -> broken.add("callers may send it, and it would be refused: " + member));
        return broken;
    }

    /** The comparison knows no types of OpenAPI 3.1, whose documents it takes else; ours are as well of 3.0 to it. */
    private static String readable(ObjectNode document) {
        return document.deepCopy().put("openapi", "3.0.3").toString();
    }

    private static String told(ChangedOpenApi changes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new MarkdownRender().render(changes, new OutputStreamWriter(text, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }

    /** After what methods and classes of generated clients are called. */
    private static Set<String> names(JsonNode document) {
        Set<String> names = new TreeSet<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(it -> {
                    if (METHODS.contains(it.getKey())) {
                        names.add(it.getKey() + " " + path.getKey() + " "
                                + it.getValue().path("operationId").asText());
                    }
                }));
        document.at("/components/schemas").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The members of the bodies that callers send: these are closed, so that what is not listed is refused. */
    private static Set<String> taken(JsonNode document) {
        Set<String> members = new TreeSet<>();
        document.at("/components/schemas").fields().forEachRemaining(schema -> {
            if (schema.getValue().path("additionalProperties").isBoolean()
                    && !schema.getValue().path("additionalProperties").booleanValue()) {
                schema.getValue()
                        .path("properties")
                        .fieldNames()
                        .forEachRemaining(member -> members.add(schema.getKey() + "." + member));
            }
        });
        return members;
    }

    private static String schemaOf(String member) {
        return member.substring(0, member.indexOf('.'));
    }
}
