package dev.sixgate.api.identity;

import io.quarkus.oidc.OidcSession;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where somebody with a browser signs in and out; whoever is not signed in is sent to the provider before they get here. */
@Path("/")
public class SignInResource {
    /** The paths that belong to the sign-in, and to no service. */
    static final Set<String> PATHS = Set.of("/sign-in", "/sign-out");

    private static final URI HOME = URI.create("/");

    private final SecurityIdentity identity;
    private final Instance<OidcSession> session;

    SignInResource(SecurityIdentity identity, Instance<OidcSession> session) {
        this.identity = identity;
        this.session = session;
    }

    /** Back home, signed in. */
    @GET
    @Path("sign-in")
    @Operation(hidden = true)
    public Response signIn() {
        return Response.seeOther(HOME).build();
    }

    /** Ends the session here; the one at the provider is the provider's. */
    @POST
    @Path("sign-out")
    @Operation(hidden = true)
    @Blocking
    public Uni<Response> signOut() {
        Response home = Response.seeOther(HOME).build();
        // Only who has been asked for is known to have a session.
        return identity.isAnonymous()
                ? Uni.createFrom().item(home)
                : session.get().logout().replaceWith(home);
    }
}
