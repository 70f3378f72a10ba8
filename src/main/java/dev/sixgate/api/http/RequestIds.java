package dev.sixgate.api.http;

import dev.sixgate.IdSource;
import dev.sixgate.api.identity.Origins;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Gives each request an id, the caller's where it sends one, that is in the answer, in the audit trail and in each line that is
 * logged meanwhile; those also say which change it is about, where the path names one. What is said of a request goes with its
 * Vert.x context, which no other request has.
 */
class RequestIds {
    private static final String HEADER = "X-Request-Id";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    private static final Pattern CHANGE =
            Pattern.compile("/changes/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})(?:/.*)?");

    private final IdSource ids;

    RequestIds(IdSource ids) {
        this.ids = ids;
    }

    @ServerRequestFilter(preMatching = true, priority = 0)
    void identify(ContainerRequestContext request, RoutingContext routing) {
        String given = request.getHeaderString(HEADER);
        String id = given != null && FORM.matcher(given).matches()
                ? given
                : ids.next().toString();
        routing.put(Origins.REQUEST_ID, id);
        MDC.put("request", id);
        Matcher change = CHANGE.matcher(routing.normalizedPath());
        if (change.matches()) {
            MDC.put("change", change.group(1).toLowerCase(Locale.ROOT));
        }
    }

    @ServerResponseFilter
    void answer(ContainerResponseContext response, RoutingContext routing) {
        String id = routing.get(Origins.REQUEST_ID);
        if (id != null) {
            response.getHeaders().putSingle(HEADER, id);
        }
        response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
        response.getHeaders().computeIfAbsent("Cache-Control", name -> new ArrayList<>(List.of("no-store")));
    }
}
