package dev.sixgate.api.openapi;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Contact;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.annotations.servers.Server;

/** The document's head. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Sixgate",
                        // The build puts its own in place of it.
                        version = "0",
                        description =
                                "Governs the IP address type (ipv4, dualstack) of Amazon API Gateway custom domain names: asks"
                                        + " the right people, keeps AWS's pace, makes the change, looks whether it happened, and records who"
                                        + " wanted it.",
                        contact = @Contact(name = "Sixgate maintainers"),
                        license = @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")),
        servers =
                @Server(
                        url = "/",
                        description = "The service that this document comes from: local, staging or production"),
        security = {@SecurityRequirement(name = "basic"), @SecurityRequirement(name = "bearer")})
@SecurityScheme(
        securitySchemeName = "basic",
        type = SecuritySchemeType.HTTP,
        scheme = "basic",
        description =
                "The demo people of the embedded world: ria, remy, nora, ned, sam, otto, bea, ada, bot; password demo.")
@SecurityScheme(
        securitySchemeName = "bearer",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        bearerFormat = "JWT",
        description =
                "An access token of the configured OpenID provider: a JWT, checked as RFC8725 has it (signature by a key of the"
                        + " provider, issuer, audience, expiry).")
public class SixgateApi extends Application {}
