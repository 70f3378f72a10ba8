package dev.sixgate.gateway;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.TargetName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks CloudTrail what was called. It knows a call only minutes later. */
public interface TrailReader {
    /** What it needs. */
    String PERMISSION = "cloudtrail:LookupEvents";

    /**
     * The calls of an operation about a domain between two moments, the newest first.
     *
     * @param from inclusive; so is {@code until}
     * @throws GatewayFailure {@code DENIED} where the credentials may not ask; then nobody is asked for a day. Else why CloudTrail could
     *     not be asked
     */
    List<TrailRecord> lookUp(TargetName target, DomainName domain, String eventName, Instant from, Instant until);

    /** Since when the credentials of a target may not ask, as far as is known; empty where nothing was refused within a day. */
    Optional<Instant> deniedSince(TargetName target);

    /** The targets of which {@link #deniedSince} says something. */
    Set<TargetName> denied();
}
