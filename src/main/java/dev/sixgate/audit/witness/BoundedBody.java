package dev.sixgate.audit.witness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** An answer's bytes, so many and no more: of a larger one the rest is not read. */
final class BoundedBody implements BodySubscriber<byte[]> {
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private @Nullable Subscription subscription;

    BoundedBody(int most) {
        this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription subscribed) {
        subscription = subscribed;
        subscribed.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] next = new byte[Math.min(buffer.remaining(), most + 1 - bytes.size())];
            buffer.get(next);
            bytes.writeBytes(next);
        }
        Subscription source = Objects.requireNonNull(subscription);
        if (bytes.size() > most) {
            source.cancel();
            body.completeExceptionally(new IOException("an answer of more than " + most + " bytes"));
        } else {
            source.request(1);
        }
    }

    @Override
    public void onError(Throwable mishap) {
        body.completeExceptionally(mishap);
    }

    @Override
    public void onComplete() {
        body.complete(bytes.toByteArray());
    }
}
