package dev.sixgate.sandbox;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Knows the demo people by name and password (HTTP Basic), and nobody at all where the identity is not {@code demo}. */
@ApplicationScoped
class DemoPeople implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
    private static final byte[] PASSWORD = DemoPerson.PASSWORD.getBytes(StandardCharsets.UTF_8);

    private final IdentityConfig config;

    DemoPeople(IdentityConfig config) {
        this.config = config;
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        char[] given = request.getPassword().getPassword();
        boolean right = MessageDigest.isEqual(PASSWORD, new String(given).getBytes(StandardCharsets.UTF_8));
        return DemoPerson.named(request.getUsername())
                .filter(person -> right && config.identity() == Identity.DEMO)
                .map(person -> Uni.createFrom().item(identity(person, "basic")))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }

    /** @param authentication how they were known: basic, or session */
    static SecurityIdentity identity(DemoPerson person, String authentication) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(person.login()))
                .addRole(person.role())
                .addAttribute("groups", person.groups())
                .addAttribute("name", person.displayName())
                .addAttribute("service", person.isService())
                .addAttribute("authentication", authentication)
                .build();
    }
}
