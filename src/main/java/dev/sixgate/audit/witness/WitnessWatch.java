package dev.sixgate.audit.witness;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** What an operator watches of the witnesses. Of all replicas. */
@ApplicationScoped
public class WitnessWatch {
    private final Witnesses witnesses;
    private final KnownWitnesses known;
    private final Cosignatures cosignatures;
    private final Findings findings;
    private final AtomicLong unwitnessed = new AtomicLong();
    private final AtomicLong refusing = new AtomicLong();

    WitnessWatch(Witnesses witnesses, KnownWitnesses known, Cosignatures cosignatures, Findings findings) {
        this.witnesses = witnesses;
        this.known = known;
        this.cosignatures = cosignatures;
        this.findings = findings;
    }

    void register(@Observes StartupEvent started, MeterRegistry registry) {
        if (known.all().isEmpty()) {
            return;
        }
        Gauge.builder("sixgate.audit.unwitnessed.checkpoints", unwitnessed, AtomicLong::get)
                .description("Checkpoints since the newest one that enough witnesses have cosigned")
                .register(registry);
        Gauge.builder("sixgate.audit.witnesses.refusing", refusing, AtomicLong::get)
                .description("Witnesses to whom the log is not the one that they know")
                .register(registry);
    }

    /** Counts anew; without witnesses, nothing. */
    public void count() throws SQLException {
        if (known.all().isEmpty()) {
            return;
        }
        unwitnessed.set(cosignatures.after(witnesses.newestWitnessed().orElse(-1L)));
        long refused = 0;
        for (Witness witness : known.all()) {
            refused += findings.open(witness).isPresent() ? 1 : 0;
        }
        refusing.set(refused);
    }

    long unwitnessed() {
        return unwitnessed.get();
    }

    long refusing() {
        return refusing.get();
    }
}
