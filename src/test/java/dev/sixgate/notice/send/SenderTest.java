package dev.sixgate.notice.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.notice.send.Answer.Failure;
import dev.sixgate.notice.send.Receiver.Got;
import dev.sixgate.notice.send.Sender.Sending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real HTTP. */
class SenderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY = "{\"grüße\":1}".getBytes(StandardCharsets.UTF_8);
    private static final Destinations HERE = Destinations.allowing(List.of("127.0.0.1"));

    private final Receiver receiver = new Receiver();
    private final Sender sender = new Sender(() -> NOW, Duration.ofSeconds(10));

    @AfterEach
    void end() {
        receiver.close();
    }

    private static Sending sending(URI to, Destinations allowed) {
        return new Sending(
                to,
                allowed,
                Signature.by("whsec_" + Base64.getEncoder().encodeToString(KEY)),
                "id-1",
                "application/json",
                BODY);
    }

    private Answer send(String path) {
        return sender.send(sending(receiver.uri(path), HERE));
    }

    /** It waits so shortly that all that it needs must have been loaded. */
    private static Sender impatient() {
        try (Receiver other = new Receiver()) {
            new Sender(() -> NOW, Sender.LIMIT).send(sending(other.uri("/"), HERE));
        }
        return new Sender(() -> NOW, SHORT);
    }

    @Test
    void whatIsSentIsSignedOverTheBytesThatArrive() throws Exception {
        Answer answer = send("/hook?key=1");

        assertThat(answer.isTaken()).isTrue();
        assertThat(answer.status()).isEqualTo(204);
        Got got = receiver.got().get(0);
        assertThat(got.method()).isEqualTo("POST");
        assertThat(got.path()).isEqualTo("/hook?key=1");
        assertThat(got.body()).isEqualTo(BODY);
        assertThat(got.header("webhook-id")).isEqualTo("id-1");
        assertThat(got.header("webhook-timestamp")).isEqualTo("1767225600");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] signed = mac.doFinal(("id-1.1767225600." + got.text()).getBytes(StandardCharsets.UTF_8));
        assertThat(got.header("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(signed));
    }

    @ParameterizedTest
    @CsvSource({
        "200,",
        "204,",
        "299,",
        "304, ANSWER",
        "400, ANSWER",
        "404, ANSWER",
        "410, GONE",
        "429, ANSWER",
        "500, ANSWER"
    })
    void nothingButA2xxIsTaken(int status, Failure failure) {
        receiver.answers(status);

        Answer answer = send("/");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.failure()).isEqualTo(failure);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void noRedirectIsFollowed(int status) {
        receiver.answers(status, "Location", receiver.uri("/elsewhere").toString());

        assertThat(send("/").status()).isEqualTo(status);
        assertThat(receiver.got()).hasSize(1);
    }

    @Test
    void whoHangsIsGivenUpOnAndIsNotAskedTwice() {
        receiver.hangs();
        Answer answer = impatient().send(sending(receiver.uri("/"), HERE));

        assertThat(answer.failure()).isEqualTo(Failure.TIMEOUT);
        assertThat(answer.took()).isBetween(SHORT, Duration.ofSeconds(8));
        assertThat(receiver.got()).hasSize(1);
    }

    @Test
    void whoAnswersByteByByteGainsNoTimeByIt() {
        receiver.answers(exchange -> {
            exchange.getResponseHeaders().set("X-Slow", "yes");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            receiver.hang();
        });
        Answer answer = impatient().send(sending(receiver.uri("/"), HERE));

        assertThat(answer).matches(Answer::isTaken, "taken, since it said so before");
    }

    @Test
    void ofALongAnswerOnlyItsBeginningIsRead() {
        AtomicLong written = new AtomicLong();
        long all = 64L << 20;
        receiver.answers(exchange -> {
            exchange.sendResponseHeaders(200, all);
            byte[] block = new byte[64 << 10];
            while (written.get() < all) {
                exchange.getResponseBody().write(block);
                written.addAndGet(block.length);
            }
        });

        assertThat(send("/").isTaken()).isTrue();
        receiver.close();
        assertThat(written.get()).isLessThan(all);
    }

    @Test
    void nobodyThereIsToldFromNobodyAnswering() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(sender.send(sending(URI.create("http://127.0.0.1:" + port), HERE))
                        .failure())
                .isEqualTo(Failure.NO_CONNECTION);
    }

    @Test
    void whoHangsUpWithoutAnAnswerIsNotAskedTwice() {
        receiver.answers(exchange -> {});

        assertThat(send("/").failure()).isEqualTo(Failure.BROKEN_OFF);
        assertThat(receiver.got()).hasSize(1);
    }

    @Test
    void whoDoesNotSpeakTlsIsSaidSo() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            URI secure = URI.create("https://127.0.0.1:" + plain.getLocalPort() + "/");

            assertThat(sender.send(sending(secure, HERE)).failure()).isEqualTo(Failure.TLS);
            assertThat(answering).isNotNull();
        }
    }

    @Test
    void aNameThatIsNoneIsSaidSo() {
        assertThat(sender.send(sending(URI.create("http://nobody.invalid/"), HERE))
                        .failure())
                .isEqualTo(Failure.NAME_NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/", "http://localhost:PORT/", "http://2130706433:PORT/", "http://0.0.0.0:PORT/",
                "http://[::1]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:10.0.0.1]/",
                        "http://169.254.169.254/",
                "http://10.0.0.1/", "https://192.168.0.1/"
            })
    void whatLeadsInsideIsNotConnectedTo(String url) {
        URI to = URI.create(
                url.replace("PORT", Integer.toString(receiver.uri("/").getPort())));

        Answer answer = sender.send(sending(to, Destinations.allowing(List.of())));

        assertThat(answer.failure()).isEqualTo(Failure.ADDRESS_NOT_ALLOWED);
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(5));
        assertThat(receiver.got()).isEmpty();
    }

    @Test
    void aNameThatIsAllowedMayLeadInside() {
        URI to = URI.create("http://localhost:" + receiver.uri("/").getPort() + "/");

        assertThat(sender.send(sending(to, Destinations.allowing(List.of("LOCALHOST"))))
                        .isTaken())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "17, PT17S",
        "0, PT0S",
        "'Thu, 01 Jan 2026 00:01:00 GMT', PT1M",
        "'Wed, 31 Dec 2025 23:00:00 GMT',",
        "soon,",
        "-5,",
        "99999999999999999999,"
    })
    void howLongToWaitIsSecondsOrADate(String header, Duration expected) {
        receiver.answers(503, "Retry-After", header);

        assertThat(send("/").retryAfter()).isEqualTo(expected);
    }
}
