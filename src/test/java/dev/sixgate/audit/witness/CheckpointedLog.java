package dev.sixgate.audit.witness;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.seal.Sealing;
import dev.sixgate.audit.seal.SigningKeys;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.NoteSigner;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;

/** The log of the test's database. */
@Dependent
class CheckpointedLog {
    private final AuditLog log;
    private final Sealing sealing;
    private final SigningKeys keys;
    private final LogReader reader;

    CheckpointedLog(AuditLog log, Sealing sealing, SigningKeys keys, LogReader reader) {
        this.log = log;
        this.sealing = sealing;
        this.keys = keys;
        this.reader = reader;
    }

    NoteSigner signer() {
        return keys.signers().get(0);
    }

    String origin() {
        return keys.origin().orElseThrow();
    }

    /** Grows by some events, and signs what it is then. */
    Checkpoint checkpoint(int events) {
        for (int i = 0; i < events; i++) {
            log.appendAlone(AuditEvent.of("test.witnessed", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        }
        try {
            sealing.run();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
        return Checkpoint.of(reader.checkpoint().orElseThrow());
    }
}
