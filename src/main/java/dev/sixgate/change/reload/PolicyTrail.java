package dev.sixgate.change.reload;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.LastEvent;
import dev.sixgate.change.PolicyVersions;
import dev.sixgate.change.reload.Content.Mistake;
import dev.sixgate.policy.PolicyFile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the audit trail says of the policy file: each change and each refusal once, however many replicas saw it. */
@ApplicationScoped
class PolicyTrail {
    private static final String CHANGED = "policy.changed";
    private static final String REJECTED = "policy.rejected";
    private static final Actor ACTOR = Actor.system("policy");

    private final AuditLog log;
    private final LastEvent last;
    private final PolicyVersions versions;
    private final DataSource dataSource;

    PolicyTrail(AuditLog log, LastEvent last, PolicyVersions versions, DataSource dataSource) {
        this.log = log;
        this.last = last;
        this.versions = versions;
        this.dataSource = dataSource;
    }

    /**
     * Records that a file comes in force, and keeps its text.
     *
     * @return whether it was news
     */
    @Transactional
    public boolean changed(PolicyFile next, Instant now) {
        lock();
        versions.keep(next, now);
        String before = digestIn(last.of(List.of(CHANGED)).path("after"));
        if (next.digest().equals(before)) {
            return false;
        }
        log.append(AuditEvent.of(CHANGED, Outcome.SUCCESS, ACTOR, now)
                .with("before", before == null ? null : Map.of("policyDigest", before))
                .with(
                        "after",
                        Map.of(
                                "policyDigest", next.digest(),
                                "name", next.name(),
                                "rules", next.rules().size())));
        return true;
    }

    /**
     * Records that a file does not come in force.
     *
     * @return whether it was news
     */
    @Transactional
    public boolean rejected(Mistake mistake, PolicyFile inForce, Instant now) {
        lock();
        JsonNode newest = last.of(List.of(CHANGED, REJECTED));
        if (newest.path("action").asText().equals(REJECTED) && isSame(newest, mistake)) {
            return false;
        }
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("problem", mistake.problem());
        problem.put("remedy", mistake.remedy());
        if (mistake.line() != null && mistake.column() != null) {
            problem.put("line", mistake.line());
            problem.put("column", mistake.column());
        }
        log.append(AuditEvent.of(REJECTED, Outcome.REFUSED, ACTOR, now)
                .with("policyDigest", mistake.digest())
                .with("problem", problem)
                .with("inForce", Map.of("policyDigest", inForce.digest())));
        return true;
    }

    private static boolean isSame(JsonNode event, Mistake mistake) {
        return mistake.digest() == null
                ? event.at("/problem/problem").asText().equals(mistake.problem())
                : mistake.digest().equals(digestIn(event));
    }

    private static @Nullable String digestIn(JsonNode node) {
        return node.path("policyDigest").textValue();
    }

    /** One replica at a time, until its transaction ends. */
    private void lock() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(hashtext('policy_in_force'))");
        } catch (SQLException e) {
            throw new IllegalStateException("no lock for what the audit trail says of the policy file", e);
        }
    }
}
