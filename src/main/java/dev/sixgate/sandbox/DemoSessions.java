package dev.sixgate.sandbox;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TrustedAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Knows the demo people again by the session that a sign-in form gave them: its cookie holds their name, encrypted by this
 * service. Nobody at all where the identity is not {@code demo}.
 */
@ApplicationScoped
class DemoSessions implements IdentityProvider<TrustedAuthenticationRequest> {
    private final IdentityConfig config;

    DemoSessions(IdentityConfig config) {
        this.config = config;
    }

    @Override
    public Class<TrustedAuthenticationRequest> getRequestType() {
        return TrustedAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TrustedAuthenticationRequest request, AuthenticationRequestContext context) {
        return DemoPerson.named(request.getPrincipal())
                .filter(person -> config.identity() == Identity.DEMO)
                .map(person -> Uni.createFrom().item(DemoPeople.identity(person, "session")))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }
}
