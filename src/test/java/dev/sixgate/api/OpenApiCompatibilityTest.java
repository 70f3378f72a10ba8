package dev.sixgate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever was written for the last release goes on working: its document is kept, and this one may but add to it. */
class OpenApiCompatibilityTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path DOCUMENT = Path.of("openapi/sixgate.yaml");
    private static final Path RELEASES = Path.of("openapi/releases");
    private static final ObjectNode RELEASED = lastRelease();

    @Test
    void theDocumentBreaksNothingOfTheLastRelease() {
        assertThat(Breaking.between(RELEASED, read(DOCUMENT))).isEmpty();
    }

    @Test
    void theDocumentIsNoOlderThanTheLastRelease() {
        assertThat(versionOf(read(DOCUMENT))).isGreaterThanOrEqualTo(versionOf(RELEASED));
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                broken("a path is gone", it -> object(it, "/paths").remove("/me")),
                broken(
                        "an operation is gone",
                        it -> object(it, "/paths/~1changes~1{id}").remove("get")),
                broken(
                        "an operation is called otherwise",
                        it -> object(it, "/paths/~1me/get").put("operationId", "whoAmI")),
                broken(
                        "a success is gone",
                        it -> object(it, "/paths/~1changes/get/responses").remove("200")),
                broken(
                        "a media type of a body is gone",
                        it -> object(it, "/paths/~1domains~1{name}~1ip-address-type/patch/requestBody/content")
                                .remove("application/json")),
                broken(
                        "a member of an answer is gone",
                        it -> members(it, "Change").remove("domain")),
                broken("a member of an answer need not be there", it -> drop(required(it, "Change"), "domain")),
                broken(
                        "a member of an answer has another type",
                        it -> object(members(it, "Change"), "/domain").put("type", "integer")),
                broken("a schema is called otherwise", OpenApiCompatibilityTest::renameAction),
                broken(
                        "a member of a body is gone",
                        it -> members(it, "ChangeAsked").remove("reference")),
                broken(
                        "a member of a body has another type",
                        it -> object(members(it, "ChangeAsked"), "/reason").put("type", "integer")),
                broken(
                        "a body needs one member more",
                        it -> required(it, "ChangeAsked").add("reference")),
                broken("a body needs a new member", it -> {
                    members(it, "ChangeAsked").putObject("colour").put("type", "string");
                    required(it, "ChangeAsked").add("colour");
                }),
                broken(
                        "a text of a body must be shorter",
                        it -> object(members(it, "ChangeAsked"), "/reason").put("maxLength", 100)),
                broken(
                        "a list of a body must be shorter",
                        it -> object(members(it, "ReviewAsked"), "/checked").put("maxItems", 5)),
                broken(
                        "a number of a body must be smaller",
                        it -> object(members(it, "WaveAsked"), "/size").put("maximum", 10)),
                broken(
                        "a value that callers send is gone",
                        it -> drop((ArrayNode) it.at("/components/schemas/Verdict/enum"), "JUSTIFIED")),
                broken("a parameter is gone", it -> parameters(it).remove(0)),
                broken("a new parameter must be there", it -> parameter(it).put("required", true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("breaks")
    void whatBreaksCallersIsRefused(String what, Consumer<ObjectNode> change) {
        ObjectNode changed = RELEASED.deepCopy();
        change.accept(changed);

        assertThat(Breaking.between(RELEASED, changed)).as(what).isNotEmpty();
    }

    static Stream<Arguments> additions() {
        return Stream.of(
                added("nothing", it -> {}),
                added(
                        "a path",
                        it -> object(it, "/paths")
                                .putObject("/you")
                                .set(
                                        "get",
                                        object(it, "/paths/~1me/get").deepCopy().put("operationId", "getYou"))),
                added("a parameter that may be left out", OpenApiCompatibilityTest::parameter),
                added(
                        "a member of a body that may be left out",
                        it -> members(it, "ChangeAsked").putObject("colour").put("type", "string")),
                added("a member of an answer", it -> {
                    members(it, "Change").putObject("colour").put("type", "string");
                    required(it, "Change").add("colour");
                }),
                added(
                        "a longer text of a body",
                        it -> object(members(it, "ChangeAsked"), "/reason").put("maxLength", 4_000)),
                added(
                        "other words",
                        it -> object(it, "/components/schemas/Change").put("description", "Otherwise said.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("additions")
    void whatOnlyAddsPasses(String what, Consumer<ObjectNode> change) {
        ObjectNode changed = RELEASED.deepCopy();
        change.accept(changed);

        assertThat(Breaking.between(RELEASED, changed)).as(what).isEmpty();
    }

    private static Arguments broken(String what, Consumer<ObjectNode> change) {
        return arguments(what, change);
    }

    private static Arguments added(String what, Consumer<ObjectNode> change) {
        return arguments(what, change);
    }

    private static ObjectNode object(JsonNode document, String pointer) {
        return (ObjectNode) document.requiredAt(pointer);
    }

    private static ObjectNode members(JsonNode document, String schema) {
        return object(document, "/components/schemas/" + schema + "/properties");
    }

    private static ArrayNode required(JsonNode document, String schema) {
        return (ArrayNode) document.requiredAt("/components/schemas/" + schema + "/required");
    }

    private static ArrayNode parameters(JsonNode document) {
        return (ArrayNode) document.requiredAt("/paths/~1changes/get/parameters");
    }

    private static ObjectNode parameter(JsonNode document) {
        ObjectNode parameter =
                parameters(document).addObject().put("name", "colour").put("in", "query");
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    private static void renameAction(ObjectNode document) {
        ObjectNode schemas = object(document, "/components/schemas");
        schemas.set("Deed", schemas.remove("Action"));
        document.findParents("$ref").stream()
                .filter(it -> it.path("$ref").asText().equals("#/components/schemas/Action"))
                .forEach(it -> ((ObjectNode) it).put("$ref", "#/components/schemas/Deed"));
    }

    private static void drop(ArrayNode list, String value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).asText().equals(value)) {
                list.remove(i);
                return;
            }
        }
        throw new IllegalArgumentException("the release has no " + value);
    }

    private static ObjectNode lastRelease() {
        try (Stream<Path> releases = Files.list(RELEASES)) {
            return releases.map(OpenApiCompatibilityTest::read)
                    .max(Comparator.comparing(OpenApiCompatibilityTest::versionOf))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Version versionOf(JsonNode document) {
        return Version.parse(document.requiredAt("/info/version").asText());
    }

    private static ObjectNode read(Path file) {
        try {
            return (ObjectNode) YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
