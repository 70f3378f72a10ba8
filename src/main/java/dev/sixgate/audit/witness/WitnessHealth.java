package dev.sixgate.audit.witness;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** How far each witness has cosigned, and what it refuses. Whatever they say, the service is ready. */
@Readiness
@ApplicationScoped
class WitnessHealth implements HealthCheck {
    private final KnownWitnesses known;
    private final Cosignatures cosignatures;
    private final Findings findings;

    WitnessHealth(KnownWitnesses known, Cosignatures cosignatures, Findings findings) {
        this.known = known;
        this.cosignatures = cosignatures;
        this.findings = findings;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("audit witnesses").up();
        for (Witness witness : known.all()) {
            response.withData(witness.name(), state(witness));
        }
        return response.build();
    }

    private String state(Witness witness) {
        try {
            Optional<Finding> finding = findings.open(witness);
            return finding.isPresent() ? finding.get().inWords() : "cosigned " + cosignatures.last(witness) + " events";
        } catch (SQLException e) {
            return "unknown: " + e.getMessage();
        }
    }
}
