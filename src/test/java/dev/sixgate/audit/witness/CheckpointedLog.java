package dev.sixgate.audit.witness;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditNumbering;
import dev.sixgate.audit.seal.Sealer;
import dev.sixgate.audit.seal.Sealer.Sealed;
import dev.sixgate.audit.tlog.Checkpoint;
import dev.sixgate.audit.tlog.NoteSigner;
import dev.sixgate.audit.tlog.SignedNote;
import jakarta.enterprise.context.Dependent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** The log of the test's database, under a key of the test's own. */
@Dependent
class CheckpointedLog {
    static final String ORIGIN = "sixgate.test/log";

    private final AuditLog log;
    private final AuditNumbering numbering;
    private final Sealer sealer;
    private final DataSource dataSource;
    private final NoteSigner signer = NoteSigner.generate(ORIGIN);

    CheckpointedLog(AuditLog log, AuditNumbering numbering, Sealer sealer, DataSource dataSource) {
        this.log = log;
        this.numbering = numbering;
        this.sealer = sealer;
        this.dataSource = dataSource;
    }

    NoteSigner signer() {
        return signer;
    }

    /** Grows by some events, and signs what it is then. */
    Checkpoint checkpoint(int events) {
        for (int i = 0; i < events; i++) {
            log.appendAlone(AuditEvent.of("test.witnessed", Outcome.SUCCESS, Actor.system("test"), Instant.EPOCH));
        }
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO audit_checkpoint (size, root, note) VALUES (?, ?, ?)")) {
            numbering.numberAll();
            Sealed sealed = sealer.seal().orElseThrow();
            Checkpoint checkpoint = new Checkpoint(ORIGIN, sealed.size(), sealed.root());
            insert.setLong(1, sealed.size());
            insert.setBytes(2, sealed.root().bytes());
            insert.setString(
                    3, SignedNote.sign(checkpoint.text(), List.of(signer)).toString());
            insert.executeUpdate();
            return checkpoint;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
