package dev.sixgate.api;

import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequests;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** Waits for a change to end, holding no thread meanwhile. */
@ApplicationScoped
class ChangeWait {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final ChangeRequests changes;
    private final ChangeViews views;

    ChangeWait(ChangeRequests changes, ChangeViews views) {
        this.changes = changes;
        this.views = views;
    }

    /** The change when it has ended, or as it is after that time. */
    Uni<ChangeView> forEnd(UUID id, Actor reader, Duration atMost) {
        long looks = Math.max(1, atMost.toMillis() / LOOK_EVERY.toMillis());
        return Uni.createFrom()
                .item(() -> hasEnded(id))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .repeat()
                .withDelay(LOOK_EVERY)
                .atMost(looks + 1)
                .select()
                .where(ended -> ended)
                .toUni()
                .onItem()
                .transformToUni(ended -> Uni.createFrom()
                        .item(() -> look(id, reader))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }

    private boolean hasEnded(UUID id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> changes.statusOf(new ChangeId(id))
                        .filter(status -> !status.isOpen())
                        .isPresent());
    }

    private ChangeView look(UUID id, Actor reader) {
        return QuarkusTransaction.requiringNew().call(() -> views.of(changes.get(new ChangeId(id)), reader));
    }
}
