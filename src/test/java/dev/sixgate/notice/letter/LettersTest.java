package dev.sixgate.notice.letter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.notice.letter.Told.Who;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LettersTest {
    private static final String EVIL =
            "<!channel> *bold* [x](https://evil.example) & <https://evil.example|you>\n\u202Etxt";

    private static Told told(String reason) {
        return new Told(
                new UUID(1, 2),
                "//localhost/audit",
                "change.approved",
                "SUCCESS",
                "2026-01-01T00:00:00.000000Z",
                "c-1",
                null,
                "https://sixgate.example.com/changes/c-1",
                "api.example.com",
                null,
                "prod",
                "ipv4",
                "dualstack",
                "APPROVED",
                new Who("nora", "Nora Network"),
                new Who("ria", "ria"),
                reason,
                null);
    }

    private static JsonNode json(Letter letter) throws IOException {
        return new ObjectMapper().readTree(letter.body());
    }

    @Test
    void aCloudEventHasWhatTheSpecificationAsksFor() throws IOException {
        Letter letter = Format.CLOUDEVENTS.write(told("IPv6"));

        assertThat(letter.contentType()).startsWith("application/cloudevents+json");
        assertThat(json(letter)).isEqualTo(new ObjectMapper().readTree("""
                {"specversion": "1.0", "id": "00000000-0000-0001-0000-000000000002", "source": "//localhost/audit",
                 "type": "dev.sixgate.change.approved", "subject": "api.example.com", "time": "2026-01-01T00:00:00.000000Z",
                 "datacontenttype": "application/json",
                 "data": {"outcome": "SUCCESS", "change": "c-1", "href": "https://sixgate.example.com/changes/c-1",
                          "domain": "api.example.com", "target": "prod", "from": "ipv4", "to": "dualstack", "status": "APPROVED",
                          "by": {"subject": "nora", "name": "Nora Network"}, "requestedBy": {"subject": "ria", "name": "ria"},
                          "reason": "IPv6"}}
                """));
    }

    @Test
    void aRolloutsLinkLeadsToTheRolloutAndNoChangeIsNamed() throws IOException {
        Told rollout = new Told(
                new UUID(1, 2),
                "//l",
                "rollout.stopped",
                "SUCCESS",
                "t",
                null,
                "r-1",
                "https://sixgate.example.com/rollouts/r-1",
                null,
                30,
                null,
                null,
                "dualstack",
                "PAUSED",
                new Who("sixgate", null),
                new Who("ria", null),
                "IPv6",
                "2 of 30 changes have failed");

        JsonNode data = json(Format.CLOUDEVENTS.write(rollout)).path("data");
        assertThat(data.path("rollout").asText()).isEqualTo("r-1");
        assertThat(data.path("domains").asInt()).isEqualTo(30);
        assertThat(data.has("change")).isFalse();
        assertThat(json(Format.SLACK.write(rollout)).toString())
                .contains("<https://sixgate.example.com/r/r-1|Open the rollout>", "Domains: 30", "2 of 30 changes");
        assertThat(json(Format.TEAMS.write(rollout)).toString())
                .contains("https://sixgate.example.com/r/r-1", "Open the rollout");
        assertThat(MailText.of(rollout).html()).contains("/r/r-1\">Open the rollout</a>");
    }

    @ParameterizedTest
    @EnumSource
    void theSameIsWrittenTheSame(Format format) {
        assertThat(format.write(told("so")).body())
                .isEqualTo(format.write(told("so")).body());
    }

    @Test
    void inSlackTextOfPeopleIsPlainAndTheLineForTheNotificationIsEscaped() throws IOException {
        JsonNode message = json(Format.SLACK.write(told(EVIL)));

        assertThat(message.path("text").asText()).isEqualTo("change approved: api.example.com");
        for (JsonNode block : message.path("blocks")) {
            JsonNode text = block.path("text");
            if (text.toString().contains("evil")) {
                assertThat(text.path("type").asText()).isEqualTo("plain_text");
                assertThat(text.path("text").asText()).doesNotContain("\u202E");
            }
        }
        assertThat(message.toString())
                .contains(
                        "<https://sixgate.example.com/c/c-1|Open the change>",
                        "Nora Network (nora)",
                        "ipv4 to dualstack");
        Told evil = new Told(
                new UUID(1, 2),
                "//l",
                "change.approved",
                "SUCCESS",
                "t",
                null,
                null,
                null,
                "<!channel>&",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        assertThat(json(Format.SLACK.write(evil)).path("text").asText())
                .isEqualTo("change approved: &lt;!channel&gt;&amp;");
    }

    @Test
    void inTeamsTextOfPeopleIsInRunsWhichKnowNoMarkdown() throws IOException {
        JsonNode message = json(Format.TEAMS.write(told(EVIL)));

        JsonNode attachment = message.path("attachments").get(0);
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(attachment.path("contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        JsonNode card = attachment.path("content");
        assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(card.path("body")).isNotEmpty().allSatisfy(block -> {
            assertThat(block.path("type").asText()).isEqualTo("RichTextBlock");
            assertThat(block.path("inlines"))
                    .allSatisfy(run -> assertThat(run.path("type").asText()).isEqualTo("TextRun"));
        });
        assertThat(card.toString()).contains("[x](https://evil.example)");
        assertThat(card.path("actions").get(0).path("url").asText()).endsWith("/c/c-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"SLACK", "TEAMS"})
    void aLongTextIsCutAndNotThroughACharacter(Format format) throws IOException {
        JsonNode message = json(format.write(told("x".repeat(396) + "\uD83D\uDE00".repeat(2_000))));

        assertThat(message.toString()).contains("xx...").hasSizeLessThan(3_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"SLACK", "TEAMS"})
    void withoutAPublicAddressThereIsNoLink(Format format) throws IOException {
        Told relative = new Told(
                new UUID(1, 2),
                "//l",
                "change.approved",
                "SUCCESS",
                "t",
                "c-1",
                null,
                "/changes/c-1",
                "d",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);

        assertThat(json(format.write(relative)).toString()).doesNotContain("/changes/c-1", "/c/c-1");
    }
}
