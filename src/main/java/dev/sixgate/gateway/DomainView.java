package dev.sixgate.gateway;

import dev.sixgate.Refusal;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.ObservedDomain.ApiMapping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One domain as AWS's two APIs show it, of which one is believed: version 1 for what version 2 cannot manage, else version 2.
 * The choice depends on these views alone, so that a domain has one fingerprint, however it was found.
 *
 * @param v1 what version 1 shows, if it knows the domain
 * @param v2 what version 2 shows, if it knows the domain; one of the two is there
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-custom-domain-ip-address-type.html">IP
 *     address types for custom domain names</a>
 */
record DomainView(@Nullable SeenByV1 v1, @Nullable SeenByV2 v2) {

    /** The ARN of a public domain, which has no account in it. */
    static String publicArn(Target target, String name) {
        return arn(target, "/domainnames/" + name);
    }

    /** The ARN of something that API Gateway manages. */
    static String arn(Target target, String path) {
        return "arn:" + Partition.of(target.region()) + ":apigateway:" + target.region() + "::" + path;
    }

    boolean isThroughV1() {
        if (v1 == null || v2 == null) {
            return v2 == null;
        }
        return v1.needsV1() || v2.needsV1();
    }

    String name() {
        return v1 != null ? v1.name() : Objects.requireNonNull(v2).name();
    }

    /** Private domains alone have one. */
    Optional<String> domainNameId() {
        return Optional.ofNullable(v1).flatMap(SeenByV1::domainNameId);
    }

    /** Its tags, if either version shows any; a listing may leave them out, which says nothing. */
    Optional<Map<String, String>> tags() {
        return Optional.ofNullable(v1)
                .flatMap(SeenByV1::tags)
                .or(() -> Optional.ofNullable(v2).flatMap(SeenByV2::tags));
    }

    String arn(Target target) {
        return v1 != null ? v1.arn(target) : Objects.requireNonNull(v2).arn(target);
    }

    /** @throws GatewayFailure {@code UNSUPPORTED} if AWS says something that is not known here */
    ObservedDomain observed(Target target, Map<String, String> tags, List<ApiMapping> mappings, Instant at) {
        try {
            return isThroughV1()
                    ? Objects.requireNonNull(v1).observed(target, tags, mappings, at)
                    : Objects.requireNonNull(v2).observed(target, tags, mappings, at);
        } catch (Refusal e) {
            throw AwsErrors.unsupported("AWS describes " + name() + " as is not known here: " + e.detail());
        }
    }
}
