package dev.sixgate.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditNumbering;
import dev.sixgate.audit.LastEvent;
import dev.sixgate.audit.seal.Sealer.Sealed;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
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
    /** A log to which nothing is added is held against its newest checkpoint no less often. */
    static final Duration CHECKED_EVERY = Duration.ofMinutes(1);

    private static final Actor SEALER = Actor.system("sealer");
    private static final String HALTED = "audit.sealing-halted";
    private static final String RESUMED = "audit.sealing-resumed";

    private final AuditNumbering numbering;
    private final Sealer sealer;
    private final SigningKeys keys;
    private final KeyLedger ledger;
    private final StoredCheckpoints stored;
    private final List<Outside> places;
    private final AuditLog log;
    private final LastEvent history;
    private final InstantSource clock;
    private volatile @Nullable Halt halt;
    private @Nullable Rest rest;
    private boolean keysAreKnown;
    private boolean isHistoryKnown;

    Sealing(
            AuditNumbering numbering,
            Sealer sealer,
            SigningKeys keys,
            KeyLedger ledger,
            StoredCheckpoints stored,
            AuditConfig config,
            AuditLog log,
            LastEvent history,
            InstantSource clock) {
        this.numbering = numbering;
        this.sealer = sealer;
        this.keys = keys;
        this.ledger = ledger;
        this.stored = stored;
        this.places = Outside.of(config);
        this.log = log;
        this.history = history;
        this.clock = clock;
    }

    /**
     * Why nothing is sealed, and since when.
     *
     * @param isForked the log is not the one that is known; otherwise the database or the directory is away
     */
    public record Halt(String because, Instant since, boolean isForked) {}

    /** All of it was signed, and checked at that time. */
    private record Rest(long size, List<SignedNote> outside, Instant since) {}

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
        try {
            numbering.numberAll();
            List<NoteSigner> signers = keys.signers();
            boolean checked = signers.isEmpty()
                    ? sealer.seal(Sealer.Guard.NOTHING_KNOWN).isPresent()
                    : sealAndSign(signers.get(0).key().name(), signers);
            if (checked) {
                resume();
            }
        } catch (LogForked forked) {
            stop(forked.because());
        } catch (SQLException | IOException | RuntimeException e) {
            fail(e);
            throw e;
        }
    }

    /** Whether the log was found to be the one that is known; not while another seals. */
    private boolean sealAndSign(String origin, List<NoteSigner> signers) throws SQLException, IOException, LogForked {
        List<SignedNote> outside = keptOutside(origin);
        if (rests(outside)) {
            return true;
        }
        var guard = new ForkGuard(origin, signers, outside);
        if (!keysAreKnown) {
            if (!sealer.fits(guard)) {
                return false;
            }
            begin(origin, signers, outside);
        }
        Optional<Sealed> sealed = sealer.seal(guard);
        if (sealed.isPresent()) {
            for (SignedNote kept : outside) {
                // Not, or no longer, inside.
                stored.store(kept);
            }
            sign(origin, signers, sealed.get());
            rest = new Rest(sealed.get().size(), keptOutside(origin), clock.instant());
        }
        return sealed.isPresent();
    }

    /** Nothing has happened since all was signed, and all was checked not long ago. */
    private boolean rests(List<SignedNote> outside) throws SQLException {
        Rest now = rest;
        return now != null
                && now.outside().equals(outside)
                && clock.instant().isBefore(now.since().plus(CHECKED_EVERY))
                && sealer.hasAll(now.size());
    }

    private List<SignedNote> keptOutside(String origin) throws SQLException, IOException, LogForked {
        List<SignedNote> outside = new ArrayList<>();
        for (Outside place : places) {
            Optional<SignedNote> newest = place.newest(origin, clock.instant());
            Optional<SignedNote> inside = newest.isPresent() ? Optional.empty() : stored.newest(origin);
            if (inside.isPresent()) {
                throw new LogForked("The " + place.name() + " has no checkpoint of " + origin + ", but "
                        + Checkpoint.of(inside.get()).size()
                        + " events were signed: it is not there, or was emptied. Put"
                        + " it back; where it is a new one, put the newest checkpoint (GET /audit/checkpoint) that you"
                        + " trust into it as " + Outside.fileName(origin) + ".");
            }
            newest.ifPresent(outside::add);
        }
        return outside;
    }

    private void stop(String because) {
        Halt before = halt;
        if (before != null && before.isForked() && before.because().equals(because)) {
            return;
        }
        rest = null;
        halt = new Halt(because, clock.instant(), true);
        Log.errorf("the audit trail is no longer sealed: %s", because);
        log.appendAlone(
                AuditEvent.of(HALTED, Outcome.FAILED, SEALER, clock.instant()).with("because", because));
    }

    /** It may be over at the next run; what does not get better by itself is seen by how long it has lasted. */
    private void fail(Exception e) {
        Halt before = halt;
        if (before == null) {
            halt = new Halt("It fails: " + e.getMessage(), clock.instant(), false);
        }
    }

    private void resume() {
        Halt before = halt;
        halt = null;
        if (before == null && !isHistoryKnown) {
            before = haltOnRecord().orElse(null);
        }
        isHistoryKnown = true;
        if (before != null && before.isForked()) {
            Log.info("the audit trail is sealed again");
            log.appendAlone(AuditEvent.of(RESUMED, Outcome.SUCCESS, SEALER, clock.instant())
                    .with("haltedBecause", before.because())
                    .with("haltedAt", before.since()));
        }
    }

    /** A halt that a start has ended, or another replica: nobody has recorded yet that the log goes on. */
    private Optional<Halt> haltOnRecord() {
        JsonNode event = history.of(List.of(HALTED, RESUMED));
        return event.path("action").asText().equals(HALTED)
                ? Optional.of(new Halt(event.path("because").asText(), occurredAt(event), true))
                : Optional.empty();
    }

    /** Whoever has the service's own database user may have written something else there. */
    private static Instant occurredAt(JsonNode event) {
        try {
            return Instant.parse(event.path("occurredAt").asText());
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** Puts on record what holds from the next leaves on: the keys, and that the log begins again under another name. */
    private void begin(String origin, List<NoteSigner> signers, List<SignedNote> outside)
            throws SQLException, IOException {
        if (stored.newest(origin).isEmpty() && outside.isEmpty()) {
            for (SignedNote previous : others(origin)) {
                log.appendAlone(AuditEvent.of("audit.epoch-opened", Outcome.SUCCESS, SEALER, clock.instant())
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
        List<SignedNote> others = Outside.othersOf(places, origin);
        if (others.isEmpty()) {
            stored.newestOfAnother(origin).ifPresent(others::add);
        }
        return others;
    }

    /** The tree is committed by now, so that no crash leaves a signature over one that never was. */
    private void sign(String origin, List<NoteSigner> signers, Sealed sealed)
            throws SQLException, IOException, LogForked {
        if (sealed.size() == 0) {
            return;
        }
        Checkpoint checkpoint = new Checkpoint(origin, sealed.size(), sealed.root());
        SignedNote note = SignedNote.sign(checkpoint.text(), signers);
        for (Outside place : places) {
            // First there: one that the database has and such a place has not was taken from it.
            place.keep(note, clock.instant());
        }
        if (!stored.store(note)) {
            String other = stored.of(origin, sealed.size()).orElseThrow().text();
            if (!other.equals(note.text())) {
                throw new LogForked("The database has another checkpoint of " + sealed.size()
                        + " events than those that" + " are there.");
            }
        }
    }
}
