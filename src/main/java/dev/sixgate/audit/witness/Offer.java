package dev.sixgate.audit.witness;

import dev.sixgate.audit.seal.ConsistencyProofs;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.SignedNote;
import dev.sixgate.audit.witness.Answer.Contradicted;
import dev.sixgate.audit.witness.Answer.Cosigned;
import dev.sixgate.audit.witness.Answer.Nothing;
import dev.sixgate.audit.witness.Answer.StandsAt;
import dev.sixgate.audit.witness.Finding.Kind;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/** Offers a checkpoint to a witness. No transaction is open while it is asked. */
@ApplicationScoped
class Offer {
    private final Cosignatures cosignatures;
    private final ConsistencyProofs proofs;
    private final Findings findings;
    private final WitnessClient client;
    private final InstantSource clock;

    Offer(
            Cosignatures cosignatures,
            ConsistencyProofs proofs,
            Findings findings,
            WitnessClient client,
            InstantSource clock) {
        this.cosignatures = cosignatures;
        this.proofs = proofs;
        this.findings = findings;
        this.client = client;
        this.clock = clock;
    }

    /**
     * What became of it.
     *
     * @param kind whether anything did
     * @param why it came to nothing; empty otherwise
     */
    record Result(Kind kind, String why) {
        enum Kind {
            /** The witness has cosigned this checkpoint, now or before. */
            COSIGNED,
            /** The witness has meanwhile cosigned a newer checkpoint of this log: nothing is amiss. */
            OVERTAKEN,
            FAILED,
            /** The witness knows another log; recorded before this. */
            FOUND,
            /** As before, and it was recorded before. */
            FOUND_AGAIN
        }

        static Result of(Kind kind) {
            return new Result(kind, "");
        }
    }

    /** Asks from the size that the witness was last seen at, and once more from the one that it says. */
    Result make(Witness witness, SignedNote checkpoint, Duration timeout) throws SQLException, InterruptedException {
        long size = Checkpoint.of(checkpoint).size();
        long old = cosignatures.last(witness);
        if (old >= size) {
            return Result.of(old == size ? Result.Kind.COSIGNED : Result.Kind.OVERTAKEN);
        }
        Answer answer = ask(witness, checkpoint, old, timeout);
        if (answer instanceof StandsAt another && another.size() != old && another.size() <= size) {
            if (another.size() < old) {
                Log.warnf(
                        "witness %s had cosigned %d events and stands at %d now: it has forgotten, or the log's origin is new",
                        witness.name(), old, another.size());
            }
            old = another.size();
            answer = ask(witness, checkpoint, old, timeout);
        }
        return judged(witness, size, old, answer);
    }

    private Answer ask(Witness witness, SignedNote checkpoint, long old, Duration timeout)
            throws SQLException, InterruptedException {
        long size = Checkpoint.of(checkpoint).size();
        return client.ask(witness, checkpoint, old, proofs.between(old, size), timeout);
    }

    private Result judged(Witness witness, long size, long old, Answer answer) throws SQLException {
        if (answer instanceof Cosigned cosigned) {
            cosignatures.keep(size, witness, cosigned.line());
            return Result.of(Result.Kind.COSIGNED);
        }
        if (answer instanceof Contradicted) {
            return found(new Finding(witness, Kind.FORKED, old, size));
        }
        if (answer instanceof StandsAt another) {
            return standsElsewhere(witness, size, old, another.size());
        }
        return failed(answer instanceof Nothing nothing ? nothing.why() : answer.toString());
    }

    /** Another replica may have shown it a newer checkpoint, which is then stored here. */
    private Result standsElsewhere(Witness witness, long size, long old, long there) throws SQLException {
        if (there > size) {
            long newest = cosignatures
                    .newestCheckpoint()
                    .map(note -> Checkpoint.of(note).size())
                    .orElse(0L);
            return newest >= there
                    ? Result.of(Result.Kind.OVERTAKEN)
                    : found(new Finding(witness, Kind.ROLLED_BACK, there, newest));
        }
        return there == size && old == size
                ? found(new Finding(witness, Kind.FORKED, size, size))
                : failed("409: it was asked from " + old + " and says that it stands at " + there);
    }

    private Result found(Finding finding) throws SQLException {
        boolean isNews = findings.record(finding, clock.instant());
        return new Result(isNews ? Result.Kind.FOUND : Result.Kind.FOUND_AGAIN, finding.inWords());
    }

    private static Result failed(String why) {
        return new Result(Result.Kind.FAILED, why);
    }
}
