package dev.sixgate.api.problem;

import dev.sixgate.Refusal;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.api.identity.Origins;
import dev.sixgate.api.identity.SignInResource;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.fold.Few;
import dev.sixgate.change.ChangeId;
import dev.sixgate.domainname.DomainName;
import io.quarkus.logging.Log;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Records refusals: whoever was not known or not allowed, whatever they asked; and every attempt to change something that
 * was turned down for what the caller wanted, not for how it was written.
 */
@ApplicationScoped
class RefusalRecord {
    /** A rollout's events carry its id where a change's would stand. */
    private static final Pattern CHANGE = Pattern.compile("/(?:changes|rollouts)/([0-9a-fA-F-]{36})(?:/.*)?");

    private static final Pattern DOMAIN = Pattern.compile("/domains/([^/]+)(?:/.*)?");
    private static final int MAX_CLAIMED = 64;

    private final RefusalLog log;
    private final InstantSource clock;

    RefusalRecord(RefusalLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    boolean isToBeRecorded(RoutingContext request, ProblemType type) {
        return switch (type.status()) {
            case 401, 403 -> true;
            case 404, 409, 412, 422 -> !isRead(request);
            default -> false;
        };
    }

    /** Writes or counts it. False where it cannot be written: then the caller must not be told a decision that nobody can prove. */
    boolean record(RoutingContext request, Refusal refusal) {
        Actor actor = request.get(Callers.ACTOR);
        if (actor == null) {
            actor = Actor.anonymous(Origins.of(request, "none", null));
        }
        RefusedRequest refused = new RefusedRequest(
                actor,
                refusal.detail(),
                Few.of(request.request().method() + " " + request.normalizedPath()),
                Few.of(claimedIdentity(request)),
                domainOf(request),
                changeOf(request));
        try {
            log.record(refusal.reason().code(), refused, clock.instant());
            return true;
        } catch (RuntimeException e) {
            Log.errorf("refusal not recorded: code=%s %s", refusal.reason().code(), e.getMessage());
            return false;
        }
    }

    private static boolean isRead(RoutingContext request) {
        String method = request.request().method().name();
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    /** Who wrong credentials said that they were, in a Basic header or the form: claimed, not believed. */
    private static @Nullable String claimedIdentity(RoutingContext request) {
        if (request.normalizedPath().equals(SignInResource.FORM)) {
            String name = request.request().getFormAttribute(SignInResource.NAME);
            return name == null ? null : printable(name);
        }
        String header = request.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, "Basic ".length())) {
            return null;
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(header.substring("Basic ".length()).strip());
            return printable(new String(decoded, StandardCharsets.UTF_8).split(":", 2)[0]);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String printable(String user) {
        String printable = user.replaceAll("\\P{Print}", "?");
        return printable.length() > MAX_CLAIMED ? printable.substring(0, MAX_CLAIMED) : printable;
    }

    private static Optional<ChangeId> changeOf(RoutingContext request) {
        Matcher path = CHANGE.matcher(request.normalizedPath());
        try {
            return path.matches() ? Optional.of(ChangeId.parse(path.group(1))) : Optional.empty();
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    private static Optional<DomainName> domainOf(RoutingContext request) {
        Matcher path = DOMAIN.matcher(request.normalizedPath());
        try {
            // A leading slash: what comes before a colon is no scheme here.
            return path.matches()
                    ? Optional.of(DomainName.parse(
                            URI.create("/" + path.group(1)).getPath().substring(1)))
                    : Optional.empty();
        } catch (Refusal | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
