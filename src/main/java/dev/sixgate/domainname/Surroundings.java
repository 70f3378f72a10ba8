package dev.sixgate.domainname;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What answers behind a domain, as AWS described it at one moment: nothing of it is the domain's own configuration, and all of it
 * decides what a client meets that comes by another kind of address.
 *
 * @param apis each API and stage that a mapping or a routing rule leads to, by id and stage
 * @param unread what could not be read, and why
 * @param guards what stands before them; null in what was read before this was known
 * @param observedAt when the reading began
 * @param dns where the domain's name leads; null where nobody has looked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Surroundings(
        List<MappedApi> apis,
        List<Unread> unread,
        @Nullable Guards guards,
        Instant observedAt,
        @Nullable Dns dns) {

    /**
     * An API and stage that requests to the domain reach.
     *
     * @param kind {@code HTTP}, {@code WEBSOCKET} or {@code REST}
     * @param ipAddressType of its own default endpoint, {@code ipv4} or {@code dualstack}
     * @param defaultEndpoint whether it can be called without the domain
     * @param policy its resource policy, JSON; REST APIs alone have one
     * @param webAcl the ARN of the stage's web ACL; stages of REST APIs alone have one
     * @param accessLogFormat null where the stage writes none
     * @param requestAuthorizers names of the authorizers that are given the whole request, with the caller's address
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MappedApi(
            String apiId,
            String stage,
            String kind,
            String name,
            String ipAddressType,
            boolean defaultEndpoint,
            @Nullable String policy,
            @Nullable String webAcl,
            @Nullable String accessLogFormat,
            List<String> requestAuthorizers) {

        public MappedApi {
            requestAuthorizers = List.copyOf(requestAuthorizers);
        }
    }

    /**
     * Something that could not be read.
     *
     * @param what in words: {@code API a1b2c3d4e5}
     * @param permission which IAM action and resource it needs
     * @param code AWS's error code
     */
    public record Unread(String what, String permission, String code) {}

    /** The same with where the domain's name leads. */
    public Surroundings with(Dns leads) {
        return new Surroundings(apis, unread, guards, observedAt, leads);
    }

    public Surroundings {
        apis = List.copyOf(apis);
        unread = List.copyOf(unread);
    }

    /** The APIs alone. */
    public Surroundings(List<MappedApi> apis, List<Unread> unread, Instant observedAt) {
        this(apis, unread, null, observedAt, null);
    }

    /** The same with what stands before the APIs. */
    public Surroundings behind(Guards before) {
        return new Surroundings(apis, unread, before, observedAt, dns);
    }
}
