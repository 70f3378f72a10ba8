package dev.sixgate.api.identity;

import io.quarkus.oidc.TenantResolver;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Which of the two ways of OpenID Connect a request takes: a bearer token, or the session of somebody who signed in with a
 * browser. A request that carries a token is judged by it alone, whatever cookies come with it.
 *
 * @see <a href="https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth">OpenID Connect Core 1.0, section 3.1</a>
 */
@ApplicationScoped
class SignInTenant implements TenantResolver {
    /** The tenant of {@code quarkus.oidc.pages.*}. */
    private static final String PAGES = "pages";

    /** Before anybody asks who calls. */
    private static final int FIRST = Integer.MIN_VALUE + 1;

    private static final int FORBIDDEN = 403;

    private static final String SESSION_COOKIE = "q_session_" + PAGES;

    /** The session would win: whoever finds a cookie decides by it before anybody looks for a token. */
    void preferTokens(@Observes Router router) {
        router.route().order(FIRST).handler(request -> {
            if (request.request().getHeader("Authorization") != null) {
                request.request().headers().remove("Cookie");
            }
            request.next();
        });
    }

    /** Nobody is to be signed in as somebody else by a page of another site, and then to work in their name. */
    void refuseForeignForms(@Observes Router router) {
        router.post(SignInResource.FORM).order(FIRST).handler(request -> {
            if (Origins.isForeign(request.request())) {
                request.response().setStatusCode(FORBIDDEN).end();
            } else {
                request.next();
            }
        });
    }

    @Override
    public @Nullable String resolve(RoutingContext request) {
        boolean signsIn = SignInResource.PATHS.contains(request.normalizedPath());
        return signsIn || hasSession(request) ? PAGES : null;
    }

    /** A long token is spread over several cookies, whose names begin alike. */
    private static boolean hasSession(RoutingContext request) {
        return request.request().cookies().stream()
                .map(Cookie::getName)
                .anyMatch(name -> name.startsWith(SESSION_COOKIE));
    }
}
