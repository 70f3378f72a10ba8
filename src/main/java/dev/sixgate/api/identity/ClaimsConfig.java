package dev.sixgate.api.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where in a token it says what; roles are found by {@code quarkus.oidc.roles.role-claim-path}. */
@ConfigMapping(prefix = "sixgate.claims")
public interface ClaimsConfig {

    /** The claim that lists the approver groups of a person; a leading slash of a group's name is dropped. */
    @WithDefault("groups")
    String groups();

    /** The claim that is a person's stable id. */
    @WithDefault("sub")
    String subject();
}
