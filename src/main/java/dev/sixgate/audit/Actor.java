package dev.sixgate.audit;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who does something: a person, a service account or this service itself; how it was known, and from where it came.
 *
 * @param subject the stable id: the token's {@code sub}, a demo person's name, {@code system:worker}
 * @param name for people to read
 * @param via the service that acts for this person, where one does
 * @param groups the approver groups that the identity claims
 */
public record Actor(
        Type type,
        String subject,
        String name,
        @Nullable String via,
        Set<Role> roles,
        Set<String> groups,
        Origin origin) {

    public enum Type {
        USER,
        SERVICE,
        SYSTEM,
        /** Nobody that we know: the request carried no identity, or a wrong one. */
        ANONYMOUS
    }

    /** What an identity may do at all; the policies say whose approval counts. */
    public enum Role {
        REQUESTER,
        APPROVER,
        OPERATOR,
        BREAK_GLASS,
        AUDITOR
    }

    /**
     * From where a request came.
     *
     * @param authentication {@code basic}, {@code bearer}, {@code session}, {@code none} or {@code internal}
     * @param issuer of the token, where there was one
     */
    public record Origin(
            String authentication,
            @Nullable String issuer,
            @Nullable String requestId,
            @Nullable String ip,
            @Nullable String userAgent) {
        static final Origin INTERNAL = new Origin("internal", null, null, null, null);
    }

    public Actor {
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    /** This service, in one of its parts. */
    public static Actor system(String part) {
        return new Actor(Type.SYSTEM, "system:" + part, "Sixgate " + part, null, Set.of(), Set.of(), Origin.INTERNAL);
    }

    /** Somebody unknown. */
    public static Actor anonymous(Origin origin) {
        return new Actor(Type.ANONYMOUS, "anonymous", "anonymous", null, Set.of(), Set.of(), origin);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    public boolean isPerson() {
        return type == Type.USER;
    }

    public boolean is(String otherSubject) {
        return subject.equals(otherSubject);
    }
}
