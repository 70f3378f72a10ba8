package dev.sixgate.policy;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Owner;
import dev.sixgate.domainname.TargetName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What rules may ask about a change.
 *
 * @param endpointTypes in AWS's spelling; two of them while a domain moves between types
 * @param tags those of the domain
 * @param owner what keeps the domain's configuration as its tags tell, see {@link Owner.Kind}; empty if they tell of nobody
 * @param readiness the worst level of what was found around the change
 * @param requester the subject who asks
 * @param requesterGroups the groups that the requester's token claims
 * @param rolloutSize how many changes are asked for together; 1 for a single one
 * @param now the moment at which the rules are asked, each time anew
 */
public record Facts(
        DomainName domain,
        TargetName target,
        String account,
        String region,
        Set<String> endpointTypes,
        IpAddressType from,
        IpAddressType to,
        Map<String, String> tags,
        String owner,
        Level readiness,
        String requester,
        Set<String> requesterGroups,
        int rolloutSize,
        Instant now) {
    public Facts {
        endpointTypes = Set.copyOf(endpointTypes);
        tags = Map.copyOf(tags);
        requesterGroups = Set.copyOf(requesterGroups);
        if (rolloutSize < 1) {
            throw new IllegalArgumentException("a change is one of at least 1, not of " + rolloutSize);
        }
    }

    /** The facts of moving a domain by itself, as it was observed and with what was found around it, to another type. */
    public static Facts of(
            ObservedDomain domain,
            IpAddressType to,
            List<Finding> readiness,
            String requester,
            Set<String> requesterGroups,
            Instant now) {
        return new Facts(
                domain.name(),
                domain.target(),
                domain.account(),
                domain.region(),
                Set.copyOf(domain.endpointTypes()),
                domain.ipAddressType(),
                to,
                domain.tags(),
                Owner.kindBy(domain.tags()),
                Level.worstOf(readiness),
                requester,
                requesterGroups,
                1,
                now);
    }

    /** The same facts of one change among so many that are asked for together. */
    public Facts inRolloutOf(int size) {
        return new Facts(
                domain,
                target,
                account,
                region,
                endpointTypes,
                from,
                to,
                tags,
                owner,
                readiness,
                requester,
                requesterGroups,
                size,
                now);
    }

    /** A value for each name that an expression may use; {@code groups} are those that the requester belongs to. */
    Map<String, Object> forExpressions(Groups groups) {
        List<String> belonging = groups.declared().keySet().stream()
                .filter(group -> groups.has(group, requester, requesterGroups))
                .toList();
        Map<String, Object> values = new HashMap<>();
        values.put("domain", domain.value());
        values.put("tags", tags);
        values.put("target", target.value());
        values.put("account", account);
        values.put("region", region);
        values.put("owner", owner);
        values.put("endpointTypes", endpointTypes.stream().sorted().toList());
        values.put("from", from.wire());
        values.put("to", to.wire());
        values.put("readiness", readiness.name());
        values.put("requester", requester);
        values.put("groups", belonging);
        values.put("rolloutSize", (long) rolloutSize);
        values.put("now", now);
        return values;
    }
}
