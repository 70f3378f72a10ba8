package dev.sixgate.audit.seal;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditNumbering;
import dev.sixgate.audit.seal.Sealer.Sealed;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, seals and signs what has happened, in this order, and keeps the signature outside the database. Where the database
 * has less than, or something else than, what was signed before, nothing more is sealed; events go on being recorded.
 */
@ApplicationScoped
public class Sealing {
    private final AuditNumbering numbering;
    private final Sealer sealer;
    private final SigningKeys keys;
    private final KeyLedger ledger;
    private final ForkGuard guard;
    private final StoredCheckpoints stored;
    private final Optional<CheckpointDirectory> directory;
    private final AuditLog log;
    private final InstantSource clock;
    private volatile @Nullable Halt halt;
    private boolean keysAreKnown;

    Sealing(
            AuditNumbering numbering,
            Sealer sealer,
            SigningKeys keys,
            KeyLedger ledger,
            ForkGuard guard,
            StoredCheckpoints stored,
            AuditConfig config,
            AuditLog log,
            InstantSource clock) {
        this.numbering = numbering;
        this.sealer = sealer;
        this.keys = keys;
        this.ledger = ledger;
        this.guard = guard;
        this.stored = stored;
        this.directory = config.checkpointDirectory().map(CheckpointDirectory::new);
        this.log = log;
        this.clock = clock;
    }

    /** Why nothing is sealed, and since when. */
    public record Halt(String because, Instant since) {}

    /** Why nothing is sealed any more; empty as long as it is. */
    public Optional<Halt> halted() {
        return Optional.ofNullable(halt);
    }

    /**
     * Takes what has happened by now into the log.
     *
     * @throws SQLException and IOException where the database or the checkpoint directory is away: nothing is half done
     */
    @Transactional(Transactional.TxType.NEVER)
    public synchronized void run() throws SQLException, IOException {
        numbering.numberAll();
        List<NoteSigner> signers = keys.signers();
        if (signers.isEmpty()) {
            sealer.seal();
            return;
        }
        String origin = signers.get(0).key().name();
        Optional<String> finding = finding(origin, signers);
        if (finding.isPresent()) {
            stop(finding.get());
            return;
        }
        halt = null;
        begin(origin, signers);
        Optional<Sealed> sealed = sealer.seal();
        if (sealed.isPresent() && sealed.get().size() > 0) {
            sign(origin, signers, sealed.get());
        }
    }

    private Optional<String> finding(String origin, List<NoteSigner> signers) throws SQLException, IOException {
        Optional<SignedNote> outside = keptOutside(origin);
        if (outside.isPresent()) {
            Optional<String> finding = guard.finding(outside.get(), signers, "outside of it");
            if (finding.isPresent()) {
                return finding;
            }
        }
        Optional<SignedNote> inside = stored.newest(origin);
        return inside.isPresent() && !inside.map(SignedNote::text).equals(outside.map(SignedNote::text))
                ? guard.finding(inside.get(), signers, "inside of it")
                : Optional.empty();
    }

    private Optional<SignedNote> keptOutside(String origin) throws IOException {
        return directory.isPresent() ? directory.get().newest(origin) : Optional.empty();
    }

    private void stop(String because) {
        Halt before = halt;
        if (before != null && before.because().equals(because)) {
            return;
        }
        halt = new Halt(because, clock.instant());
        Log.errorf("the audit trail is no longer sealed: %s", because);
        log.appendAlone(AuditEvent.of("audit.sealing-halted", Outcome.FAILED, Actor.system("sealer"), clock.instant())
                .with("because", because));
    }

    /** Puts on record what holds from the next leaves on: the keys, and that the log begins again under another name. */
    private void begin(String origin, List<NoteSigner> signers) throws SQLException, IOException {
        if (keysAreKnown) {
            return;
        }
        if (stored.newest(origin).isEmpty() && keptOutside(origin).isEmpty()) {
            for (SignedNote previous : others(origin)) {
                log.appendAlone(
                        AuditEvent.of("audit.epoch-opened", Outcome.SUCCESS, Actor.system("sealer"), clock.instant())
                                .with("origin", origin)
                                .with("previousCheckpoint", previous.toString())
                                .with("previousSize", Checkpoint.of(previous).size()));
            }
        }
        ledger.inUse(signers);
        keysAreKnown = true;
        numbering.numberAll();
    }

    /** The newest checkpoints of the logs that this one may continue: those outside, or else the one in the database. */
    private List<SignedNote> others(String origin) throws SQLException, IOException {
        List<SignedNote> others = new ArrayList<>();
        if (directory.isPresent()) {
            others.addAll(directory.get().ofOthers(origin));
        }
        if (others.isEmpty()) {
            stored.newestOfAnother(origin).ifPresent(others::add);
        }
        return others;
    }

    /** The tree is committed by now, so that no crash leaves a signature over one that never was. */
    private void sign(String origin, List<NoteSigner> signers, Sealed sealed) throws SQLException, IOException {
        Optional<SignedNote> newest = stored.newest(origin);
        boolean isSigned = newest.filter(note -> Checkpoint.of(note).size() >= sealed.size())
                .isPresent();
        SignedNote note = isSigned
                ? newest.orElseThrow()
                : SignedNote.sign(new Checkpoint(origin, sealed.size(), sealed.root()).text(), signers);
        if (!isSigned) {
            stored.store(note);
        }
        if (directory.isPresent()) {
            directory.get().keep(note, clock.instant());
        }
    }
}
