package dev.sixgate.notice.send;

import dev.sixgate.notice.send.Answer.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.http.Header;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.jspecify.annotations.Nullable;

/** Sends one signed POST, once, to an address that may be connected to; it follows no redirect. */
@ApplicationScoped
public class Sender {
    /** How long it may take from the name's look-up to the answer. */
    public static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int LONGEST_BODY = 4_096;
    private static final int MOST_THREADS = 64;
    private static final long IDLE_SECONDS = 30;

    private final InstantSource clock;
    private final Duration limit;
    // A look-up of a name cannot be interrupted, so whoever waits for it must be somebody else.
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, MOST_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), Sender::daemon);

    @jakarta.inject.Inject
    Sender(InstantSource clock) {
        this(clock, LIMIT);
    }

    /** @param limit how long sending may take */
    public Sender(InstantSource clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sixgate-notice");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * What is to be sent.
     *
     * @param id the same whenever the same is sent again
     */
    public record Sending(
            URI to, Destinations allowed, Signature signature, String id, String contentType, byte[] body) {}

    /** Sends it; what goes wrong is in the answer. */
    @Transactional(Transactional.TxType.NEVER)
    public Answer send(Sending sending) {
        long began = System.nanoTime();
        HttpPost post = post(sending, clock.instant());
        AtomicReference<@Nullable Answer> answered = new AtomicReference<>();
        Future<?> exchange;
        try {
            exchange = threads.submit(() -> {
                exchange(sending, post, began, answered);
                return null;
            });
        } catch (RejectedExecutionException e) {
            return Answer.none(Failure.NOT_TOLD, since(began));
        }
        Failure failure = awaited(exchange, post);
        Answer answer = answered.get();
        return answer != null ? answer : Answer.none(failure, since(began));
    }

    /** Waits for the end, and sees to it that there is one. */
    private Failure awaited(Future<?> exchange, HttpPost post) {
        try {
            exchange.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return Failure.BROKEN_OFF;
        } catch (ExecutionException e) {
            return e.getCause() instanceof IOException why ? Failures.of(why) : Failure.NOT_TOLD;
        } catch (TimeoutException e) {
            return Failure.TIMEOUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failure.BROKEN_OFF;
        } finally {
            end(post);
            exchange.cancel(true);
        }
    }

    /** Whichever thread ends it first, the other finds the connection gone. */
    private static void end(HttpPost post) {
        try {
            post.abort();
        } catch (IllegalStateException alreadyGone) {
            // Its client was closed between the two.
        }
    }

    private void exchange(Sending sending, HttpPost post, long began, AtomicReference<@Nullable Answer> answered)
            throws IOException {
        try (CloseableHttpClient client = Connections.client(sending.allowed(), limit);
                CloseableHttpResponse response = client.execute(post)) {
            @Nullable Header retryAfter = response.getFirstHeader("Retry-After");
            answered.set(Answer.of(
                    response.getStatusLine().getStatusCode(),
                    since(began),
                    RetryAfter.parse(retryAfter == null ? "" : retryAfter.getValue(), clock.instant())));
            if (response.getEntity() != null) {
                // A receiver may want to be heard out; its stream is not closed, which would read the rest.
                response.getEntity().getContent().readNBytes(LONGEST_BODY);
            }
        }
    }

    private static HttpPost post(Sending sending, Instant at) {
        HttpPost post = new HttpPost(sending.to());
        post.setEntity(new ByteArrayEntity(sending.body()));
        post.setHeader("Content-Type", sending.contentType());
        post.setHeader("User-Agent", "Sixgate");
        post.setHeader("webhook-id", sending.id());
        post.setHeader("webhook-timestamp", Long.toString(at.getEpochSecond()));
        if (!sending.signature().isNone()) {
            post.setHeader("webhook-signature", sending.signature().of(sending.id(), at, sending.body()));
        }
        return post;
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
