package dev.sixgate.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sixgate.sandbox.Launched;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts and the dashboard ask for metrics, and for labels of theirs, that the packaged service has. */
class MonitoringIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path ALERTS = Path.of("deploy/prometheus/alerts.yaml");
    private static final Path DASHBOARD = Path.of("deploy/grafana/sixgate.json");
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:sixgate|http_server|agroal|jvm)_[a-z_]+)(?:\\{([a-z]+)=~?\"([A-Za-z]+)\")?");

    private static final List<String> ROUNDS = List.of(
            "sixgate_worker_behind", "sixgate_break_glass", "sixgate_notice", "sixgate_audit_witnesses", "_findings");

    @TempDir
    Path home;

    private static List<String> expressions(JsonNode tree) {
        List<String> expressions = new ArrayList<>();
        tree.findValues("expr").forEach(each -> expressions.add(each.asText()));
        return expressions;
    }

    private static JsonNode alerts() throws IOException {
        return new ObjectMapper(new YAMLFactory()).readTree(ALERTS.toFile());
    }

    private static String get(URI uri) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    private List<String> scraped() throws Exception {
        Map<String, String> told = Map.of(
                "SIXGATE_WEBHOOKS_OPS_URL", "https://hooks.example.com/x",
                "SIXGATE_WEBHOOKS_OPS_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "SIXGATE_WEBHOOKS_OPS_EVENTS", "change.requested",
                "SIXGATE_AUDIT_WITNESSES_W_URL", "http://127.0.0.1:1",
                "SIXGATE_AUDIT_WITNESSES_W_KEY",
                        "witness.example.com+5d6b0aee+BPD+kHLPOhBSEzjbSPPPFOoS1MkfPtYrtH6M2DFzSDlo");
        try (Launched service = Launched.in(home, told)) {
            service.awaitReady();
            get(service.uri("/me"));
            Instant deadline = Instant.now().plusSeconds(60);
            String metrics = "";
            // Each task of the workers has its own from its first round on.
            while (!ROUNDS.stream().allMatch(metrics::contains) && Instant.now().isBefore(deadline)) {
                metrics = get(service.uri("/q/metrics"));
            }
            return metrics.lines().toList();
        }
    }

    @Test
    void everyMetricThatIsAskedForIsThere() throws Exception {
        List<String> expressions = expressions(alerts());
        expressions.addAll(expressions(new ObjectMapper().readTree(DASHBOARD.toFile())));
        assertThat(expressions).hasSizeGreaterThan(30);
        List<String> scraped = scraped();
        Set<String> names = scraped.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));

        for (String expression : expressions) {
            var metric = METRIC.matcher(expression);
            assertThat(metric.find()).as(expression).isTrue();
            do {
                assertThat(names).as(expression).contains(metric.group(1));
                if (metric.group(2) != null) {
                    String line =
                            metric.group(1) + "\\{(?:.*,)?" + metric.group(2) + "=\"" + metric.group(3) + "\"[,}].*";
                    assertThat(scraped).as(expression).anyMatch(each -> each.matches(line));
                }
            } while (metric.find());
        }
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhatItMeans() throws IOException {
        for (JsonNode rule : alerts().at("/groups/0/rules")) {
            String name = rule.path("alert").asText();
            assertThat(rule.at("/labels/severity").asText()).as(name).isIn("critical", "warning", "info");
            assertThat(rule.at("/annotations/summary").asText()).as(name).isNotEmpty();
        }
    }
}
