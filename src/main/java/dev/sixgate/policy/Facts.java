package dev.sixgate.policy;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import java.util.Map;
import java.util.Set;

/**
 * What rules may ask about a change.
 *
 * @param endpointTypes in AWS's spelling; two of them while a domain moves between types
 * @param tags those of the domain
 * @param requester the subject who asks
 * @param requesterGroups the groups that the requester's token claims
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
        String requester,
        Set<String> requesterGroups) {
    public Facts {
        endpointTypes = Set.copyOf(endpointTypes);
        tags = Map.copyOf(tags);
        requesterGroups = Set.copyOf(requesterGroups);
    }

    /** The facts of moving a domain, as it was observed, to another type. */
    public static Facts of(ObservedDomain domain, IpAddressType to, String requester, Set<String> requesterGroups) {
        return new Facts(
                domain.name(),
                domain.target(),
                domain.account(),
                domain.region(),
                Set.copyOf(domain.endpointTypes()),
                domain.ipAddressType(),
                to,
                domain.tags(),
                requester,
                requesterGroups);
    }
}
