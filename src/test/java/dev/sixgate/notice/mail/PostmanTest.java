package dev.sixgate.notice.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.TestWorld;
import dev.sixgate.notice.letter.MailText;
import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Answer.Failure;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mail, and a server of whatever mood. */
@QuarkusTest
@WithTestResource(value = TestWorld.class, scope = TestResourceScope.GLOBAL)
class PostmanTest {
    private static final List<String> TO = List.of("a@example.com", "b@example.com");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MORE_THAN_A_POOL_HAS = 12;

    @Inject
    SmtpServer server;

    @Inject
    Vertx vertx;

    @Inject
    Config config;

    @ConfigProperty(name = "quarkus.mailer.port")
    int port;

    private Postbox postbox;
    private Postman postman;

    @BeforeEach
    void begin() {
        postbox = new Postbox(port);
        postman = new Postman(server, vertx, PATIENCE);
    }

    @AfterEach
    void end() {
        postbox.close();
    }

    private Answer send(Postman by) {
        return by.send(TO, "n-1", "c-1", new MailText("change approved: x", "so\n.\nit is", "<p>so</p>"));
    }

    @Test
    void oneMailGoesToAllOfThemInBothForms() {
        Answer answer = send(postman);

        assertThat(answer.isTaken()).isTrue();
        assertThat(answer.status()).isEqualTo(250);
        assertThat(postbox.got()).hasSize(1);
        Postbox.Mail mail = postbox.got().get(0);
        assertThat(mail.from()).isEqualTo("<sixgate@example.com>");
        assertThat(mail.to()).containsExactly("<a@example.com>", "<b@example.com>");
        assertThat(mail.header("From")).isEqualTo("Sixgate <sixgate@example.com>");
        assertThat(mail.header("Subject")).isEqualTo("change approved: x");
        assertThat(mail.header("Message-ID")).isEqualTo("<n-1@example.com>");
        assertThat(mail.header("References")).isEqualTo("<c-1@example.com>");
        assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
        assertThat(mail.header("Content-Type")).startsWith("multipart/alternative");
        assertThat(mail.text()).contains("text/plain", "text/html", "so\n.\nit is", "<p>so</p>");
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 550 no such user, 550, GONE",
        "MAIL, 451 try later, 451, ANSWER",
        "RCPT, 450 busy, 450, ANSWER",
        "DATA, 554 no, 554, GONE",
        "END, 452 full, 452, ANSWER",
        "MAIL, 530 sign in first, 530, ANSWER"
    })
    void whatIsRefusedIsSaidByItsCode(String command, String reply, int status, Failure failure) {
        postbox.answers(command, reply);

        Answer answer = send(postman);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.failure()).isEqualTo(failure);
    }

    @Test
    void whatNobodyWroteIsKnownToBeADefault() {
        assertThat(config.getConfigValue("quarkus.mailer.start-tls").getSourceOrdinal())
                .isEqualTo(Integer.MIN_VALUE);
        assertThat(config.getConfigValue("quarkus.mailer.host").getSourceOrdinal())
                .isGreaterThan(Integer.MIN_VALUE);
    }

    @Test
    void aServerThatIsNotThereIsNoConnection() {
        postbox.close();

        assertThat(send(postman).failure()).isEqualTo(Failure.NO_CONNECTION);
    }

    @Test
    void whoeverHangsIsLeftAndKeepsNobodyElseFromBeingTold() {
        postbox.hangs(true);
        Postman impatient = new Postman(server, vertx, Duration.ofMillis(50));
        for (int i = 0; i < MORE_THAN_A_POOL_HAS; i++) {
            assertThat(send(impatient).failure()).isEqualTo(Failure.TIMEOUT);
        }

        postbox.hangs(false);
        assertThat(send(postman).isTaken()).isTrue();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (postbox.connections() > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }

        assertThat(postbox.connections()).as("none is held for ever").isZero();
    }
}
