package dev.sixgate.sandbox.apigateway;

import static dev.sixgate.sandbox.apigateway.Sandbox.json;
import static dev.sixgate.sandbox.apigateway.Sandbox.scope;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigatewayv2.model.NotFoundException;

class WireTest {
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    private final Sandbox sandbox = Sandbox.unthrottled();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void theSimulatorListensOnTheLoopbackAddress() {
        assertThat(sandbox.uri().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void everyAnswerHasAFreshRequestId() {
        var answers = List.of(
                sandbox.signed("GET", "/v2/domainnames", null),
                sandbox.signed("GET", "/v2/domainnames/unknown.example.com", null),
                sandbox.raw("GET", "/v2/domainnames", null, r -> {}),
                sandbox.signed("GET", "/nowhere", null),
                sandbox.raw("POST", "/", "Action=Nothing", r -> {}),
                sandbox.raw("GET", "/_sandbox/settings", null, r -> {}));

        assertThat(answers.stream().map(WireTest::requestId).distinct())
                .hasSize(6)
                .allMatch(id -> id.matches(UUID));
    }

    @Test
    void anErrorHasItsTypeInTheHeaderAndItsTextInTheBody() {
        var answer = sandbox.signed("GET", "/v2/domainnames/unknown.example.com", null);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue("NotFoundException");
        assertThat(answer.body()).isEqualTo("{\"message\":\"Invalid domain name identifier specified\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    header          | NotFoundException | {'message':'Invalid domain name identifier specified'}
                    capital-message | NotFoundException | {'Message':'Invalid domain name identifier specified'}
                    type-member     | none | {'__type':'NotFoundException','message':'Invalid domain name identifier specified'}
                    """)
    void theSdkUnderstandsEveryShapeOfAnError(String shape, String header, String body) {
        sandbox.settings("{'errorShape':'" + shape + "'}");

        assertThatThrownBy(() -> Sandbox.configuration(sandbox.v2(), "unknown.example.com"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Invalid domain name identifier specified");
        var answer = sandbox.signed("GET", "/v2/domainnames/unknown.example.com", null);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType").orElse("none"))
                .isEqualTo(header);
        assertThat(answer.body()).isEqualTo(body.replace('\'', '"'));
    }

    @Test
    void aRequestWithoutASignatureIsTurnedAway() {
        var answer = sandbox.raw("GET", "/v2/domainnames", null, r -> {});

        refused(answer, 403, "MissingAuthenticationTokenException");
    }

    @Test
    void aSignatureForAnotherServiceIsTurnedAway() {
        var answer = sandbox.raw(
                "GET", "/v2/domainnames", null, r -> r.header("Authorization", scope(Sandbox.FIRST, "sts")));

        refused(answer, 403, "InvalidSignatureException");
    }

    @ParameterizedTest
    @CsvSource({"GET,/v2/nothing", "PUT,/v2/domainnames", "OPTIONS,/v2/domainnames", "GET,/", "BREW,/v2/domainnames/x"})
    void anUnknownMethodOrPathIsTurnedAway(String method, String path) {
        refused(sandbox.signed(method, path, null), 403, "MissingAuthenticationTokenException");
    }

    @Test
    void headIsAnsweredWithoutABody() {
        var answer = sandbox.signed("HEAD", "/v2/domainnames", null);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aWildcardAndAWholeArnTravelPercentEncoded() {
        var domain = sandbox.signed("GET", "/v2/domainnames/%2A.wild.example.com", null);
        var arn = json(domain).path("domainNameArn").asText();
        var tags = sandbox.signed("GET", "/v2/tags/" + URLEncoder.encode(arn, StandardCharsets.UTF_8), null);

        assertThat(json(domain).path("domainName").asText()).isEqualTo("*.wild.example.com");
        assertThat(json(tags).path("tags").path("team").asText()).isEqualTo("platform");
    }

    @Test
    void nullMembersAreLeftOut() {
        assertThat(sandbox.signed("GET", "/v2/domainnames/api.example.com", null)
                        .body())
                .doesNotContain("null")
                .doesNotContain("mutualTlsAuthentication");
        assertThat(sandbox.signed("GET", "/domainnames/api.example.com", null).body())
                .doesNotContain("null")
                .doesNotContain("domainNameId");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{} {}",
                "\"x\"",
                "{\"domainNameConfigurations\":{}}",
                "{\"domainNameConfigurations\":[{\"certificateArn\":1}]}"
            })
    void aBodyThatCannotBeReadIsASerializationError(String body) {
        refused(sandbox.signed("PATCH", "/v2/domainnames/api.example.com", body), 400, "SerializationException");
    }

    @Test
    void aBodyOverOneMebibyteIsTooLarge() {
        var answer = sandbox.signed("POST", "/v2/domainnames", "x".repeat((1 << 20) + 1));

        refused(answer, 413, "RequestEntityTooLargeException");
    }

    @Test
    void lettersOutsideAsciiSurvive() {
        var body = "{\"tags\":{\"größe\":\"naïve — ☃\"}}";
        var arn = "arn:aws:apigateway:eu-central-1::/domainnames/api.example.com";
        var path = "/v2/tags/" + URLEncoder.encode(arn, StandardCharsets.UTF_8);

        assertThat(sandbox.signed("POST", path, body).statusCode()).isEqualTo(201);
        assertThat(json(sandbox.signed("GET", path, null))
                        .path("tags")
                        .path("größe")
                        .asText())
                .isEqualTo("naïve — ☃");
    }

    @Test
    void ofManyUpdatesAtOnceOneWins() throws Exception {
        sandbox.settings("{'throttling':true}");
        var body = "{\"patchOperations\":[{\"op\":\"replace\",\"path\":\"/endpointConfiguration/ipAddressType\","
                + "\"value\":\"dualstack\"}]}";
        Callable<Integer> patch = () ->
                sandbox.signed("PATCH", "/domainnames/api.example.com", body).statusCode();
        var threads = Executors.newFixedThreadPool(8);
        var statuses = new ArrayList<Integer>();
        for (var answer : threads.invokeAll(java.util.Collections.nCopies(24, patch))) {
            statuses.add(answer.get());
        }
        threads.shutdown();

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(23);
    }

    private static String requestId(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-amzn-RequestId").orElse("none");
    }

    private static void refused(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue(type);
        assertThat(json(answer).path("message").asText()).isNotEmpty();
    }
}
