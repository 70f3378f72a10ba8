package dev.sixgate.audit.witness;

import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Has checkpoints cosigned by the configured witnesses, and says what they have cosigned. */
@ApplicationScoped
public class Witnesses {
    private final KnownWitnesses known;
    private final Cosignatures cosignatures;
    private final Offer offer;
    private final InstantSource clock;
    private final Map<Witness, Patience> patience = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(runnable -> {
        Thread daemon = new Thread(runnable, "sixgate-witness");
        daemon.setDaemon(true);
        return daemon;
    });

    Witnesses(KnownWitnesses known, Cosignatures cosignatures, Offer offer, InstantSource clock) {
        this.known = known;
        this.cosignatures = cosignatures;
        this.offer = offer;
        this.clock = clock;
    }

    /** Whether there is anybody to ask. */
    public boolean areConfigured() {
        return !known.all().isEmpty();
    }

    /**
     * Offers the newest stored checkpoint to each witness that has not cosigned it and is not being left alone after a failure,
     * to all of them at once; ends when each has answered or had its time, {@code sixgate.audit.witness-timeout} or twice that.
     * What goes wrong with one of them is logged, and does not concern the others.
     *
     * @throws SQLException if there is no telling which checkpoint is the newest
     */
    @Transactional(Transactional.TxType.NEVER)
    public void cosign() throws SQLException, InterruptedException {
        Optional<SignedNote> newest = areConfigured() ? cosignatures.newestCheckpoint() : Optional.empty();
        if (newest.isEmpty()) {
            return;
        }
        List<Callable<Void>> asked = new ArrayList<>();
        for (Witness witness : known.all()) {
            if (patience(witness).isOver(clock.instant())) {
                asked.add(() -> {
                    offer(witness, newest.get());
                    return null;
                });
            }
        }
        threads.invokeAll(asked);
    }

    /** The size of the largest checkpoint that the quorum has cosigned; empty where there is none, or no witness. */
    public Optional<Long> newestWitnessed() throws SQLException {
        return areConfigured() ? cosignatures.newestWitnessed(known.all(), known.quorum()) : Optional.empty();
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    private Patience patience(Witness witness) {
        return patience.computeIfAbsent(witness, each -> new Patience());
    }

    private void offer(Witness witness, SignedNote checkpoint) throws InterruptedException {
        try {
            told(witness, checkpoint, offer.make(witness, checkpoint, known.timeout()));
        } catch (SQLException | RuntimeException e) {
            patience(witness).failed(e.toString(), clock.instant());
            Log.errorf("witness %s cannot be asked: %s", witness.name(), e);
        }
    }

    private void told(Witness witness, SignedNote checkpoint, Offer.Result result) {
        Patience with = patience(witness);
        switch (result.kind()) {
            case COSIGNED, OVERTAKEN -> {
                if (with.succeeded()) {
                    Log.infof(
                            "witness %s cosigns again: size=%d",
                            witness.name(), Checkpoint.of(checkpoint).size());
                }
            }
            case FAILED -> {
                if (with.failed(result.why(), clock.instant())) {
                    Log.warnf("witness %s does not cosign: %s", witness.name(), result.why());
                }
            }
            case FOUND -> {
                with.failed(result.why(), clock.instant());
                Log.errorf("audit log refused, %s", result.why());
            }
            case FOUND_AGAIN -> with.failed(result.why(), clock.instant());
        }
    }
}
