package dev.sixgate.notice.mail;

import dev.sixgate.notice.letter.MailText;
import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Answer.Failure;
import dev.sixgate.notice.send.Sender;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.MailResult;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Gives one mail to the configured server, once. */
@ApplicationScoped
public class Postman {
    private static final int TAKEN = 250;

    private final SmtpServer server;
    private final Vertx vertx;
    private final Duration limit;

    @Inject
    Postman(SmtpServer server, Vertx vertx) {
        this(server, vertx, Sender.LIMIT);
    }

    /** @param limit how long sending may take */
    Postman(SmtpServer server, Vertx vertx, Duration limit) {
        this.server = server;
        this.vertx = vertx;
        this.limit = limit;
    }

    /**
     * Sends it; what goes wrong is in the answer.
     *
     * @param id the same whenever the same is sent again
     * @param thread what belongs together, if it belongs to anything
     */
    @Transactional(Transactional.TxType.NEVER)
    public Answer send(List<String> to, String id, @Nullable String thread, MailText text) {
        long began = System.nanoTime();
        MailClient client = MailClient.create(vertx, server.config(limit));
        try {
            return answer(
                    client.sendMail(message(to, id, thread, text))
                            .toCompletionStage()
                            .toCompletableFuture(),
                    began);
        } finally {
            // What still hangs is cut off by the connection's own limit.
            client.close(closed -> {});
        }
    }

    private Answer answer(Future<MailResult> sending, long began) {
        try {
            sending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return Answer.taken(TAKEN, since(began));
        } catch (ExecutionException e) {
            return Replies.answer(e.getCause(), since(began));
        } catch (TimeoutException e) {
            return Answer.none(Failure.TIMEOUT, since(began));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.none(Failure.BROKEN_OFF, since(began));
        }
    }

    /** Nothing of what people wrote stands in a header: the subject is an action and a domain, on one line. */
    private MailMessage message(List<String> to, String id, @Nullable String thread, MailText text) {
        MailMessage message = new MailMessage()
                .setFrom(server.from())
                .setTo(to)
                .setSubject(text.subject())
                .setText(text.text())
                .setHtml(text.html());
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Message-ID", reference(id))
                .add("Auto-Submitted", "auto-generated");
        if (thread != null) {
            headers.add("References", reference(thread));
        }
        return message.setHeaders(headers);
    }

    private String reference(String id) {
        return "<" + id + "@" + server.domain() + ">";
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
