package dev.sixgate.gateway;

import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import org.jspecify.annotations.Nullable;

/** Changes a domain in AWS: one UpdateDomainName, sent once. */
public interface DomainWriter {

    /**
     * Sends one UpdateDomainName that sets the IP address type and leaves everything else as it was read. It is sent at most
     * once: nothing is repeated, whatever happens.
     *
     * @param asRead the domain as it was read just before; its configuration is sent along where AWS replaces it as a whole
     * @param author who this is done for; goes into AWS's own trail where the target assumes a role
     * @throws GatewayFailure with {@link GatewayFailure#outcome()} saying whether AWS refused it, never saw it, or may have
     *     done it
     */
    Receipt setIpAddressType(ObservedDomain asRead, IpAddressType wished, Author author);

    /**
     * Who a write is done for.
     *
     * @param changeId becomes the session's name
     * @param requester becomes the session's source identity
     * @param reference of the ticket that the requester named, if there is one
     */
    record Author(
            String changeId, String requester, @Nullable String reference) {
        /** Of a change without a reference. */
        public Author(String changeId, String requester) {
            this(changeId, requester, null);
        }
    }

    /** AWS's answer to a write that it took. */
    record Receipt(String awsRequestId, int httpStatus, String domainNameStatus) {}
}
