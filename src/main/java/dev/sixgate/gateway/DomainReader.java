package dev.sixgate.gateway;

import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Surroundings;
import dev.sixgate.domainname.TargetName;
import java.util.List;
import java.util.Optional;

/** Looks at AWS. Each call spends from the account's call budget and may wait for its turn in it; none changes anything. */
public interface DomainReader {

    /** The configured targets, in the order of their names. */
    List<Target> targets();

    /** The configured target of that name, if there is one. */
    Optional<Target> target(TargetName name);

    /**
     * Reads one domain with its mappings, as it is now.
     *
     * @throws GatewayFailure {@code NOT_FOUND} if the target has no such domain, else why it could not be read
     */
    ObservedDomain read(TargetName target, DomainName name);

    /**
     * Every domain of a target, through both of AWS's APIs, without their mappings.
     *
     * @throws GatewayFailure if it could not be read to the end
     */
    List<ObservedDomain> list(TargetName target);

    /**
     * What answers behind a domain: the APIs that its mappings and routing rules lead to, and what the account's hosted zones say
     * of its name. What the credentials may not read is named in it.
     *
     * @param domain with its mappings
     * @throws GatewayFailure if AWS could not be asked
     */
    Surroundings surroundings(ObservedDomain domain);
}
