package dev.sixgate.domainname;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * By which tool a domain was last created or updated without us, as CloudTrail has it: a hint. Whoever calls writes their user agent
 * themselves, and nobody looks for it where no drift was seen.
 *
 * @param tool an {@link Owner.Kind} as policies write it, or {@code other}
 */
public record LastChange(String tool, Instant at) {
    private static final String OTHER = "other";

    /**
     * The tool that a user agent tells of.
     *
     * @param userAgent {@code APN/1.0 HashiCorp/1.0 Terraform/1.9.5 ...}, {@code cloudformation.amazonaws.com}
     */
    public static LastChange by(@Nullable String userAgent, Instant at) {
        String text = userAgent == null ? "" : userAgent.toLowerCase(Locale.ROOT);
        Owner.Kind kind = null;
        if (text.contains("terraform") || text.contains("opentofu")) {
            kind = Owner.Kind.TERRAFORM;
        } else if (text.contains("cloudformation")) {
            kind = Owner.Kind.CLOUDFORMATION;
        } else if (text.contains("serverless")) {
            kind = Owner.Kind.SERVERLESS_DOMAIN_MANAGER;
        }
        return new LastChange(kind == null ? OTHER : kind.wire(), at);
    }

    /** The tool, where it is one that may turn a change back. */
    public Optional<Owner.Kind> known() {
        return Stream.of(Owner.Kind.values())
                .filter(kind -> kind.wire().equals(tool))
                .findFirst();
    }
}
