package dev.sixgate.audit.witness;

import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.seal.SigningKeys;
import dev.sixgate.audit.witness.Finding.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What was found by witnesses: each once, however many replicas met it. */
@ApplicationScoped
class Findings {
    private static final String REFUSED = "audit.witness-refused";
    private static final Actor ACTOR = Actor.system("witness");

    private static final String OPEN = """
            SELECT kind, witness_size, size FROM audit_witness_finding f WHERE origin = ? AND witness = ? AND key_id = ?
            AND NOT EXISTS (SELECT FROM audit_cosignature c
                            WHERE c.origin = f.origin AND c.witness = f.witness AND c.key_id = f.key_id AND c.received_at > f.found_at)
            ORDER BY found_at DESC LIMIT 1
            """;

    private final DataSource dataSource;
    private final AuditLog log;
    private final SigningKeys keys;

    Findings(DataSource dataSource, AuditLog log, SigningKeys keys) {
        this.dataSource = dataSource;
        this.log = log;
        this.keys = keys;
    }

    /**
     * Records a finding, and says so in the trail.
     *
     * @return whether it was news
     */
    @Transactional
    public boolean record(Finding finding, Instant now) throws SQLException {
        Witness witness = finding.witness();
        if (!isNews(finding)) {
            return false;
        }
        log.append(AuditEvent.of(REFUSED, Outcome.REFUSED, ACTOR, now)
                .with("witness", Map.of("name", witness.key().name(), "keyId", witness.keyId()))
                .with("finding", finding.kind())
                .with("witnessSize", finding.witnessSize())
                .with("checkpointSize", finding.size()));
        return true;
    }

    private boolean isNews(Finding finding) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO audit_witness_finding (witness, key_id, kind, witness_size, size, origin)"
                                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            insert.setString(1, finding.witness().key().name());
            insert.setString(2, finding.witness().keyId());
            insert.setString(3, finding.kind().name());
            insert.setLong(4, finding.witnessSize());
            insert.setLong(5, finding.size());
            insert.setString(6, keys.origin().orElse(""));
            return insert.executeUpdate() == 1;
        }
    }

    /** The newest finding by a witness since it last cosigned. */
    Optional<Finding> open(Witness witness) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(OPEN)) {
            select.setString(1, keys.origin().orElse(""));
            select.setString(2, witness.key().name());
            select.setString(3, witness.keyId());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Finding(witness, Kind.valueOf(row.getString(1)), row.getLong(2), row.getLong(3)))
                        : Optional.empty();
            }
        }
    }
}
