package dev.sixgate.operations;

import static dev.sixgate.ChangeFixtures.LOOK;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static io.restassured.RestAssured.given;

import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.TestWorld;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is seen of a change from outside: the request that asked for it, the work on it, and each call to AWS. */
@QuarkusTest
@TestProfile(Traced.class)
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String ASKED = "PATCH /domains/{name}/ip-address-type";
    private static final AttributeKey<String> OUTCOME = stringKey("sixgate.outcome");

    @Inject
    ChangeFixtures world;

    @Inject
    Spans spans;

    @BeforeEach
    void begin() {
        world.freshWorld();
        spans.forget();
    }

    private Change askedWithin(String traceparent, String domain) {
        var answer = given().auth()
                .preemptive()
                .basic("ria", "demo")
                .header("traceparent", traceparent)
                .contentType("application/merge-patch+json")
                .body("{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\"}")
                .patch("/domains/" + domain + "/ip-address-type");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
        return world.known(world.json(answer.asString()));
    }

    private static List<String> events(SpanData span) {
        return span.getEvents().stream().map(EventData::getName).toList();
    }

    @Test
    void theWorkOnAChangeIsLinkedToTheRequestThatAskedForIt() {
        Change change = askedWithin("00-" + TRACE + "-" + CALLER + "-01", world.aDomain());
        SpanData asked = spans.one(ASKED);
        assertThat(asked).hasKind(SpanKind.SERVER).hasTraceId(TRACE).hasParentSpanId(CALLER);

        change.approvedBy("nora");
        world.run();
        world.runAfter(LOOK);

        assertThat(change.status()).isEqualTo("APPLIED");
        for (SpanData step : List.of(spans.one("change.apply"), spans.one("change.verify"))) {
            assertThat(step).hasKind(SpanKind.INTERNAL).hasNoParent();
            assertThat(step.getTraceId()).as("days may lie between").isNotEqualTo(TRACE);
            assertThat(step.getLinks())
                    .extracting(LinkData::getSpanContext)
                    .extracting(link -> link.getTraceId() + " " + link.getSpanId())
                    .containsExactly(TRACE + " " + asked.getSpanId());
            assertThat(step.getAttributes())
                    .containsEntry(stringKey("sixgate.change.id"), change.id())
                    .containsEntry(stringKey("sixgate.domain"), change.domain())
                    .containsEntry(stringKey("sixgate.target"), "sandbox")
                    .containsEntry(longKey("sixgate.attempt"), 1L)
                    .containsEntry(OUTCOME, "SUCCESS");
        }
        assertThat(events(spans.one("change.apply"))).containsExactly("change.applying", "change.accepted");
        assertThat(events(spans.one("change.verify"))).containsExactly("change.applied");
    }

    @Test
    void eachCallToAwsIsPartOfTheStepThatMadeIt() {
        Change change = world.anApprovedChange();
        spans.forget();

        world.run();

        SpanData step = spans.one("change.apply");
        List<SpanData> calls = spans.within(step);
        assertThat(calls).extracting(SpanData::getKind).containsOnly(SpanKind.CLIENT);
        assertThat(calls)
                .extracting(SpanData::getName)
                .contains("ApiGateway.GetDomainName", "ApiGatewayV2.UpdateDomainName");
        assertThat(spans.one("ApiGatewayV2.UpdateDomainName").getAttributes())
                .containsEntry(stringKey("rpc.system"), "aws-api")
                .containsEntry(longKey("http.response.status_code"), 200L)
                .containsEntry(
                        stringKey("aws.request_id"),
                        change.updatesSent().get(0).path("requestId").asText());
    }

    @Test
    void anAttemptThatAwsRefusesIsAnError() {
        Change change = world.anApprovedChange();
        world.fault(change.domain(), "error", Map.of("status", 403, "type", "AccessDeniedException"));
        spans.forget();

        world.run();

        SpanData step = spans.one("change.apply");
        assertThat(step.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(step.getAttributes()).containsEntry(OUTCOME, "FAILED").containsEntry(longKey("sixgate.attempt"), 1L);
        SpanData call = spans.one("ApiGatewayV2.UpdateDomainName");
        assertThat(call.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(call.getAttributes()).containsEntry(stringKey("error.type"), "AccessDeniedException");
    }

    @Test
    void aChangeThatWaitsIsNoError() {
        Change change = askedWithin("00-" + TRACE + "-" + CALLER + "-01", world.aDomain());
        change.approvedBy("nora");
        world.unreadable(change.domain());
        spans.forget();

        world.run();

        SpanData step = spans.one("change.apply");
        assertThat(step.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(step.getAttributes())
                .containsEntry(OUTCOME, "WAITING")
                .doesNotContainKey(longKey("sixgate.attempt"));
        world.withoutFaults();
    }

    @Test
    void theCodeThatAProviderSendsPeopleBackWithIsInNoTrace() {
        given().redirects().follow(false).get("/sign-in?code=not-to-be-shown&state=1");
        given().get("/me");

        spans.one("GET /me");
        assertThat(spans.ended().toString()).doesNotContain("not-to-be-shown");
    }

    @Test
    void nobodysPasswordIsInATrace() {
        given().auth().preemptive().basic("ria", "demo").get("/me");

        assertThat(spans.one("GET /me").toString()).doesNotContain("Basic ", "cmlhOmRlbW8");
    }
}
