package dev.sixgate.api.identity;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Keeps one caller's requests from taking what others need: a bucket for each, filled evenly. */
@ApplicationScoped
class RequestRate {
    /** More callers than that within a minute, and those that were silent longest begin anew. */
    private static final long MOST_CALLERS = 10_000;

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final long ALMOST_A_SECOND = 999_999_999;

    private final int perMinute;
    private final LoadingCache<String, Bucket> buckets;

    @Inject
    RequestRate(RequestsConfig config) {
        this(config.perMinute(), TimeMeter.SYSTEM_NANOTIME);
    }

    RequestRate(int perMinute, TimeMeter time) {
        if (perMinute < 0) {
            throw new ConfigurationException("sixgate.requests.per-minute is " + perMinute
                    + "; write a number, or 0 for any number of requests");
        }
        this.perMinute = perMinute;
        this.buckets = Caffeine.newBuilder()
                .maximumSize(MOST_CALLERS)
                .expireAfterAccess(PERIOD)
                .build(caller -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
                        .withCustomTimePrecision(time)
                        .build());
    }

    /**
     * Counts one request.
     *
     * @param caller the stable id
     * @throws Refusal {@code too-many-requests}, with {@code retryAfter}, where there were too many
     */
    void count(String caller) {
        if (perMinute == 0) {
            return;
        }
        ConsumptionProbe probe = buckets.get(caller).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw new Refusal(
                            Reason.TOO_MANY_REQUESTS,
                            "You sent more than " + perMinute
                                    + " requests within a minute; this one was not looked at.")
                    .with(
                            "retryAfter",
                            Duration.ofNanos(probe.getNanosToWaitForRefill() + ALMOST_A_SECOND)
                                    .toSeconds());
        }
    }
}
