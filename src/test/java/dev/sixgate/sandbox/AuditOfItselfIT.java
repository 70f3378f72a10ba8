package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real process leaves in the audit trail of its start, a flood, its readers and its end. */
class AuditOfItselfIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path home;

    @Test
    void whatWasCountedIsWrittenBeforeTheEndAndTheEndIsTheLastEvent() throws Exception {
        try (Launched first = Launched.in(home, Map.of())) {
            first.awaitReady();
            for (int i = 0; i < 30; i++) {
                assertThat(get(first, "nora", "guess", "/changes").statusCode()).isEqualTo(401);
            }
            for (int i = 0; i < 3; i++) {
                assertThat(get(first, "ada", "demo", "/audit/events").statusCode())
                        .isEqualTo(200);
            }
            first.terminate();
            assertThat(first.output()).doesNotContain("ERROR");
        }

        String key = Base64.getEncoder().encodeToString(new byte[32]);
        try (Launched second = Launched.in(home, Map.of("SIXGATE_AUDIT_PERSONAL_DATA_KEY", key))) {
            second.awaitReady();
            List<JsonNode> events = events(second, "personal-keys.encrypted");
            List<String> actions =
                    events.stream().map(event -> event.path("action").asText()).toList();
            int end = actions.indexOf("service.stopped");

            String instance = events.get(end).at("/service/instance").asText();
            assertThat(events.subList(0, end + 1))
                    .allMatch(event -> event.at("/service/instance").asText().equals(instance));
            assertThat(events.subList(end + 1, events.size()))
                    .noneMatch(event -> event.at("/service/instance").asText().equals(instance));
            assertThat(actions.subList(0, end))
                    .contains("service.started", "requests.refused", "audit.read")
                    .doesNotContain("service.stopped");
            assertThat(refused(events, actions)).isEqualTo(30);
            int encrypted = actions.indexOf("personal-keys.encrypted");
            // Of ada, and of whoever was refused that day.
            assertThat(events.get(encrypted).path("keys").asInt()).isEqualTo(2);
            assertThat(events.get(actions.indexOf("audit.read"))
                            .at("/actor/name")
                            .asText())
                    .as("what they sealed still opens")
                    .startsWith("Ada");
            assertThat(events.get(end).path("startedAt").asText())
                    .isLessThan(events.get(end).path("occurredAt").asText());
        }
    }

    private static long refused(List<JsonNode> events, List<String> actions) {
        long counted = events.stream()
                .filter(event -> event.path("action").asText().equals("requests.refused"))
                .mapToLong(event -> event.path("count").asLong())
                .sum();
        assertThat(counted).isBetween(1L, 10L);
        return counted + actions.stream().filter("request.refused"::equals).count();
    }

    /** All there are, once there is one of that action. */
    private static List<JsonNode> events(Launched service, String action) throws Exception {
        Instant patience = Instant.now().plusSeconds(30);
        while (page(service, "&action=" + action).path("items").isEmpty()
                && Instant.now().isBefore(patience)) {
            Thread.onSpinWait();
        }
        List<JsonNode> events = new ArrayList<>();
        JsonNode page = page(service, "");
        page.path("items").forEach(item -> events.add(item.path("event")));
        assertThat(page.path("more").asBoolean()).isFalse();
        return events;
    }

    private static JsonNode page(Launched service, String filter) throws Exception {
        return MAPPER.readTree(get(service, "ada", "demo", "/audit/events?pageSize=200" + filter)
                .body());
    }

    private static HttpResponse<String> get(Launched service, String user, String password, String path)
            throws Exception {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes());
        return HTTP.send(
                HttpRequest.newBuilder(service.uri(path))
                        .header("Authorization", "Basic " + credentials)
                        .build(),
                BodyHandlers.ofString());
    }
}
