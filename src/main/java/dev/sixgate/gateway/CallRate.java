package dev.sixgate.gateway;

import dev.sixgate.gateway.CallBudget.Pause;
import dev.sixgate.gateway.GatewayFailure.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The calls that one replica makes for one account in a time: for what has a quota of its own, is called by the survey alone and
 * is repeated by the SDK where AWS throttles it, so that replicas need not agree on it.
 */
final class CallRate {
    private final long interval;
    private final long burst;
    private final LongSupplier nanos;
    private final Pause pause;
    private final Map<String, Long> next = new HashMap<>();

    /**
     * @param interval between two calls, in the long run
     * @param burst how many may be made at once after a rest
     * @param nanos a time that never goes back, as {@link System#nanoTime}
     */
    CallRate(Duration interval, int burst, LongSupplier nanos, Pause pause) {
        this.interval = interval.toNanos();
        this.burst = burst * interval.toNanos();
        this.nanos = nanos;
        this.pause = pause;
    }

    /** Waits until the account's next call is due. */
    void await(String account) {
        long wait = reserve(account);
        if (wait <= 0) {
            return;
        }
        try {
            pause.pause(Duration.ofNanos(wait));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AwsErrors.own(Kind.UNREACHABLE, "Interrupted", "Interrupted while waiting for the next call.");
        }
    }

    private synchronized long reserve(String account) {
        long now = nanos.getAsLong();
        Long known = next.get(account);
        long from = known == null || known - now < 0 ? now : known;
        next.put(account, from + interval);
        return from + interval - burst - now;
    }
}
