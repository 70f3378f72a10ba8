package dev.sixgate.gateway;

import dev.sixgate.gateway.GatewayFailure.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * A gap between two calls that one replica makes for one account: for what has a quota of its own, is called by the survey alone
 * and is repeated by the SDK where AWS throttles it, so that replicas need not agree on it.
 */
final class Gaps {
    private final Duration gap;
    private final InstantSource clock;
    private final CallBudget.Pause pause;
    private final Map<String, Instant> next = new HashMap<>();

    Gaps(Duration gap, InstantSource clock, CallBudget.Pause pause) {
        this.gap = gap;
        this.clock = clock;
        this.pause = pause;
    }

    /** Waits until the account's next call is due. */
    void await(String account) {
        Duration wait = reserve(account);
        if (wait.isNegative() || wait.isZero()) {
            return;
        }
        try {
            pause.pause(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsErrors.own(Kind.UNREACHABLE, "Interrupted", "Interrupted while waiting for the next call.");
        }
    }

    private synchronized Duration reserve(String account) {
        Instant now = clock.instant();
        Instant due = next.getOrDefault(account, now);
        // A clock that was put back must not keep anybody waiting.
        Instant at = due.isBefore(now) || due.isAfter(now.plus(gap.multipliedBy(10))) ? now : due;
        next.put(account, at.plus(gap));
        return Duration.between(now, at);
    }
}
