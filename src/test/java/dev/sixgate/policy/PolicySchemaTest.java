package dev.sixgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicySchemaTest {
    private static final Path PUBLISHED = Path.of("openapi/policies.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(PolicySchema.text());

    private static JsonNode schema() throws IOException {
        return JSON.readTree(PolicySchema.text());
    }

    @Test
    void thePublishedSchemaIsTheServedOne() throws IOException {
        if (Boolean.getBoolean("openapi.update")) {
            Files.writeString(PUBLISHED, PolicySchema.text());
        }

        assertThat(Files.readString(PUBLISHED))
                .as("run mvn -Dopenapi.update=true -Dtest=PolicySchemaTest test to accept")
                .isEqualTo(PolicySchema.text());
    }

    @Test
    void theSchemaIsOneOfItsDraft() throws IOException {
        JsonSchema draft = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(draft.validate(schema())).isEmpty();
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> found = Files.walk(Path.of("src"))) {
            return found.filter(path -> path.toString().matches(".*/policies/[^/]*[.]ya?ml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileThatIsThereIsAccepted(Path file) throws IOException {
        assertAccepted(Files.readString(file));
    }

    @Test
    void everyFileInTheReadmeIsAcceptedAndRead() throws IOException {
        List<String> examples = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(found -> found.group(1))
                .filter(text -> text.contains("rules:"))
                .toList();

        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        for (String each : examples) {
            assertAccepted(each);
            PolicyFile.parse(each, "README.md");
        }
    }

    @Test
    void theWholeOfAFileIsAccepted() throws IOException {
        assertAccepted(PolicyFileTest.WHOLE);
        assertAccepted("""
                version: 1
                windows: {night: {cron: "0 22 * * MON-THU", duration: 4h, zone: Europe/Berlin}}
                freezes:
                  - {name: xmas, from: "2026-12-20T00:00", until: "2027-01-04T00:00", reason: Nobody is here.,
                     zone: UTC, match: {target: [prod]}, override: approvers}
                rules:
                  - {name: a, automatic: true, windows: [night], revertApprovedFor: 2h, confirmWithin: 15m}
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "version: 2\nrules: [{name: a, automatic: true}]",
                "version: 1\nrules: []",
                "version: 1\nrule: []\nrules: [{name: a, automatic: true}]",
                "version: 1\nrules: [{name: a}]",
                "version: 1\nrules: [{automatic: true}]",
                "version: 1\nrules: [{name: A a, automatic: true}]",
                "version: 1\nrules: [{name: a, automatic: false}]",
                "version: 1\nrules: [{name: a, deny: b, automatic: true}]",
                "version: 1\nrules: [{name: a, automatic: true, require: [{group: a, approvals: 1}]}]",
                "version: 1\nrules: [{name: a, require: [{group: a, approvals: 0}]}]",
                "version: 1\nrules: [{name: a, require: [{group: a, approvals: 21}]}]",
                "version: 1\nrules: [{name: a, automatic: true, match: {}}]",
                "version: 1\nrules: [{name: a, automatic: true, match: {domains: [a.b]}}]",
                "version: 1\nrules: [{name: a, automatic: true, match: {domain: ['*']}}]",
                "version: 1\nrules: [{name: a, automatic: true, match: {account: ['1234']}}]",
                "version: 1\nrules: [{name: a, automatic: true, match: {to: [ipv6]}}]",
                "version: 1\nrules: [{name: a, automatic: true, when: ''}]",
                "version: 1\nrules: [{name: a, automatic: true, expiresAfter: 7}]",
                "version: 1\ngroups: {approvers: {}}\nrules: [{name: a, automatic: true}]"
            })
    void whatTheReaderRefusesByItsFormTheSchemaRefusesToo(String text) throws IOException {
        assertThat(SCHEMA.validate(YAML.readTree(text))).isNotEmpty();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> PolicyFile.parse(text, "policies.yaml")))
                .isInstanceOf(PolicyFileProblem.class);
    }

    @ParameterizedTest
    @CsvSource({"''", "group", "rule", "requirement", "match", "window", "freeze"})
    void theSchemaKnowsTheKeysThatTheReaderKnows(String part) throws IOException {
        List<String> read = switch (part) {
            case "" -> PolicyReader.KEYS;
            case "group" -> PolicyReader.GROUP_KEYS;
            case "rule" -> RuleReader.KEYS;
            case "requirement" -> RuleReader.REQUIREMENT_KEYS;
            case "window" -> WindowReader.KEYS;
            case "freeze" -> FreezeReader.KEYS;
            default -> ConditionReader.MEMBERS;
        };
        JsonNode object = part.isEmpty() ? schema() : schema().at("/$defs/" + part);
        var known = new TreeSet<String>();
        object.path("properties").fieldNames().forEachRemaining(known::add);
        var expected = new TreeSet<>(read);

        assertThat(known).isEqualTo(expected);
        assertThat(object.path("additionalProperties").asBoolean(true)).isEqualTo(false);
    }

    @Test
    void everyMemberIsDescribed() throws IOException {
        List<String> silent = new ArrayList<>();
        requireDescribed(schema(), "", silent);

        assertThat(silent).isEmpty();
    }

    private static void requireDescribed(JsonNode schema, String at, List<String> silent) {
        for (String members : List.of("properties", "$defs")) {
            schema.path(members).fields().forEachRemaining(member -> {
                JsonNode says = member.getValue();
                if (!says.has("description") && !says.has("$ref")) {
                    silent.add(at + "/" + member.getKey());
                }
                requireDescribed(says, at + "/" + member.getKey(), silent);
            });
        }
    }

    private static void assertAccepted(String text) throws IOException {
        assertThat(SCHEMA.validate(YAML.readTree(text))).as(text).isEmpty();
    }
}
