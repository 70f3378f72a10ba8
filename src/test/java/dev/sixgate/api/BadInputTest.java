package dev.sixgate.api;

import static dev.sixgate.api.ApiWorld.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.sixgate.TestWorld;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class BadInputTest {
    private static final String DOMAIN = "bad-input.example.com";
    private static final String PATCH = "PATCH /domains/" + DOMAIN + "/ip-address-type";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String GOOD = ApiWorld.DUALSTACK;
    private static final String NOWHERE = "/changes/00000000-0000-7000-8000-000000000000";
    private static boolean ready;

    @Inject
    ApiWorld world;

    /** A request that is wrong, and the problem that it gets; the problem "" is for what HTTP itself refuses. */
    private record Bad(String line, String headers, String body, int status, String problem) {
        @Override
        public String toString() {
            String shown = line + " "
                    + headers.replaceAll("Authorization:[^\r]*\r\n", "").strip() + " " + body;
            return (shown.length() > 120 ? shown.substring(0, 120) : shown).replaceAll("\\P{Print}", "?");
        }
    }

    private static Bad body(String body) {
        return patch(JSON, body, 400, "malformed-request");
    }

    private static Bad patch(String headers, String body, int status, String problem) {
        return new Bad(PATCH, RawHttp.basic("ria") + headers, body, status, problem);
    }

    private static Bad get(String path, int status, String problem) {
        return new Bad("GET " + path, RawHttp.basic("ada"), "", status, problem);
    }

    private static Bad call(String line, String headers, String body, int status, String problem) {
        return new Bad(line, headers, body, status, problem);
    }

    private static String chunked(int size) {
        String body = "{\"reason\":\"" + "a".repeat(size) + "\"}";
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    static Stream<Bad> bodies() {
        return Stream.of(
                body(""),
                body("{"),
                body("[]"),
                body("null"),
                body("\"text\""),
                body("{}"),
                body(GOOD + "x"),
                body(GOOD + GOOD),
                body("{\"a\":".repeat(30) + "1" + "}".repeat(30)),
                body("{\"ipAddressType\":\"ipv4\",\"ipAddressType\":\"dualstack\",\"reason\":\"x\"}"),
                body("{\"ipAddressType\":null,\"reason\":\"x\"}"),
                body("{\"ipAddressType\":\"ipv6\",\"reason\":\"x\"}"),
                body("{\"ipAddressType\":NaN}"),
                body("{\"ipAddressType\":" + "9".repeat(2_000) + "}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"a\\u0000b\"}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"a\\ud800b\"}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"\u00ed\u00a0\u0080\"}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"" + "a".repeat(2_001) + "\"}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"x\",\"notBefore\":\"+999999999-12-31T23:59:59Z\"}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"x\",\"notBefore\":\"2026-02-30T00:00:00Z\"}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"x\",\"notBefore\":1767225600}"),
                body("{\"ipAddressType\":\"dualstack\",\"reason\":\"x\",\"emergency\":{}}"),
                patch(JSON, "{\"ipAddressType\":\"dualstack\"}", 422, "reason-required"),
                patch(JSON, "{\"ipAddressType\":\"dualstack\",\"reason\":\" \\n\"}", 422, "reason-required"),
                patch("", GOOD, 415, "unsupported-media-type"),
                patch("Content-Type: \r\n", GOOD, 415, "unsupported-media-type"),
                patch("Content-Type: */*\r\n", GOOD, 415, "unsupported-media-type"),
                patch("Content-Type: rubbish\r\n", GOOD, 415, "unsupported-media-type"),
                patch("Content-Type: text/plain\r\n", GOOD, 415, "unsupported-media-type"),
                patch(
                        "Content-Type: application/x-www-form-urlencoded\r\n",
                        "ipAddressType=dualstack",
                        415,
                        "unsupported-media-type"),
                patch(JSON, "{\"reason\":\"" + "a".repeat(1_000_000) + "\"}", 413, "payload-too-large"),
                patch(JSON + "Transfer-Encoding: chunked\r\n", chunked(66_000), 413, "payload-too-large"),
                patch(JSON + "Transfer-Encoding: chunked\r\n", chunked(1_000_000), 413, "payload-too-large"),
                patch(JSON + "Content-Length: 100000000\r\n", "{", 413, "payload-too-large"),
                patch(JSON + "Content-Length: -1\r\n", "{", 400, ""),
                patch(JSON + "Content-Length: many\r\n", "{", 400, ""));
    }

    static Stream<Bad> headers() {
        return Stream.of(
                patch(JSON + "If-Match: rubbish\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "If-Match: \r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "If-Match: \"\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "If-Match: *\r\nIf-Match: *\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "If-Match: W/\"sha256:0\"\r\n", GOOD, 412, "fingerprint-mismatch"),
                patch(JSON + "If-Match: \"a\", \"b\"\r\n", GOOD, 412, "fingerprint-mismatch"),
                patch(JSON + "If-Match: \"" + "a".repeat(2_000) + "\"\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "Prefer: wait=" + "1".repeat(2_000) + "\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "Idempotency-Key: \r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "Idempotency-Key: a b\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "Idempotency-Key: " + "a".repeat(256) + "\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "Idempotency-Key: \u00e9\r\n", GOOD, 400, "malformed-request"),
                patch(JSON + "Idempotency-Key: a\u0001b\r\n", GOOD, 400, ""),
                patch(JSON + "Accept: text/plain\r\n", GOOD, 406, "not-acceptable"),
                patch(JSON + "Accept: rubbish\r\n", GOOD, 406, "not-acceptable"),
                patch(JSON + RawHttp.basic("ria"), GOOD, 400, "malformed-request"),
                call(PATCH, JSON, "{", 401, "unauthenticated"),
                call(PATCH, JSON + "Authorization: Basic !!!\r\n", GOOD, 401, "unauthenticated"),
                call(PATCH, JSON + "Authorization: Basic cmlh\r\n", GOOD, 401, "unauthenticated"),
                call(PATCH, JSON + "Authorization: Basic\r\n", GOOD, 401, "unauthenticated"),
                call(PATCH, JSON + RawHttp.basic("\u0000"), GOOD, 401, "unauthenticated"),
                call(PATCH, JSON + RawHttp.basic("nobody"), GOOD, 401, "unauthenticated"),
                call(PATCH, JSON + "Authorization: Bearer a.b.c\r\n", GOOD, 401, "unauthenticated"),
                call(PATCH, JSON + "Authorization: Digest x\r\n", GOOD, 401, "unauthenticated"),
                call(PATCH, JSON + RawHttp.basic("nora"), GOOD, 403, "role-required"),
                call(
                        "GET " + NOWHERE + "/events",
                        RawHttp.basic("ria") + "Content-Type: \r\n",
                        "",
                        404,
                        "change-not-found"),
                call(
                        "GET " + NOWHERE + "/events",
                        RawHttp.basic("ria") + "Content-Type: x y\r\n",
                        "",
                        404,
                        "change-not-found"),
                call("POST " + NOWHERE + "/cancel", JSON + RawHttp.basic("ria"), "{", 400, "malformed-request"),
                call("POST " + NOWHERE + "/cancel", JSON + RawHttp.basic("ria"), "{}", 422, "reason-required"),
                call("POST " + NOWHERE + "/retry", RawHttp.basic("ria"), "", 404, "change-not-found"),
                call(
                        "POST " + NOWHERE + "/reviews",
                        JSON + RawHttp.basic("nora"),
                        "{\"decision\":\"YES\"}",
                        400,
                        "malformed-request"));
    }

    static Stream<Bad> names() {
        return Stream.of(
                        "..%2f..%2fme",
                        "%252e%252e",
                        "api%252eexample.com",
                        "api.example.com;x=y",
                        "api.example.com%3Bx=y",
                        "a%00b.example.com",
                        "a%0d%0ab.example.com",
                        "a%1bb.example.com",
                        "a".repeat(300),
                        "a.".repeat(150) + "com",
                        "1.2.3.4",
                        "%5B::1%5D",
                        "2001:db8::1",
                        "*",
                        "%2A",
                        "%2A.com",
                        "a.%2A.example.com",
                        "localhost",
                        "api.example.com..",
                        ".example.com",
                        "-a.example.com",
                        "a_b.example.com",
                        "%20",
                        "%ff.example.com",
                        "api.example.com%2f")
                .flatMap(name -> Stream.of(
                        get("/domains/" + name, 400, "malformed-request"),
                        get("/domains/" + name + "/history", 400, "malformed-request"),
                        call(
                                "PATCH /domains/" + name + "/ip-address-type",
                                JSON + RawHttp.basic("ria"),
                                GOOD,
                                400,
                                "malformed-request")));
    }

    static Stream<Bad> queries() {
        Stream<Bad> malformed = Stream.of(
                        "/domains?pageSize=abc",
                        "/domains?pageSize=-1",
                        "/domains?pageSize=1.5",
                        "/domains?pageSize=99999999999",
                        "/domains?pageSize=1&pageSize=2",
                        "/domains?pageToken=xx",
                        "/domains?pageToken=!!!",
                        "/domains?pageToken=%00",
                        "/domains?ipAddressType=ipv6",
                        "/domains?q=%00",
                        "/domains?target=%00",
                        "/domains?target=NOT%20ONE",
                        "/domains?tag=x",
                        "/domains?tag=a:%00",
                        "/domains?unknown=1",
                        "/domains/api.example.com?target=%00",
                        "/domains/api.example.com?target=-",
                        "/domains/api.example.com/history?target=%00",
                        "/changes?status=NOPE",
                        "/changes?status=APPLIED&status=FAILED",
                        "/changes?domain=..",
                        "/changes?domain=%00",
                        "/changes?requestedBy=%00",
                        "/changes?awaitingMe=maybe",
                        "/changes?stauts=APPLIED",
                        "/audit/events?actor=%00",
                        "/audit/events?action=%00",
                        "/audit/events?target=%00",
                        "/audit/events?target=-",
                        "/audit/events?change=1",
                        "/audit/events?from=yesterday",
                        "/audit/events?to=2026-01-01",
                        "/audit/events?from=%2B999999999-12-31T23:59:59Z",
                        "/audit/events?from=2026-13-01T00:00:00Z",
                        "/domains?q=" + "a".repeat(2_001),
                        "/domains?tag=a:b" + "&tag=a:b".repeat(20),
                        "/changes/" + "1".repeat(2_001),
                        "/problems/" + "a".repeat(2_001))
                .map(path -> get(path, 400, "malformed-request"));
        Stream<Bad> asked = Stream.of(
                        "validateOnly=maybe",
                        "validateOnly=",
                        "validateonly=true",
                        "validateOnly=true&validateOnly=false")
                .map(query -> call(PATCH + "?" + query, JSON + RawHttp.basic("ria"), GOOD, 400, "malformed-request"));
        return Stream.concat(malformed, asked);
    }

    static Stream<Bad> paths() {
        return Stream.of(
                get("/nothing", 404, "not-found"),
                get("/start", 404, "not-found"),
                get("/%2e%2e/%2e%2e/etc/passwd", 404, "not-found"),
                get("/problems/no-such", 404, "not-found"),
                get("/problems/%00", 404, "not-found"),
                get("/changes/x", 404, "change-not-found"),
                get("/changes/1", 404, "change-not-found"),
                get("/changes/x/y", 404, "not-found"),
                get("/changes/x/events", 404, "change-not-found"),
                get(NOWHERE, 404, "change-not-found"),
                get(NOWHERE + "/events", 404, "change-not-found"),
                get(NOWHERE + "/reviews", 405, "method-not-allowed"),
                get("/audit/events/x", 404, "not-found"),
                get("/audit/events/00000000-0000-7000-8000-000000000000", 404, "not-found"),
                get("/domains/nobody-has-this.example.com?target=elsewhere", 404, "domain-not-found"),
                call("DELETE /domains/" + DOMAIN, RawHttp.basic("ria"), "", 405, "method-not-allowed"),
                call("PUT /changes", JSON + RawHttp.basic("ria"), "{}", 405, "method-not-allowed"),
                call("TRACE /changes", RawHttp.basic("ria"), "", 405, "method-not-allowed"),
                call("FOO /changes", RawHttp.basic("ria"), "", 405, "method-not-allowed"),
                call("POST /nothing", JSON, "{}", 404, "not-found"),
                get("/domains/%zz", 400, ""),
                get("/domains?q=%zz", 400, ""),
                get("/" + "a".repeat(70_000), 414, ""));
    }

    @ParameterizedTest
    @MethodSource({"bodies", "headers", "names", "queries", "paths"})
    void badInputGetsItsProblemChangesNothingAndLeavesNoStackTrace(Bad bad) {
        prepare();
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = keeping(logged);
        Logger root = Logger.getLogger("");
        root.addHandler(handler);

        RawHttp.Answer answer = RawHttp.here().send(bad.line(), bad.headers(), bad.body());

        root.removeHandler(handler);
        assertThat(answer.status()).as(answer.body()).isEqualTo(bad.status());
        if (!bad.problem().isEmpty()) {
            assertThat(answer.isProblem()).isTrue();
            assertThat(answer.body()).contains("\"type\":\"/problems/" + bad.problem() + "\"");
            assertThat(answer.body()).doesNotContain("Exception").doesNotContain("dev.sixgate");
        }
        if (bad.status() == 401) {
            assertThat(answer.header("WWW-Authenticate"))
                    .hasValueSatisfying(it -> assertThat(it).startsWith("Basic realm="));
        }
        assertThat(logged.stream().filter(record -> record.getThrown() != null)).isEmpty();
        as("ada").get("/changes?domain=" + DOMAIN).then().body("items", empty());
    }

    private void prepare() {
        if (!ready) {
            world.domains(DOMAIN);
            ready = true;
        }
    }

    @Test
    void oneAnswerNamesEveryMemberThatIsWrong() {
        prepare();

        ApiWorld.patch(
                        "ria",
                        DOMAIN,
                        "{\"ipAddressType\":5,\"reason\":[],\"reference\":{},\"notBefore\":\"x\",\"hold\":\"yes\","
                                + "\"emergency\":{\"ticket\":1},\"colour\":1}")
                .then()
                .statusCode(400)
                .body(
                        "violations.member",
                        containsInAnyOrder(
                                "ipAddressType",
                                "reason",
                                "reference",
                                "notBefore",
                                "hold",
                                "emergency.incident",
                                "emergency.ticket",
                                "colour"));
        as("ada")
                .get("/changes?colour=1&pageSize=x&awaitingMe=maybe")
                .then()
                .body("violations.member", contains("awaitingMe", "colour", "pageSize"));
    }

    @Test
    void aNameIsNormalisedFromUpperCaseAndOneTrailingDot() {
        prepare();

        as("ria").get("/domains/BAD-INPUT.Example.COM.").then().statusCode(200).body("domain", equalTo(DOMAIN));
        as("ria")
                .get("/domains/%2A.wild.example.com/ip-address-type")
                .then()
                .statusCode(200)
                .body("domain", equalTo("*.wild.example.com"));
    }

    @Test
    void headAndOptionsAnswerWithoutABody() {
        assertThat(as("ria").head("/changes").then().statusCode(200).extract().asString())
                .isEmpty();
        assertThat(as("ria").options("/changes").header("Allow")).contains("GET");
        given().head("/changes").then().statusCode(401);
    }

    @Test
    void strangersAndTheUnentitledAreInTheAuditTrail() {
        given().auth().preemptive().basic("mallory", "guess").get("/me").then().statusCode(401);
        as("ria").get("/audit/events").then().statusCode(403);

        as("ada")
                .get("/audit/events?action=request.refused&actor=anonymous&pageSize=200")
                .then()
                .body("items.event.findAll { it.claimed == 'mallory' }.code", contains("unauthenticated"));
        as("ada")
                .get("/audit/events?action=request.refused&actor=ria&pageSize=200")
                .then()
                .body("items.event.find { it.request == 'GET /audit/events' }.code", equalTo("role-required"));
    }

    private static Handler keeping(List<LogRecord> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                synchronized (logged) {
                    logged.add(record);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
