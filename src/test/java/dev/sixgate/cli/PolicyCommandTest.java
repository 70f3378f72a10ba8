package dev.sixgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.policy.PolicyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyCommandTest {
    private static final String RULES = """
            version: 1
            groups: {platform: {}}
            rules:
              - name: four-eyes
                require: [{group: approvers, approvals: 1}]
              - name: prod
                match: {tags: {env: [prod]}, target: [prod]}
                require: [{group: approvers, approvals: 2}]
              - name: platform-team
                match: {requesterGroup: [platform]}
                require: [{group: approvers, approvals: 3}]
            """;

    @TempDir
    Path directory;

    private Path file;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("policies.yaml"), RULES);
    }

    @Test
    void aFileWithoutAMistakeIsOk() {
        assertThat(run("check", file.toString())).isZero();

        String digest = PolicyFile.parse(RULES, "any").digest();
        assertThat(out.toString()).isEqualToIgnoringNewLines(file + ": ok, 3 rules, " + digest + "\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aMistakeIsToldWithItsPlaceAndRemedy() throws IOException {
        Files.writeString(file, RULES.replace("group: approvers, approvals: 2", "group: aprovers, approvals: 2"));

        assertThat(run("check", file.toString())).isEqualTo(1);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .startsWith(file + ":8:23: the group \"aprovers\" is not declared; did you mean \"approvers\"?");
    }

    @Test
    void aFileThatCannotBeReadIsToldSo() throws IOException {
        assertThat(run("check", directory.resolve("nowhere").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("nowhere: there is no such file");

        assertThat(run("check", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(directory + ": cannot be read");

        Files.write(file, new byte[PolicyFile.MOST_BYTES + 1]);
        assertThat(run("check", file.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(":1:1: the file is larger than 1048576 bytes");
    }

    @Test
    void aChangeIsEvaluated() throws IOException {
        assertThat(run(
                        "evaluate",
                        file.toString(),
                        "--domain",
                        "Api.example.com",
                        "--to",
                        "dualstack",
                        "--tag",
                        "env=prod",
                        "--target",
                        "prod",
                        "--requester",
                        "ria",
                        "--group",
                        "network"))
                .as(err.toString())
                .isZero();

        JsonNode said = new ObjectMapper().readTree(out.toByteArray());
        assertThat(said.path("decision").asText()).isEqualTo("NEEDS_APPROVAL");
        assertThat(said.at("/requirements/0/approvals").asInt()).isEqualTo(2);
        assertThat(said.at("/rules/2/because").asText()).contains("none that ria belongs to");
    }

    @Test
    void itIsToldWhenAChangeMayRunAndWhatHoldsAfterwards() throws IOException {
        Files.writeString(file, """
                version: 1
                windows: {mornings: {cron: "0 8 * * MON-FRI", duration: 4h, zone: Europe/Berlin}}
                freezes:
                  - {name: stock, from: 2026-12-21T00:00:00Z, until: 2026-12-22T09:00:00Z, reason: The shops count}
                rules:
                  - name: four-eyes
                    require: [{group: approvers, approvals: 1}]
                    windows: [mornings]
                    revertApprovedFor: 24h
                    confirmWithin: 30m
                """);

        assertThat(run(
                        "evaluate",
                        file.toString(),
                        "--domain",
                        "api.example.com",
                        "--to",
                        "dualstack",
                        "--at",
                        "2026-12-21T08:00:00Z"))
                .as(err.toString())
                .isZero();

        JsonNode said = new ObjectMapper().readTree(out.toByteArray());
        assertThat(said.path("decision").asText()).isEqualTo("NEEDS_APPROVAL");
        assertThat(said.path("revertApprovedFor").asText()).isEqualTo("1d");
        assertThat(said.path("confirmWithin").asText()).isEqualTo("30m");
        assertThat(said.at("/nextWindow/open").asBoolean(true)).isFalse();
        assertThat(said.at("/nextWindow/from").asText()).isEqualTo("2026-12-22T09:00:00Z");
        assertThat(said.at("/nextWindow/until").asText()).isEqualTo("2026-12-22T11:00:00Z");
        assertThat(said.at("/nextWindow/detail").asText()).isEqualTo("The shops count (freeze stock)");
        assertThat(said.path("nextWindow").has("warning")).isFalse();
    }

    @Test
    void whatIsLeftOutFitsNoRuleThatAsksForIt() throws IOException {
        run("evaluate", file.toString(), "--domain", "api.example.com", "--to", "ipv4");

        JsonNode said = new ObjectMapper().readTree(out.toByteArray());
        assertThat(said.at("/requirements/0/approvals").asInt()).isEqualTo(1);
        assertThat(said.at("/rules/1/matched").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "chek FILE",
                "check FILE more",
                "evaluate FILE",
                "evaluate FILE --domain api.example.com",
                "evaluate FILE --domain api.example.com --to",
                "evaluate FILE --domain api.example.com --to ipv6",
                "evaluate FILE --domain nodots --to ipv4",
                "evaluate FILE --domain api.example.com --to ipv4 --to ipv4",
                "evaluate FILE --domain api.example.com --to ipv4 --tag env",
                "evaluate FILE --domain api.example.com --to ipv4 --tag a=b --tag a=c",
                "evaluate FILE --domain api.example.com --to ipv4 --colour red"
            })
    void wrongUsageShowsTheUsage(String line) {
        String[] arguments = Stream.of(line.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> word.equals("FILE") ? file.toString() : word)
                .toArray(String[]::new);

        assertThat(run(arguments)).isEqualTo(2);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("usage: policies check FILE");
    }

    @Test
    void helpIsNoMistake() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("usage: policies check FILE");
    }

    private int run(String... arguments) {
        return PolicyCommand.run(List.of(arguments), printing(out), printing(err));
    }

    private static PrintStream printing(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
