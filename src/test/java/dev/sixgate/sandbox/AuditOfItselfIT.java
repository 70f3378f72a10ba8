package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
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

        try (Launched second = Launched.in(home, Map.of())) {
            second.awaitReady();
            List<JsonNode> events = events(second);
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

    private static List<JsonNode> events(Launched service) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        JsonNode page = MAPPER.readTree(
                get(service, "ada", "demo", "/audit/events?pageSize=200").body());
        page.path("items").forEach(item -> events.add(item.path("event")));
        assertThat(page.path("more").asBoolean()).isFalse();
        return events;
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
