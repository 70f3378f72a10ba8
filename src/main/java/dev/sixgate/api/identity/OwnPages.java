package dev.sixgate.api.identity;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import io.vertx.core.http.HttpServerRequest;

/**
 * That nobody else's pages change anything here. A browser sends cookies and passwords along by itself, also for pages of
 * others; a bearer token is sent knowingly.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
final class OwnPages {
    private OwnPages() {}

    /**
     * A password must not come from a page of another site. A session's cookie has to come with word that a page of ours sent
     * it, and in a form that no page of others can send unasked.
     *
     * @throws Refusal {@code unauthenticated} where that is not so, {@code unsupported-media-type} in another form
     */
    static void require(HttpServerRequest request, boolean session) {
        if (Origins.isForeign(request) || session && !Origins.isOurs(request)) {
            throw new Refusal(
                    Reason.UNAUTHENTICATED,
                    "A page of another site sent this; a password or a session counts for this service's own pages only.");
        }
        if (session && !Origins.isJson(request)) {
            throw new Refusal(Reason.UNSUPPORTED_MEDIA_TYPE, "With a session, say application/json, also of no body.");
        }
    }
}
