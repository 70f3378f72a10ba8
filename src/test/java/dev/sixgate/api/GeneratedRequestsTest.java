package dev.sixgate.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.api.DescribedApi.Operation;
import io.quarkus.logging.Log;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Throws generated requests at the service: every operation of the OpenAPI document with its own parameters and bent examples
 * of its body, in turn with what is no operation at all. {@code -Dfuzz.seed=N} repeats a run, {@code
 * -Dfuzz.requests=N} makes it of more than 300.
 */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class GeneratedRequestsTest {
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 300);
    private static final String ID = "00000000-0000-7000-8000-000000000000";
    private static final List<String> METHODS =
            List.of("GET", "GET", "GET", "POST", "POST", "PATCH", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "QUERY");
    private static final List<String> SEGMENTS = List.of(
            ID,
            "v6.example.com",
            "api.example.com",
            "%2A.wild.example.com",
            "change-open",
            "remy",
            "%00",
            "..",
            ".",
            "",
            "a%2fb",
            "%F0%9F%98%80",
            "x;y=z",
            "1.2.3.4");
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "1",
            "-1",
            "99999999999",
            "true",
            "false",
            "ipv4",
            "sandbox",
            "APPLIED",
            "OVERDUE",
            "a:b",
            "%00",
            "%ff",
            "%zz",
            "x%0d%0ay",
            "2026-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "0000-01-01T00:00:00Z",
            "%27%20OR%201=1--",
            ID,
            "AAAA");
    private static final List<String> HEADERS = List.of(
            "If-Match: *",
            "If-Match: x",
            "If-None-Match: \"v1\"",
            "Prefer: wait=0",
            "Prefer: wait=;",
            "Accept: */*",
            "Accept: application/json",
            "Accept: text/html",
            "Idempotency-Key: k",
            "Idempotency-Key: ",
            "X-Request-Id: \u00ff",
            "Content-Type: application/json",
            "Content-Type: application/json",
            "Content-Type: application/merge-patch+json",
            "Content-Type: text/plain",
            "Content-Type: ",
            "Range: bytes=0-1",
            "Expect: x",
            "TE: trailers");
    private static final List<String> JSON = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "null",
            "true",
            "1e999",
            "-0",
            "\\u0000",
            "\\ud800",
            "\"dualstack\"",
            "\"APPROVE\"",
            "\"JUSTIFIED\"",
            "\"emergency\":{\"incident\":\"INC-1\"}",
            "{\"reason\":\"x\"}",
            " ",
            "\u0000",
            "\u00ff");

    @Test
    void noRequestWhateverItIsMakesTheServiceFail() {
        long asked = Long.getLong("fuzz.seed", 0);
        long seed = asked == 0 ? System.nanoTime() : asked;
        Log.infof("generated requests: -Dfuzz.seed=%d", seed);
        Random random = new Random(seed);
        RawHttp http = RawHttp.here();
        DescribedApi api = DescribedApi.ofTheService();
        assertThat(api.operations()).hasSizeBetween(1, REQUESTS / 2);
        for (int i = 0; i < REQUESTS; i++) {
            boolean described = i % 2 == 0;
            Operation operation = api.operations().get(i / 2 % api.operations().size());
            String line = described
                    ? operation.method() + " " + path(operation, random)
                    : oneOf(METHODS, random) + " " + path(api, random);
            String headers = (described ? contentType(operation, random) : "") + headers(random);
            String body = described && !operation.examples().isEmpty()
                    ? bent(oneOf(operation.examples(), random), api, random)
                    : random.nextInt(3) == 0 ? "" : body(api, random);

            RawHttp.Answer answer = http.send(line, headers, body);

            String what =
                    "seed " + seed + ", request " + i + ": " + line + "\n" + headers + "\n" + body + "\n" + answer;
            assertThat(answer.status()).as(what).isLessThan(500);
            // Vert.x refuses by itself what is no HTTP, and says nothing more.
            boolean noHttp =
                    answer.status() == 400 && answer.header("Content-Type").isEmpty();
            if (answer.status() >= 400 && !noHttp) {
                assertThat(answer.isProblem()).as(what).isTrue();
            }
        }
    }

    /** The operation's own path, whatever stands in for its braces, and mostly parameters of its own. */
    private static String path(Operation operation, Random random) {
        StringBuilder path = new StringBuilder();
        for (String segment : operation.path().substring(1).split("/", -1)) {
            path.append('/').append(segment.startsWith("{") ? oneOf(SEGMENTS, random) : segment);
        }
        return path + query(operation.parameters(), random);
    }

    private static String path(DescribedApi api, Random random) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i <= random.nextInt(4); i++) {
            path.append('/').append(oneOf(random.nextBoolean() ? api.segments() : SEGMENTS, random));
        }
        return path + query(api.parameters(), random);
    }

    private static String query(List<String> parameters, Random random) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < random.nextInt(3); i++) {
            boolean known = !parameters.isEmpty() && random.nextInt(10) > 0;
            query.append(i == 0 ? '?' : '&')
                    .append(known ? oneOf(parameters, random) : oneOf(List.of("nonsense", ""), random))
                    .append('=')
                    .append(oneOf(VALUES, random));
        }
        return query.toString();
    }

    private static String contentType(Operation operation, Random random) {
        return operation.mediaTypes().isEmpty() || random.nextInt(8) == 0
                ? ""
                : "Content-Type: " + oneOf(operation.mediaTypes(), random) + "\r\n";
    }

    private static String headers(Random random) {
        StringBuilder headers = new StringBuilder();
        if (random.nextInt(5) > 0) {
            headers.append(
                    RawHttp.basic(oneOf(List.of("ria", "nora", "ada", "otto", "bea", "bot", "mallory"), random)));
        }
        for (int i = 0; i < random.nextInt(4); i++) {
            headers.append(oneOf(HEADERS, random)).append("\r\n");
        }
        return headers.toString();
    }

    /** An example as it stands, or with some of it cut out or something else put in. */
    private static String bent(String example, DescribedApi api, Random random) {
        StringBuilder body = new StringBuilder(example);
        for (int i = random.nextInt(4); i > 0 && !body.isEmpty(); i--) {
            int from = random.nextInt(body.length());
            int to = Math.min(body.length(), from + random.nextInt(20));
            body.replace(from, to, random.nextBoolean() ? "" : token(api, random));
        }
        return body.toString();
    }

    private static String body(DescribedApi api, Random random) {
        StringBuilder body = new StringBuilder(random.nextBoolean() ? "{" : "");
        for (int i = 0; i < random.nextInt(12); i++) {
            body.append(token(api, random));
        }
        return body.append(random.nextBoolean() ? "}" : "").toString();
    }

    private static String token(DescribedApi api, Random random) {
        return random.nextInt(4) == 0 ? '"' + oneOf(api.members(), random) + '"' : oneOf(JSON, random);
    }

    private static <T> T oneOf(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
