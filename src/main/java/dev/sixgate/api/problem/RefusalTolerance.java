package dev.sixgate.api.problem;

import dev.sixgate.audit.fold.Allowance;
import dev.sixgate.audit.fold.Tolerance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * How many refusals stand singly in the audit trail: of each source and kind of problem 20, then one every 10 seconds; of what
 * is refused to somebody known for who they are, and not for a role that they lack, 200, because an auditor wants to read it.
 * Strangers, who cost nothing, have 500 in common, then one every second.
 */
@ApplicationScoped
class RefusalTolerance {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Allowance ORDINARY = new Allowance(20, EVERY);
    private static final Allowance JUDGEMENT = new Allowance(200, EVERY);
    private static final Allowance ALL_STRANGERS = new Allowance(500, Duration.ofSeconds(1));

    /** Some hundred bytes each, some kilobytes at worst. */
    private static final int MOST_KNOWN = 1_024;

    /** Each may cost an event a minute. */
    private static final int MOST_STRANGERS = 256;

    Allowance of(ProblemType type) {
        boolean judgement = type.status() == ProblemType.POLICY_DENIED.status() && type != ProblemType.ROLE_REQUIRED;
        return judgement ? JUDGEMENT : ORDINARY;
    }

    Allowance ofAllStrangers() {
        return ALL_STRANGERS;
    }

    /** That for people and services that are known. */
    final Tolerance known() {
        return new Tolerance() {
            @Override
            public int most() {
                return MOST_KNOWN;
            }

            @Override
            public Allowance each(String kind) {
                return of(typeOf(kind));
            }
        };
    }

    /** That for everybody else. */
    final Tolerance strangers() {
        return new Tolerance() {
            @Override
            public int most() {
                return MOST_STRANGERS;
            }

            @Override
            public Allowance each(String kind) {
                return of(typeOf(kind));
            }

            @Override
            public Optional<Allowance> together() {
                return Optional.of(ofAllStrangers());
            }
        };
    }

    private static ProblemType typeOf(String kind) {
        return ProblemType.ofCode(kind).orElseThrow(() -> new IllegalArgumentException("no problem: " + kind));
    }
}
