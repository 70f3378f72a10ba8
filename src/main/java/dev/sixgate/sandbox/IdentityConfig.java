package dev.sixgate.sandbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Where people come from. The launcher writes it; without one nobody from the demo is known. */
@ConfigMapping(prefix = "sixgate.identity")
public interface IdentityConfig {

    /** {@code demo} or {@code oidc}; {@code oidc} as soon as {@code quarkus.oidc.auth-server-url} is set. */
    @WithParentName
    @WithDefault("oidc")
    Identity identity();
}
