package dev.sixgate.readiness;

import dev.sixgate.domainname.Finding;
import dev.sixgate.domainname.Finding.Level;
import dev.sixgate.domainname.LastChange;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.Owner;
import java.util.Optional;

/** Who may turn the change back: what the tags say, and what CloudTrail said when it was last asked. */
final class Ownership {
    private static final String CHECK = "owner";

    private Ownership() {}

    static Finding of(ObservedDomain domain) {
        Optional<Owner.Kind> seen = Optional.ofNullable(domain.lastChangedBy()).flatMap(LastChange::known);
        return Owner.by(domain.tags())
                .map(owner -> owned(owner, seen))
                .orElseGet(() -> seen.map(Ownership::unsaid)
                        .orElseGet(() ->
                                new Finding(CHECK, Level.PASS, "No tag says that a tool owns the domain.", null)));
    }

    private static Finding owned(Owner owner, Optional<Owner.Kind> seen) {
        String who = owner.stack() == null
                ? "By its tags, " + owner.kind().inWords() + " owns the domain"
                : (owner.kind() == Owner.Kind.CDK ? "The AWS CDK's stack " : "The CloudFormation stack ")
                        + owner.stack() + " owns the domain";
        String hint = seen.filter(kind -> !isOf(kind, owner))
                .map(kind -> " CloudTrail says that it was last changed by " + kind.inWords() + ".")
                .orElse("");
        return new Finding(
                CHECK, Level.WARN, who + "; its next update may turn the change back." + hint, fix(owner.kind()));
    }

    private static Finding unsaid(Owner.Kind kind) {
        return new Finding(
                CHECK,
                Level.WARN,
                "No tag says that a tool owns the domain, but CloudTrail says that it was last changed by "
                        + kind.inWords() + "; its next update may turn the change back.",
                fix(kind));
    }

    /** The CDK changes a domain by CloudFormation. */
    private static boolean isOf(Owner.Kind seen, Owner owner) {
        return seen == owner.kind() || (seen == Owner.Kind.CLOUDFORMATION && owner.kind() == Owner.Kind.CDK);
    }

    private static String fix(Owner.Kind kind) {
        return switch (kind) {
            case CLOUDFORMATION -> "Set IpAddressType in the stack's template too.";
            case CDK -> "Set ipAddressType in the CDK's source too.";
            case TERRAFORM -> "Set ip_address_type in Terraform's configuration too.";
            case SERVERLESS_DOMAIN_MANAGER ->
                "Look whether the plugin's next create_domain or deploy leaves the type alone.";
        };
    }
}
