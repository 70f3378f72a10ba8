package dev.sixgate.api.identity;

import dev.sixgate.change.ChangeId;
import dev.sixgate.rollout.RolloutId;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where somebody with a browser signs in and out; whoever is not signed in is sent to the provider before they get here. */
@Path("/")
public class SignInResource {
    /** The paths that belong to the sign-in, and to no service. */
    static final Set<String> PATHS = Set.of("/sign-in", "/sign-out");

    /** Where the form of the demo people goes, as {@code quarkus.http.auth.form.post-location} says. */
    public static final String FORM = "/sign-in/password";

    /** The member of the form that says who it is, as {@code quarkus.http.auth.form.username-parameter} says. */
    public static final String NAME = "name";

    private static final URI HOME = URI.create("/");

    private final SecurityIdentity identity;
    private final Instance<OidcSession> session;
    private final String cookie;

    SignInResource(
            SecurityIdentity identity,
            Instance<OidcSession> session,
            @ConfigProperty(name = "quarkus.http.auth.form.cookie-name") String cookie) {
        this.identity = identity;
        this.session = session;
        this.cookie = cookie;
    }

    /** Back home, signed in; the pages know from where somebody went to sign in. */
    @GET
    @Path("sign-in")
    @Operation(hidden = true)
    public Response signIn() {
        return Response.seeOther(HOME).build();
    }

    /** A change's short link, for messages to people. Whoever is not signed in does so there. */
    @GET
    @Path("c/{id}")
    @Operation(hidden = true)
    public Response change(@PathParam("id") String id) {
        return Response.seeOther(URI.create("/#/changes/" + ChangeId.parse(id).value()))
                .build();
    }

    /** A rollout's. */
    @GET
    @Path("r/{id}")
    @Operation(hidden = true)
    public Response rollout(@PathParam("id") String id) {
        return Response.seeOther(URI.create("/#/rollouts/" + RolloutId.parse(id).value()))
                .build();
    }

    /** Ends the session here; the one at the provider is the provider's. */
    @POST
    @Path("sign-out")
    @Operation(hidden = true)
    @Blocking
    public Uni<Response> signOut(@Context RoutingContext request) {
        Response home = Response.seeOther(HOME).build();
        // Only who has been asked for is known to have a session.
        if (identity.isAnonymous() || Origins.isForeign(request.request())) {
            return Uni.createFrom().item(home);
        }
        if (identity.getCredential(IdTokenCredential.class) == null) {
            return Uni.createFrom().item(ended(request));
        }
        return session.get().logout().replaceWith(home);
    }

    /** A browser takes back a cookie of that kind only by the same marks with which it was given. */
    private Response ended(RoutingContext request) {
        NewCookie gone = new NewCookie.Builder(cookie)
                .value("")
                .path("/")
                .maxAge(0)
                .httpOnly(true)
                .secure(request.request().isSSL())
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
        return Response.seeOther(HOME).cookie(gone).build();
    }
}
