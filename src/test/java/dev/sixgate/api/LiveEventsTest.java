package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A change's events while they happen. */
@QuarkusTest
@Timeout(60)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class LiveEventsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Inject
    ApiWorld world;

    @Inject
    ChangeFixtures stories;

    private String change = "";

    /** What a reader was told, a line at a time. */
    private record Stream(HttpResponse<InputStream> answer, BufferedReader lines) implements AutoCloseable {

        static Stream of(String person, String change, String... headers) {
            String pair = Base64.getEncoder().encodeToString((person + ":demo").getBytes(StandardCharsets.UTF_8));
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + RestAssured.port + change + "/events"))
                    .timeout(Duration.ofSeconds(20))
                    .header("Accept", "text/event-stream")
                    .header("Authorization", "Basic " + pair);
            if (headers.length > 0) {
                request.headers(headers);
            }
            try {
                var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                return new Stream(
                        answer, new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The next lines up to one that begins so, which is the last of them. */
        List<String> upTo(String beginning) throws IOException {
            List<String> read = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read.add(line);
                if (line.startsWith(beginning)) {
                    return read;
                }
            }
            return read;
        }

        /** The ids of all that comes until the end. */
        List<Long> ids() throws IOException {
            return upTo("event:end").stream()
                    .filter(line -> line.startsWith("id:"))
                    .map(line -> Long.parseLong(line.substring(3).strip()))
                    .toList();
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }

    @BeforeEach
    void begin() {
        stories.freshWorld();
        String domain = "live-" + UUID.randomUUID() + ".example.com";
        world.domains(domain);
        change = world.ask(domain);
    }

    private static String cancel(String change) {
        as("ria")
                .contentType("application/json")
                .body("{\"reason\":\"no\"}")
                .post(change + "/cancel")
                .then()
                .statusCode(200);
        return change;
    }

    @Test
    void whatHappensIsToldWhenItHappensAndTheEndIsTold() throws IOException {
        try (Stream stream = Stream.of("ada", change)) {
            assertThat(stream.answer().headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            assertThat(String.join("\n", stream.upTo("data:"))).contains("change.requested");
            world.review("nora", change, "COMMENT");
            assertThat(String.join("\n", stream.upTo("data:"))).contains("\"so\"");
            cancel(change);
            assertThat(String.join("\n", stream.upTo("data:"))).contains("change.cancelled");
            assertThat(stream.upTo("event:end")).anyMatch(line -> line.equals("event:end"));
            assertThat(stream.upTo("data:")).last().isEqualTo("data:{\"status\":\"CANCELLED\"}");
            assertThat(stream.upTo("never")).as("nothing follows").allMatch(String::isEmpty);
        }
    }

    @Test
    void whoComesAgainGoesOnWhereTheyWereWithoutLossOrRepetition() throws IOException {
        world.review("nora", change, "COMMENT");
        world.review("ned", change, "COMMENT");
        cancel(change);
        List<Long> all;
        try (Stream stream = Stream.of("ada", change)) {
            all = stream.ids();
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(4).isSorted().doesNotHaveDuplicates();

        for (int i = 0; i < all.size(); i++) {
            try (Stream again =
                    Stream.of("ada", change, "Last-Event-ID", all.get(i).toString())) {
                assertThat(again.ids()).isEqualTo(all.subList(i + 1, all.size()));
            }
        }
    }

    @Test
    void theStreamTellsWhatThePagesOfTheSameLogTell() throws IOException {
        cancel(change);
        List<Long> listed = as("ada").get(change + "/events").jsonPath().getList("items.leafIndex", Long.class);

        try (Stream stream = Stream.of("ada", change)) {
            assertThat(stream.ids()).isEqualTo(listed);
        }
        String event;
        try (Stream stream = Stream.of("ada", change)) {
            event = stream.upTo("data:").stream()
                    .filter(line -> line.startsWith("data:"))
                    .findFirst()
                    .orElseThrow();
        }
        assertThat(new ObjectMapper()
                        .readTree(event.substring(5))
                        .at("/event/actor")
                        .has("ip"))
                .as("where people's requests came from is the auditors' business")
                .isFalse();
    }

    @Test
    void silenceIsNotTakenForTheEnd() throws IOException {
        try (Stream stream = Stream.of("ada", change)) {
            stream.upTo("data:");

            assertThat(stream.upTo(":")).last().asString().startsWith(":");
            assertThat(stream.upTo(":")).last().asString().startsWith(":");
        }
    }

    @Test
    void whoMayNotReadIsToldNothing() throws IOException {
        try (Stream stream = Stream.of("mallory", change)) {
            assertThat(stream.answer().statusCode()).isEqualTo(401);
        }
        try (Stream stream = Stream.of("ada", "/changes/01a0b1c2-0000-7000-8000-000000000000")) {
            assertThat(stream.answer().statusCode()).isEqualTo(404);
            assertThat(stream.upTo("never")).anyMatch(line -> line.contains("change-not-found"));
        }
        try (Stream stream = Stream.of("ada", change, "Last-Event-ID", "the first")) {
            assertThat(stream.answer().statusCode()).isEqualTo(400);
        }
    }

    @Test
    void oneCallerHasOnlySoManyStreamsOpenAndGetsThemBack() throws IOException {
        List<Stream> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            open.add(Stream.of("remy", change));
            open.get(i).upTo("data:");
        }
        try (Stream more = Stream.of("remy", change);
                Stream others = Stream.of("ada", change)) {
            assertThat(more.answer().statusCode()).isEqualTo(429);
            assertThat(more.answer().headers().firstValue("Retry-After")).hasValue("5");
            assertThat(more.upTo("never")).anyMatch(line -> line.contains("too-many-requests"));
            assertThat(others.answer().statusCode()).isEqualTo(200);
        }

        cancel(change);
        for (Stream stream : open) {
            stream.ids();
            stream.close();
        }

        try (Stream again = Stream.of("remy", change)) {
            assertThat(again.answer().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoAsksForNothingInParticularGetsAPage() {
        as("ada").get(change + "/events").then().statusCode(200).contentType("application/json");
        as("ada").accept("application/json").get(change + "/events").then().body("more", equalTo(false));
    }
}
