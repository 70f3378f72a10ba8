package dev.sixgate.sandbox.apigateway.world;

import dev.sixgate.sandbox.apigateway.account.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * API Gateway's control plane quotas as token buckets. A refused call has cost its token of the total, and has done nothing else.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html">UpdateDomainName: 1 in 30 s</a>
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html">Route 53: 5 a second</a>
 */
public final class Throttle {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Map<String, Bucket> buckets = new HashMap<>();

    private record Bucket(double tokens, Instant at) {}

    /**
     * Takes a token for one call. v1 and v2 draw on the same bucket where their operations share a name.
     *
     * @return how long to wait if there is none; empty if the call may go on
     */
    public Optional<Duration> take(Caller caller, String operation, SimulatorSettings settings, Instant now) {
        if (!settings.throttling()) {
            return Optional.empty();
        }
        var holder = caller.account() + (settings.limitsPerRegion() ? "/" + caller.region() : "");
        if (settings.requestsPerSecond() > 0) {
            var wait = take(holder + "/total", SECOND.dividedBy(settings.requestsPerSecond()), settings.burst(), now);
            if (wait.isPresent()) {
                return wait;
            }
        }
        var interval = switch (operation) {
            case "UpdateDomainName" -> settings.updateInterval();
            case "CreateDomainName", "DeleteDomainName" -> settings.createInterval();
            default -> Duration.ZERO;
        };
        return interval.isZero() ? Optional.empty() : take(holder + "/" + operation, interval, 1, now);
    }

    /** The same for Route 53, which allows an account half of what API Gateway does: five requests a second. */
    public Optional<Duration> takeOfRoute53(Caller caller, SimulatorSettings settings, Instant now) {
        int perSecond = settings.requestsPerSecond() / 2;
        return settings.throttling() && perSecond > 0
                ? take(caller.account() + "/route53", SECOND.dividedBy(perSecond), perSecond, now)
                : Optional.empty();
    }

    /**
     * Takes a token for one LookupEvents, of which CloudTrail allows two a second, account and Region.
     *
     * @return whether there was one
     * @see <a href="https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html">LookupEvents</a>
     */
    public boolean takeLookUp(Caller caller, SimulatorSettings settings, Instant now) {
        return !settings.throttling()
                || take(caller.account() + "/" + caller.region() + "/LookupEvents", SECOND.dividedBy(2), 2, now)
                        .isEmpty();
    }

    void clear() {
        buckets.clear();
    }

    private Optional<Duration> take(String name, Duration interval, int burst, Instant now) {
        var last = buckets.getOrDefault(name, new Bucket(burst, now));
        double gained = (double) Duration.between(last.at, now).toNanos() / interval.toNanos();
        double tokens = Math.min(burst, last.tokens + Math.max(0, gained));
        boolean granted = tokens >= 1;
        buckets.put(name, new Bucket(granted ? tokens - 1 : tokens, now));
        return granted ? Optional.empty() : Optional.of(Duration.ofNanos((long) (interval.toNanos() * (1 - tokens))));
    }
}
