package dev.sixgate.worker.trail;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What CloudTrail is to be asked about: a drift, or a call of ours.
 *
 * @param drift the event that says so; null of a call of ours, of which there are {@code call}
 * @param gone whether the domain is gone
 * @param from when it may have happened at the earliest, until when at the latest
 * @param looks how often CloudTrail answered already
 */
record TrailLookup(
        UUID id,
        TargetName target,
        DomainName domain,
        String account,
        String region,
        @Nullable UUID drift,
        boolean gone,
        @Nullable Call call,
        Instant from,
        Instant until,
        Instant askedAt,
        int looks,
        long claim) {
    /** After so long CloudTrail is asked; a call is delivered within minutes, as a rule. */
    static final List<Duration> LOOKS =
            List.of(Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(60));

    /** After so long nobody tries any more to reach a CloudTrail that does not answer. */
    static final Duration PATIENCE = Duration.ofDays(1);

    static final Duration AFTER_FAILURE = Duration.ofMinutes(2);

    private static final String UPDATE = "UpdateDomainName";
    private static final String CREATE = "CreateDomainName";
    private static final String DELETE = "DeleteDomainName";

    /** An UpdateDomainName of ours. */
    record Call(UUID change, int attempt, String requestId) {}

    /** The operations that may have done it; a domain may have been deleted and made anew. */
    List<String> operations() {
        if (call != null) {
            return List.of(UPDATE);
        }
        return gone ? List.of(DELETE) : List.of(UPDATE, CREATE);
    }

    /** When to look again after an answer that had nothing; of looks that nobody was there for, one is enough. */
    Optional<Instant> again(Instant now) {
        return LOOKS.stream()
                .skip(looks + 1L)
                .map(askedAt::plus)
                .filter(now::isBefore)
                .findFirst();
    }

    /** How many looks there were, once there is another at that time. */
    int looksBefore(Instant again) {
        return LOOKS.indexOf(Duration.between(askedAt, again));
    }

    boolean mayBeTriedAgain(Instant now) {
        return now.isBefore(askedAt.plus(PATIENCE));
    }
}
