package dev.sixgate.api.identity;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What a 401 offers: the one way in that is open.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1">RFC 9110, section 11.6.1: WWW-Authenticate</a>
 */
@ApplicationScoped
public class Challenge {
    private static final String BEARER = "Bearer ";

    private final boolean demo;

    Challenge(@ConfigProperty(name = "sixgate.identity", defaultValue = "oidc") String identity) {
        this.demo = identity.equalsIgnoreCase("demo");
    }

    /**
     * The header's value in answer to this request. A browser that is told {@code Basic} puts a dialog before our pages, so
     * their scripts are told of the form instead.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3: an error is named only where a
     *     token was sent</a>
     */
    public String to(RoutingContext request) {
        if (demo && Origins.isScript(request.request())) {
            return "Form realm=\"sixgate\"";
        }
        if (demo) {
            return "Basic realm=\"sixgate\", charset=\"UTF-8\"";
        }
        String sent = request.request().getHeader("Authorization");
        boolean token = sent != null && sent.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return "Bearer realm=\"sixgate\"" + (token ? ", error=\"invalid_token\"" : "");
    }
}
