package dev.sixgate.notice;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sixgate.Change;
import dev.sixgate.ChangeFixtures;
import dev.sixgate.IdSource;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.notice.Notice.State;
import dev.sixgate.notice.hook.Recipients;
import dev.sixgate.notice.mail.Postman;
import dev.sixgate.notice.send.Answer.Failure;
import dev.sixgate.notice.send.Receiver;
import dev.sixgate.notice.send.Receiver.Got;
import dev.sixgate.notice.send.Sender;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an event to somebody else's HTTP server. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class CourierTest {
    private static final String EARS = "ears";
    private static final byte[] KEY = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Actor SOMEBODY = Actor.system("test");
    private static final Duration LONGER_THAN_A_CLAIM = Notices.CLAIM.plusSeconds(1);

    @Inject
    ChangeFixtures world;

    @Inject
    Courier courier;

    @Inject
    Notices notices;

    @Inject
    Recipients recipients;

    @Inject
    Postman postman;

    @Inject
    Rendering rendering;

    @Inject
    AuditLog log;

    @Inject
    IdSource ids;

    @Inject
    MutableClock clock;

    @ConfigProperty(name = "sixgate.webhooks.ears.url")
    URI ears;

    private Receiver receiver;

    @BeforeEach
    void begin() {
        world.freshWorld();
        world.sql("DELETE FROM notice");
        receiver = new Receiver(ears.getPort());
    }

    @AfterEach
    void end() {
        receiver.close();
        world.sql("DELETE FROM notice");
    }

    private UUID happens() {
        return log.appendAlone(AuditEvent.of("webhook.tested", Outcome.SUCCESS, SOMEBODY, clock.instant()));
    }

    private Notice only() {
        List<Notice> all = notices.page(EARS, null, null, 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void deliverAll() {
        while (courier.next(EARS)) {
            assertThat(receiver.got()).hasSizeLessThan(1_000);
        }
    }

    private Courier courierBy(Sender sender) {
        return new Courier(notices, recipients, rendering, new Carrier(sender, postman), clock);
    }

    private static JsonNode json(Got got) throws Exception {
        return new ObjectMapper().readTree(got.body());
    }

    @Test
    void anApprovalIsToldOnceAndSigned() throws Exception {
        Change change = world.anApprovedChange(world.aDomain(), Map.of("reason", "IPv6 for phones"));

        deliverAll();

        assertThat(receiver.got()).hasSize(2);
        JsonNode requested = json(receiver.got().get(0));
        assertThat(requested.path("type").asText()).isEqualTo("dev.sixgate.change.requested");
        assertThat(requested.at("/data/status").asText()).isEqualTo("PENDING_APPROVAL");
        Got got = receiver.got().get(1);
        JsonNode approved = json(got);
        assertThat(approved.path("type").asText()).isEqualTo("dev.sixgate.change.approved");
        assertThat(approved.path("subject").asText()).isEqualTo(change.domain());
        assertThat(approved.path("source").asText()).isEqualTo("//localhost/audit");
        JsonNode data = approved.path("data");
        assertThat(data.path("change").asText()).isEqualTo(change.id());
        assertThat(data.path("href").asText()).isEqualTo("https://sixgate.example.com/changes/" + change.id());
        assertThat(data.path("target").asText()).isEqualTo("sandbox");
        assertThat(data.path("from").asText()).isEqualTo("ipv4");
        assertThat(data.path("to").asText()).isEqualTo("dualstack");
        assertThat(data.path("status").asText()).isEqualTo("APPROVED");
        assertThat(data.at("/requestedBy/subject").asText()).isEqualTo("ria");
        assertThat(data.path("reason").asText()).isEqualTo("IPv6 for phones");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        mac.update((got.header("webhook-id") + "." + got.header("webhook-timestamp") + ".")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(got.header("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(got.body())));
        assertThat(notices.page(EARS, State.DELIVERED, null, 10))
                .hasSize(2)
                .allSatisfy(notice -> assertThat(notice.status()).isEqualTo(204));
        assertThat(courier.next(EARS)).isFalse();
    }

    @Test
    void whatNobodyAskedForIsNotPutIn() {
        log.appendAlone(AuditEvent.of("service.started", Outcome.SUCCESS, SOMEBODY, clock.instant()));

        assertThat(notices.page(EARS, null, null, 10)).isEmpty();
    }

    @Test
    void whatIsNotRecordedIsNotTold() {
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    log.append(AuditEvent.of("webhook.tested", Outcome.SUCCESS, SOMEBODY, clock.instant()));
                    throw new IllegalStateException("it fails after all");
                }))
                .hasMessageContaining("after all");

        assertThat(notices.page(EARS, null, null, 10)).isEmpty();
    }

    @Test
    void whatFailsIsSentAgainUnderTheSameIdWithTheSameBodyAndTheTimeOfThen() {
        receiver.answers(500);
        happens();
        assertThat(courier.next(EARS)).isTrue();
        assertThat(only()).satisfies(notice -> {
            assertThat(notice.state()).isEqualTo(State.WAITING);
            assertThat(notice.attempts()).isEqualTo(1);
            assertThat(notice.status()).isEqualTo(500);
            assertThat(notice.failure()).isEqualTo(Failure.ANSWER);
        });
        assertThat(courier.next(EARS)).as("not yet").isFalse();

        receiver.answers(200);
        clock.advance(Duration.ofSeconds(6));
        assertThat(courier.next(EARS)).isTrue();

        Got first = receiver.got().get(0);
        Got second = receiver.got().get(1);
        assertThat(second.header("webhook-id"))
                .isEqualTo(first.header("webhook-id"))
                .isEqualTo(only().id().toString());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("webhook-timestamp")).isNotEqualTo(first.header("webhook-timestamp"));
        assertThat(second.header("webhook-signature")).isNotEqualTo(first.header("webhook-signature"));
        assertThat(only().state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void afterNineAttemptsItIsDeadAndAReplayRevivesIt() {
        receiver.answers(503);
        happens();
        for (int i = 0; i < 20; i++) {
            courier.next(EARS);
            clock.advance(Duration.ofHours(17));
        }
        assertThat(receiver.got()).hasSize(9);
        Notice dead = only();
        assertThat(dead.state()).isEqualTo(State.DEAD);

        receiver.answers(200);
        as("otto")
                .post("/webhooks/ears/deliveries/" + dead.id() + "/replay")
                .then()
                .statusCode(200);
        // That it was replayed is told too, at the same moment.
        deliverAll();

        assertThat(receiver.got().subList(9, 11))
                .extracting(got -> got.header("webhook-id"))
                .contains(dead.id().toString());
        assertThat(notices.find(dead.id(), EARS).orElseThrow().state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void whoIsGoneIsNotToldAgain() {
        receiver.answers(410);
        happens();
        courier.next(EARS);

        assertThat(only().state()).isEqualTo(State.DEAD);
        assertThat(only().failure()).isEqualTo(Failure.GONE);
    }

    @Test
    void whoAsksForTimeGetsIt() {
        receiver.answers(429, "Retry-After", "3600");
        happens();
        courier.next(EARS);

        assertThat(only().dueAt()).isEqualTo(clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void aCrashAfterTheAnswerHasItSentAgainAndALateWordCountsForNothing() {
        happens();
        Notice ofTheDead = notices.claim(EARS, clock.instant()).orElseThrow();
        assertThat(courier.next(EARS)).as("it is taken").isFalse();

        clock.advance(LONGER_THAN_A_CLAIM);
        assertThat(courier.next(EARS)).isTrue();

        assertThat(receiver.got()).hasSize(1);
        assertThat(notices.notTaken(
                        ofTheDead,
                        dev.sixgate.notice.send.Answer.none(Failure.TIMEOUT, Duration.ZERO),
                        null,
                        clock.instant()))
                .isFalse();
        assertThat(only().state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void twoReplicasTellEachOfAHundredOnce() throws Exception {
        Set<String> atOnce = ConcurrentHashMap.newKeySet();
        receiver.answers(exchange -> {
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            boolean alone = atOnce.add(id);
            exchange.sendResponseHeaders(alone ? 204 : 409, -1);
        });
        Set<String> events = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            events.add(happens().toString());
        }
        Courier other = courierBy(new Sender(clock, Sender.LIMIT));

        CompletableFuture.allOf(Stream.of(courier, other, courier, other)
                        .map(each -> CompletableFuture.runAsync(() -> {
                            while (each.next(EARS)) {
                                assertThat(receiver.got()).hasSizeLessThan(1_000);
                            }
                        }))
                        .toArray(CompletableFuture[]::new))
                .get(2, TimeUnit.MINUTES);

        assertThat(receiver.got()).hasSize(100);
        Set<String> told = new HashSet<>();
        for (Got got : receiver.got()) {
            told.add(json(got).path("id").asText());
        }
        assertThat(told).isEqualTo(events);
        assertThat(notices.page(EARS, State.DELIVERED, null, 200)).hasSize(100);
    }

    @Test
    void whoHangsHoldsNoTransactionAndIsTriedAgain() {
        receiver.hangs();
        happens();
        Courier impatient = courierBy(new Sender(clock, Duration.ofMillis(200)));

        assertThat(impatient.next(EARS)).isTrue();

        assertThat(only().failure()).isEqualTo(Failure.TIMEOUT);
        assertThat(only().state()).isEqualTo(State.WAITING);
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> courier.next(EARS)))
                .as("in a transaction nobody is spoken to")
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void nobodyWhoWasErasedMeanwhileIsToldOf() throws Exception {
        String subject = "leaver-" + ids.next();
        Actor leaver = new Actor(
                Actor.Type.USER,
                subject,
                "Lea Leaver",
                null,
                Set.of(),
                Set.of(),
                new Actor.Origin("basic", null, null, null, null));
        log.appendAlone(AuditEvent.of("webhook.tested", Outcome.SUCCESS, leaver, clock.instant())
                .with("reason", "Lea wants it"));
        receiver.answers(500);
        courier.next(EARS);
        assertThat(receiver.got().get(0).text()).contains("Lea Leaver", "Lea wants it");

        world.sql("SELECT erase_person('" + subject + "')");
        clock.advance(Duration.ofSeconds(6));
        courier.next(EARS);

        assertThat(receiver.got().get(1).text()).doesNotContain("Lea ").contains("(erased)", subject);
    }

    @Test
    void anEventThatIsNotThereIsNotToldForEver() {
        Instant now = clock.instant();
        world.sql("INSERT INTO notice (id, webhook, event_id, created_at, due_at) VALUES ('" + ids.next()
                + "', 'ears', '" + ids.next() + "', '" + now + "', '" + now + "')");

        assertThat(courier.next(EARS)).isTrue();

        assertThat(only().failure()).isEqualTo(Failure.NOT_TOLD);
        assertThat(receiver.got()).isEmpty();
    }

    @Test
    void whatIsOldIsForgotten() {
        happens();
        courier.next(EARS);
        clock.advance(Duration.ofDays(6));
        receiver.answers(500);
        happens();
        courier.next(EARS);

        courier.forget();
        assertThat(notices.page(EARS, null, null, 10)).hasSize(2);
        clock.advance(Duration.ofDays(2));
        courier.forget();
        assertThat(only().state()).isEqualTo(State.WAITING);
        clock.advance(Duration.ofDays(30));
        courier.forget();

        assertThat(notices.page(EARS, null, null, 10)).isEmpty();
    }

    private static io.restassured.specification.RequestSpecification as(String who) {
        return given().auth().preemptive().basic(who, "demo");
    }
}
