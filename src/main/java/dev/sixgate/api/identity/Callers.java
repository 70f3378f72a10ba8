package dev.sixgate.api.identity;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.People;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The caller of the present request. */
@ApplicationScoped
public class Callers {
    /** The key under which a request's caller is kept, once known. */
    public static final String ACTOR = "sixgate.actor";

    private static final String COUNTED = "sixgate.counted";

    /** How long what is on record of somebody is taken for what they claim, without looking. */
    private static final Duration NOTED_FOR = Duration.ofMinutes(1);

    private final SecurityIdentity identity;
    private final RoutingContext request;
    private final People people;
    private final ChangeRequests changes;
    private final InstantSource clock;
    private final ClaimsConfig claims;
    private final ClaimNames names;
    private final RequestRate rate;
    private final Map<String, Noted> noted = new ConcurrentHashMap<>();

    Callers(
            SecurityIdentity identity,
            RoutingContext request,
            People people,
            ChangeRequests changes,
            InstantSource clock,
            ClaimsConfig claims,
            ClaimNames names,
            RequestRate rate) {
        this.identity = identity;
        this.request = request;
        this.people = people;
        this.changes = changes;
        this.clock = clock;
        this.claims = claims;
        this.names = names;
        this.rate = rate;
    }

    private record Noted(Actor actor, Instant at) {}

    /**
     * Who calls, by now on record with the roles and groups that the identity claims.
     *
     * @throws Refusal {@code unauthenticated} for nobody, {@code too-many-requests} for whoever asks too often
     */
    public Actor caller() {
        if (identity.isAnonymous()) {
            throw new Refusal(Reason.UNAUTHENTICATED, "Sign in: this needs an identity.");
        }
        requireOwnPages();
        Actor actor = actor();
        if (request.put(ACTOR, actor).get(COUNTED) == null) {
            request.put(COUNTED, true);
            rate.count(actor.subject());
        }
        note(actor);
        return actor;
    }

    /**
     * The caller, who must have some role here.
     *
     * @throws Refusal {@code role-required}
     */
    public Actor reader() {
        Actor actor = caller();
        if (actor.roles().isEmpty()) {
            throw new Refusal(
                    Reason.ROLE_REQUIRED,
                    "Your identity has none of the roles requester, approver, operator, break-glass and auditor.");
        }
        return actor;
    }

    /**
     * The caller, who must have one of these roles.
     *
     * @throws Refusal {@code role-required}
     */
    public Actor callerWith(Role... roles) {
        Actor actor = caller();
        if (Arrays.stream(roles).noneMatch(actor::has)) {
            throw new Refusal(
                    Reason.ROLE_REQUIRED,
                    "This needs the role "
                            + Arrays.stream(roles).map(Callers::nameOf).collect(Collectors.joining(" or ")) + ".");
        }
        return actor;
    }

    /** A role's name as identities claim it: {@code break-glass}. */
    public static String nameOf(Role role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void requireOwnPages() {
        if (!isRead() && !isBearer()) {
            OwnPages.require(request.request(), hasSession());
        }
    }

    private boolean isBearer() {
        return identity.getPrincipal() instanceof JsonWebToken && !hasSession();
    }

    /** Whether a cookie says who it is: of the authorization code flow, with an ID token in it, or of the sign-in form. */
    private boolean hasSession() {
        return identity.getCredential(IdTokenCredential.class) != null
                || "session".equals(identity.getAttribute("authentication"));
    }

    private Actor actor() {
        return identity.getPrincipal() instanceof JsonWebToken token ? ofToken(token) : ofDemoPerson();
    }

    private Actor ofDemoPerson() {
        String login = identity.getPrincipal().getName();
        Boolean service = identity.getAttribute("service");
        Set<String> groups = identity.getAttribute("groups");
        String name = identity.getAttribute("name");
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream(Role.values())
                .filter(role -> identity.hasRole(nameOf(role)))
                .forEach(roles::add);
        return new Actor(
                Boolean.TRUE.equals(service) ? Actor.Type.SERVICE : Actor.Type.USER,
                login,
                name == null ? login : name,
                null,
                roles,
                groups == null ? Set.of() : groups,
                Origins.of(request, hasSession() ? "session" : "basic", null));
    }

    private Actor ofToken(JsonWebToken token) {
        Claims read = new Claims(token, claims);
        return new Actor(
                read.isService() ? Actor.Type.SERVICE : Actor.Type.USER,
                read.subject(),
                read.displayName(),
                read.actingService(),
                names.roles(identity::hasRole),
                names.groups(read.groups()),
                Origins.of(request, hasSession() ? "session" : "bearer", token.getIssuer()));
    }

    /** Somebody has left: their next request is the one that brings them back. */
    public void forget(String subject) {
        noted.keySet().removeIf(each -> each.startsWith(subject + "\n"));
    }

    /** What changes something is worth a look: another replica may know them as gone, or as less than they claim. */
    private boolean isRead() {
        String method = request.request().method().name();
        return method.equals("GET") || method.equals("HEAD");
    }

    private void note(Actor actor) {
        Instant now = clock.instant();
        String key = actor.subject() + "\n" + actor.via();
        Noted last = noted.get(key);
        if (last != null
                && isRead()
                && last.at().plus(NOTED_FOR).isAfter(now)
                && last.actor().groups().equals(actor.groups())
                && last.actor().roles().equals(actor.roles())) {
            return;
        }
        try {
            if (people.seen(actor, now)) {
                changes.wakePending(now);
            }
            noted.put(key, new Noted(actor, now));
        } catch (SQLException e) {
            throw new IllegalStateException("the caller cannot be put on record", e);
        }
    }
}
