package dev.sixgate.api.problem;

import dev.sixgate.audit.fold.Allowance;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;

/** The service's clock stands still in tests, so that no allowance would ever fill up again: they have a large one. */
@Alternative
@Priority(1)
@ApplicationScoped
class TestRefusalTolerance extends RefusalTolerance {
    private static final Allowance LARGE = new Allowance(1_000_000, Duration.ofNanos(1_000));

    private volatile boolean asInProduction;

    /** For tests of floods, that have let an hour go by before and let one go by afterwards. */
    void asInProduction(boolean wished) {
        asInProduction = wished;
    }

    @Override
    Allowance of(ProblemType type) {
        return asInProduction ? super.of(type) : LARGE;
    }

    @Override
    Allowance ofAllStrangers() {
        return asInProduction ? super.ofAllStrangers() : LARGE;
    }
}
