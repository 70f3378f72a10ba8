package dev.sixgate.api.identity;

import dev.sixgate.audit.Actor.Origin;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
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

    /**
     * Whether a page of another origin sent it. Browsers say so, and scripts cannot make them say otherwise; whoever says
     * nothing is no browser.
     *
     * @see <a href="https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header">Fetch Metadata, Sec-Fetch-Site</a>
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-7">RFC 6454, section 7: the Origin header</a>
     */
    static boolean isForeign(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = request.getHeader("Origin");
        return origin != null && !origin.endsWith("://" + request.authority());
    }

    /** Whether the browser says that a page of this very origin sent it. */
    static boolean isOurs(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site != null ? site.equals("same-origin") : request.getHeader("Origin") != null && !isForeign(request);
    }

    /** Whether it says to be JSON: a form cannot, and a script of another origin has to ask first. */
    static boolean isJson(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null && type.toLowerCase(Locale.ROOT).matches("application/(merge-patch\\+)?json\\s*(;.*)?");
    }

    /**
     * Whether a script in a browser waits for the answer. It shows by itself what went wrong, and the browser is not to ask for
     * a password meanwhile.
     *
     * @see <a href="https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header">Fetch Metadata, Sec-Fetch-Dest</a>
     */
    static boolean isScript(HttpServerRequest request) {
        return request.getHeader("X-Requested-With") != null || "empty".equals(request.getHeader("Sec-Fetch-Dest"));
    }
}
