package dev.sixgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody restores yesterday's database: the service says so and signs nothing on top, and an outsider sees it too. */
@Timeout(5 * 60)
class RestoredBackupIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path home;

    @Test
    void aDatabaseThatWasRestoredFromABackupIsNotSealedOnAndTheVerifierSaysWhatIsGone() throws Exception {
        Path data = home.resolve(".sixgate/postgresql/data");
        Path backup = home.resolve("backup");
        try (Launched service = Launched.in(home, Map.of())) {
            service.awaitReady();
            signedEvents(service, 3);
            service.terminate();
        }
        copy(data, backup);
        String kept;
        String key;
        try (Launched service = Launched.in(home, Map.of())) {
            service.awaitReady();
            long before = size(checkpoint(service));
            kept = signedEvents(service, 5);
            assertThat(size(kept)).isGreaterThan(before);
            key = get(service, "/audit/key").body().strip();
            service.terminate();
        }

        delete(data);
        copy(backup, data);

        Path outsiders = Files.writeString(home.resolve("kept"), kept);
        try (Launched service = Launched.in(home, Map.of())) {
            service.awaitReady();
            JsonNode health = await(
                    () -> auditHealth(service),
                    found -> found.path("sealing").asText().equals("halted"));
            assertThat(health.path("because").asText()).contains("outside of it", "are gone");
            assertThat(get(service, "/audit/events?action=audit.sealing-halted").body())
                    .as("events go on being recorded")
                    .contains("are gone");
            assertThat(size(checkpoint(service))).as("nothing is signed on top").isLessThan(size(kept));

            try (Launched verifier = Launched.in(
                    home,
                    Map.of(),
                    "verify",
                    service.uri("/audit").toString(),
                    "--key",
                    key,
                    "--checkpoint",
                    outsiders.toString(),
                    "--user",
                    "ada:demo")) {
                assertThat(verifier.awaitEnd()).as(verifier.output()).isEqualTo(1);
                assertThat(verifier.output()).contains("FAILS");
            }
        }
    }

    /** Makes so many events happen, and waits until all of them are signed. */
    private static String signedEvents(Launched service, int events) throws Exception {
        for (int i = 0; i < events; i++) {
            assertThat(get(service, "/no-such-user-" + i).statusCode()).isBetween(400, 499);
            HTTP.send(HttpRequest.newBuilder(service.uri("/changes")).build(), BodyHandlers.discarding());
        }
        JsonNode items = MAPPER.readTree(get(service, "/audit/events?action=request.refused&pageSize=200")
                        .body())
                .path("items");
        long last = items.get(items.size() - 1).path("leafIndex").asLong();
        return await(() -> checkpoint(service), note -> size(note) > last);
    }

    private static String checkpoint(Launched service) throws Exception {
        HttpResponse<String> answer = get(service, "/audit/checkpoint");
        return answer.statusCode() == 200 ? answer.body() : "none\n0\n";
    }

    private static long size(String checkpoint) {
        return Long.parseLong(checkpoint.split("\n")[1]);
    }

    private static JsonNode auditHealth(Launched service) throws Exception {
        for (JsonNode check :
                MAPPER.readTree(get(service, "/q/health/ready").body()).path("checks")) {
            if (check.path("name").asText().equals("audit log")) {
                return check.path("data");
            }
        }
        throw new AssertionError("no check of the audit log");
    }

    private interface Question<T> {
        T ask() throws Exception;
    }

    private static <T> T await(Question<T> question, Predicate<T> enough) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        T answer = question.ask();
        while (!enough.test(answer) && Instant.now().isBefore(end)) {
            answer = question.ask();
        }
        assertThat(answer).matches(enough, "what was waited for");
        return answer;
    }

    private static HttpResponse<String> get(Launched service, String path) throws Exception {
        String credentials = Base64.getEncoder().encodeToString("ada:demo".getBytes());
        return HTTP.send(
                HttpRequest.newBuilder(service.uri(path))
                        .header("Authorization", "Basic " + credentials)
                        .build(),
                BodyHandlers.ofString());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        all.forEach(file -> {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
