package dev.sixgate.api.identity;

import dev.sixgate.audit.Actor.Origin;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** From where a request came, as far as it can be told. */
public final class Origins {
    /** The key under which a request's id is kept while it is answered. */
    public static final String REQUEST_ID = "sixgate.request-id";

    private static final int MAX_USER_AGENT = 256;

    private Origins() {}

    /**
     * @param authentication how the caller was known
     * @param issuer of the token, where there was one
     */
    public static Origin of(RoutingContext request, String authentication, @Nullable String issuer) {
        SocketAddress remote = request.request().remoteAddress();
        String agent = request.request().getHeader("User-Agent");
        return new Origin(
                authentication,
                issuer,
                request.get(REQUEST_ID),
                remote == null ? null : remote.hostAddress(),
                agent == null || agent.length() <= MAX_USER_AGENT ? agent : agent.substring(0, MAX_USER_AGENT));
    }
}
