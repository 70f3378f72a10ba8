package dev.sixgate.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** What the OpenAPI document tells of the service: a path that is new in it is known here too. */
record DescribedApi(List<Operation> operations, List<String> segments, List<String> parameters, List<String> members) {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /**
     * One operation.
     *
     * @param path with its parameters in braces
     * @param parameters those of the query
     * @param mediaTypes of the body; none where it takes no body
     * @param examples of the body
     */
    record Operation(
            String id,
            String method,
            String path,
            List<String> parameters,
            List<String> mediaTypes,
            List<String> examples) {}

    /** As the service under test publishes it. */
    static DescribedApi ofTheService() {
        try {
            return of(new ObjectMapper()
                    .readTree(RestAssured.get("/q/openapi?format=json").asString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DescribedApi of(JsonNode document) {
        List<Operation> operations = new ArrayList<>();
        Set<String> segments = new TreeSet<>();
        Set<String> parameters = new TreeSet<>();
        Set<String> members = new TreeSet<>();
        document.path("paths").fields().forEachRemaining(path -> {
            Arrays.stream(path.getKey().substring(1).split("/", -1))
                    .filter(segment -> !segment.startsWith("{"))
                    .forEach(segments::add);
            path.getValue().fields().forEachRemaining(it -> {
                if (METHODS.contains(it.getKey())) {
                    Operation operation = operation(it.getKey(), path.getKey(), it.getValue());
                    operations.add(operation);
                    parameters.addAll(operation.parameters());
                }
            });
        });
        document.at("/components/schemas")
                .forEach(schema -> schema.path("properties").fieldNames().forEachRemaining(members::add));
        return new DescribedApi(operations, List.copyOf(segments), List.copyOf(parameters), List.copyOf(members));
    }

    private static Operation operation(String method, String path, JsonNode says) {
        List<String> parameters = new ArrayList<>();
        says.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                parameters.add(parameter.path("name").asText());
            }
        });
        List<String> mediaTypes = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        says.at("/requestBody/content").fields().forEachRemaining(content -> {
            mediaTypes.add(content.getKey());
            content.getValue()
                    .path("examples")
                    .forEach(example -> examples.add(example.path("value").toString()));
        });
        return new Operation(
                says.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                parameters,
                mediaTypes,
                examples);
    }
}
