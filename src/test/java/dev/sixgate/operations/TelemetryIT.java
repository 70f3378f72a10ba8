package dev.sixgate.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.sixgate.sandbox.Launched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service tells a collector of traces and a reader of its log, once it is told to. */
class TelemetryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    private static JsonNode call(Launched service, String who, String method, String path, String body)
            throws Exception {
        String credentials = Base64.getEncoder().encodeToString((who + ":demo").getBytes(StandardCharsets.UTF_8));
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        HttpRequest request = HttpRequest.newBuilder(service.uri(path))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", type)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
    }

    private static void await(String what, BooleanSupplier seen) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!seen.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(deadline);
            Thread.onSpinWait();
        }
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    /** The id of a change that AWS has taken. */
    private static String anAppliedChange(Launched service) throws Exception {
        service.awaitReady();
        JsonNode change = call(
                service,
                "ria",
                "PATCH",
                "/domains/ws.example.com/ip-address-type",
                "{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\"}");
        String id = change.path("id").asText();
        String digest = change.at("/plan/digest").asText();
        call(
                service,
                "nora",
                "POST",
                "/changes/" + id + "/reviews",
                "{\"decision\":\"APPROVE\",\"planDigest\":\"" + digest + "\"}");
        await(change + service.output(), () -> service.output().contains("attempt accepted"));
        return id;
    }

    /** Keeps the names of the spans that it is sent, as they stand in the protocol buffers. */
    private static HttpServer collector(Set<String> names, Pattern name) throws IOException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher found = name.matcher(sent);
            while (found.find()) {
                names.add(found.group());
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        return collector;
    }

    @Test
    void aChangeIsTracedAndToldInJsonOnceSomebodyWantsThat() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        Pattern name = Pattern.compile(
                "PATCH /domains/\\{name}/ip-address-type|change\\.apply|ApiGatewayV2\\.UpdateDomainName");
        HttpServer collector = collector(names, name);
        Map<String, String> wanted = Map.of(
                "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
                "true",
                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort(),
                "QUARKUS_OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf",
                "QUARKUS_OTEL_BSP_SCHEDULE_DELAY",
                "PT0.2S");
        try (Launched service = Launched.in(home, wanted)) {
            String id = anAppliedChange(service);
            await("spans: " + names, () -> names.size() == 3);

            List<JsonNode> lines = service.output()
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .map(TelemetryIT::json)
                    .toList();
            JsonNode accepted = lines.stream()
                    .filter(line -> line.path("message").asText().startsWith("attempt accepted"))
                    .findFirst()
                    .orElseThrow();
            assertThat(accepted.path("level").asText()).isEqualTo("INFO");
            assertThat(accepted.at("/mdc/change").asText()).isEqualTo(id);
            assertThat(accepted.at("/mdc/domain").asText()).isEqualTo("ws.example.com");
            assertThat(accepted.at("/mdc/target").asText()).isEqualTo("sandbox");
            assertThat(accepted.at("/mdc/traceId").asText()).hasSize(32);
            Set<String> said = new HashSet<>();
            lines.forEach(line -> line.path("mdc").fieldNames().forEachRemaining(said::add));
            assertThat(said)
                    .isSubsetOf("change", "domain", "target", "request", "traceId", "spanId", "parentId", "sampled");
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void whoSaysNothingIsToldInWordsAndTracedNowhere() throws Exception {
        try (Launched service = Launched.in(home, Map.of())) {
            String id = anAppliedChange(service);

            assertThat(service.output().lines())
                    .anyMatch(line -> line.contains("attempt accepted") && line.endsWith(" " + id))
                    .noneMatch(line -> line.startsWith("{"))
                    .noneMatch(line -> line.contains("export"));
        }
    }

    @Test
    void jsonAloneIsNoWishForTraces() throws Exception {
        try (Launched service = Launched.in(home, Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true"))) {
            String id = anAppliedChange(service);

            assertThat(service.output().lines().filter(line -> line.startsWith("{")))
                    .anyMatch(line -> id.equals(json(line).at("/mdc/change").asText()))
                    .noneMatch(line -> json(line).path("mdc").has("traceId"));
        }
    }
}
