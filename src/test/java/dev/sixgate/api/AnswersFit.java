package dev.sixgate.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds every answer of the service that any test gets against the OpenAPI document: what it says of that status and media type,
 * and, where that is JSON, the body.
 */
public class AnswersFit implements QuarkusTestBeforeEachCallback, Filter {
    private static final String HERE = "https://sixgate.example.com/openapi.json";
    /** Of HTTP itself, on any path: a method or a form that there is not. */
    private static final Set<Integer> OF_THE_PROTOCOL = Set.of(405, 406);

    private final String text = read();
    private final JsonNode document = parsed(text);
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(
            VersionFlag.V202012, builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(HERE, text))));
    private final Map<String, JsonSchema> known = new ConcurrentHashMap<>();

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        RestAssured.replaceFiltersWith(this);
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification response, FilterContext context) {
        Response answer = context.next(request, response);
        URI uri = URI.create(request.getURI());
        if (uri.getPort() == RestAssured.port) {
            operation(request.getMethod().toLowerCase(Locale.ROOT), uri.getRawPath())
                    .ifPresent(operation -> check(operation, answer));
        }
        return answer;
    }

    private void check(String operation, Response answer) {
        String what = operation + " answers " + answer.statusCode();
        JsonNode said = document.at(operation + "/responses/" + answer.statusCode());
        if (said.isMissingNode()) {
            if (!OF_THE_PROTOCOL.contains(answer.statusCode())) {
                throw new AssertionError(what + ", of which the OpenAPI document says nothing: " + answer.asString());
            }
            return;
        }
        String type = answer.contentType().replaceFirst("\\s*;.*", "");
        if (type.isEmpty()) {
            return;
        }
        JsonNode content = said.path("content").path(type);
        if (content.isMissingNode()) {
            throw new AssertionError(what + " with " + type + ", of which the OpenAPI document says nothing");
        }
        if (type.endsWith("json")
                && !type.endsWith("ndjson")
                && content.path("schema").has("$ref")) {
            requireFit(what, content.path("schema").path("$ref").asText(), answer.asString());
        }
    }

    private void requireFit(String what, String reference, String body) {
        Set<ValidationMessage> unlike;
        try {
            unlike = known.computeIfAbsent(reference, it -> schemas.getSchema(SchemaLocation.of(HERE + it)))
                    .validate(body, InputFormat.JSON);
        } catch (IllegalArgumentException tooOdd) {
            // A number of twenty thousand digits, which somebody forged, is no mistake of the document's.
            return;
        }
        if (!unlike.isEmpty()) {
            throw new AssertionError(what + " with what is no " + reference + ": " + unlike + "\n" + body);
        }
    }

    /** Where the document speaks of the operation; of several paths that fit, it is the one with the fewest parameters. */
    private Optional<String> operation(String method, String path) {
        JsonNode paths = document.path("paths");
        List<String> fitting = new ArrayList<>();
        paths.fieldNames().forEachRemaining(template -> {
            if (paths.path(template).has(method) && path.matches(template.replaceAll("\\{[^}]*}", "[^/]+"))) {
                fitting.add(template);
            }
        });
        return fitting.stream()
                .min(Comparator.comparingLong(AnswersFit::parameters))
                .map(template -> "/paths/" + template.replace("~", "~0").replace("/", "~1") + "/" + method);
    }

    private static long parameters(String template) {
        return template.chars().filter(it -> it == '{').count();
    }

    private static String read() {
        try {
            return Files.readString(Path.of("openapi/sixgate.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parsed(String document) {
        try {
            return new ObjectMapper().readTree(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
