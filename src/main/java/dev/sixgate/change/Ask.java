package dev.sixgate.change;

import dev.sixgate.audit.Actor;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for, of which domain, by whom, when and why. It never changes.
 *
 * @param requesterVia the service that asked on the requester's behalf, where one did
 * @param notBefore the earliest moment to run
 * @param revertOf the change that this one takes back, if it does
 */
@Embeddable
public record Ask(
        @Convert(converter = Columns.Targets.class) @Column(name = "target")
        TargetName target,

        @Convert(converter = Columns.Domains.class) @Column(name = "domain")
        DomainName domain,

        @Column(name = "account") String account,
        @Column(name = "region") String region,

        @Convert(converter = Columns.Types.class) @Column(name = "from_type")
        IpAddressType from,

        @Convert(converter = Columns.Types.class) @Column(name = "to_type")
        IpAddressType to,

        @Column(name = "reason") String reason,
        @Column(name = "reference") @Nullable String reference,
        @Column(name = "requester") String requester,
        @Column(name = "requester_name") String requesterName,
        @Column(name = "requester_via") @Nullable String requesterVia,
        @Column(name = "requested_at") Instant requestedAt,
        @Column(name = "not_before") @Nullable Instant notBefore,
        @Column(name = "revert_of") @Nullable UUID revertOf) {

    /**
     * What a caller says, besides which domain and which type.
     *
     * @param hold wait for an operator's word even when approved
     * @param incident the incident that cannot wait for the approvals; absent where they are waited for
     */
    public record Intent(
            String reason,
            @Nullable String reference,
            @Nullable Instant notBefore,
            boolean hold,
            @Nullable String incident) {}

    /** Asks for the other IP address type of a domain, as it was observed. */
    public static Ask of(
            ObservedDomain domain, Intent intent, Actor requester, @Nullable ChangeId revertOf, Instant now) {
        return new Ask(
                domain.target(),
                domain.name(),
                domain.account(),
                domain.region(),
                domain.ipAddressType(),
                domain.ipAddressType().other(),
                intent.reason(),
                intent.reference(),
                requester.subject(),
                requester.name(),
                requester.via(),
                now,
                intent.notBefore(),
                revertOf == null ? null : revertOf.value());
    }
}
