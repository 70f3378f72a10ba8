package dev.sixgate.notice;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.sixgate.ChangeFixtures;
import dev.sixgate.IdSource;
import dev.sixgate.MutableClock;
import dev.sixgate.TestWorld;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.notice.Notice.State;
import dev.sixgate.notice.mail.Postbox;
import dev.sixgate.notice.mail.Postbox.Mail;
import dev.sixgate.notice.send.Answer.Failure;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From an event to somebody's mail server. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class MailTest {
    private static final String LETTERS = "letters";

    @Inject
    ChangeFixtures world;

    @Inject
    Courier courier;

    @Inject
    Notices notices;

    @Inject
    AuditLog log;

    @Inject
    IdSource ids;

    @Inject
    MutableClock clock;

    @ConfigProperty(name = "quarkus.mailer.port")
    int port;

    private Postbox postbox;

    @BeforeEach
    void begin() {
        world.freshWorld();
        world.sql("DELETE FROM notice");
        postbox = new Postbox(port);
    }

    @AfterEach
    void end() {
        postbox.close();
        world.sql("DELETE FROM notice");
    }

    private void happensBy(Actor actor) {
        log.appendAlone(AuditEvent.of("webhook.tested", Outcome.SUCCESS, actor, clock.instant())
                .with("reason", "Lea wants it"));
    }

    private Notice only() {
        List<Notice> all = notices.page(LETTERS, null, null, 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static RequestSpecification as(String who) {
        return given().auth().preemptive().basic(who, "demo");
    }

    @Test
    void anApprovalIsToldByMail() {
        var change = world.anApprovedChange(world.aDomain(), Map.of("reason", "IPv6 <b>for</b> phones"));

        assertThat(courier.next(LETTERS)).isTrue();

        Mail mail = postbox.got().get(0);
        assertThat(mail.to()).containsExactly("<ops@example.com>");
        assertThat(mail.header("Subject")).isEqualTo("change approved: " + change.domain());
        assertThat(mail.header("Message-ID")).isEqualTo("<" + only().id() + "@example.com>");
        assertThat(mail.header("References")).isEqualTo("<" + change.id() + "@example.com>");
        assertThat(mail.text())
                .contains(
                        "Reason: IPv6 <b>for</b> phones",
                        "IPv6 &lt;b&gt;for&lt;/b&gt; phones",
                        "https://sixgate.example.com/c/" + change.id());
        assertThat(only().state()).isEqualTo(State.DELIVERED);
        assertThat(courier.next(LETTERS)).isFalse();
    }

    @Test
    void whatIsRefusedForGoodIsDeadAtOnceAndAReplayRevivesIt() {
        postbox.answers("RCPT", "550 5.1.1 no such user");
        happensBy(Actor.system("test"));
        courier.next(LETTERS);
        Notice dead = only();
        assertThat(dead.state()).isEqualTo(State.DEAD);
        assertThat(dead.status()).isEqualTo(550);
        assertThat(dead.failure()).isEqualTo(Failure.GONE);

        postbox.answers("RCPT", "250 now there is");
        as("otto")
                .post("/webhooks/letters/deliveries/" + dead.id() + "/replay")
                .then()
                .statusCode(200);
        courier.next(LETTERS);

        assertThat(notices.find(dead.id(), LETTERS).orElseThrow().state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void whatIsRefusedForNowIsSentAgainUnderTheSameId() {
        postbox.answers("END", "451 4.3.0 not now");
        happensBy(Actor.system("test"));
        courier.next(LETTERS);
        assertThat(only().state()).isEqualTo(State.WAITING);
        assertThat(only().status()).isEqualTo(451);

        postbox.answers("END", "250 taken");
        clock.advance(Duration.ofSeconds(6));
        courier.next(LETTERS);

        assertThat(postbox.got()).hasSize(2);
        assertThat(postbox.got().get(1).header("Message-ID"))
                .isEqualTo(postbox.got().get(0).header("Message-ID"));
        assertThat(only().state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void nobodyWhoWasErasedMeanwhileIsToldOfAndNoNameMakesAHeader() {
        String subject = "leaver-" + ids.next();
        happensBy(new Actor(
                Actor.Type.USER,
                subject,
                "Lea Leaver\r\nBcc: all@example.com",
                null,
                Set.of(),
                Set.of(),
                new Actor.Origin("basic", null, null, null, null)));
        postbox.answers("END", "451 not now");
        courier.next(LETTERS);
        Mail before = postbox.got().get(0);
        assertThat(before.text()).contains("Lea Leaver", "Lea wants it");
        assertThat(before.header("Bcc")).isEmpty();
        assertThat(before.to()).containsExactly("<ops@example.com>");

        world.sql("SELECT erase_person('" + subject + "')");
        clock.advance(Duration.ofSeconds(6));
        courier.next(LETTERS);

        assertThat(postbox.got().get(1).text()).doesNotContain("Lea ").contains("(erased)", subject);
    }

    @Test
    void anOperatorSeesItBesideTheWebhooksAndTriesIt() {
        as("otto")
                .post("/webhooks/letters/test")
                .then()
                .statusCode(200)
                .body("taken", equalTo(true))
                .body("status", equalTo(250));
        assertThat(postbox.got().get(0).text()).contains("test", "A test: nothing has happened.");

        as("otto")
                .get("/webhooks")
                .then()
                .body("items.find { it.name == 'letters' }.format", equalTo("mail"))
                .body("items.url", hasItem("mailto:...@example.com"));
    }
}
