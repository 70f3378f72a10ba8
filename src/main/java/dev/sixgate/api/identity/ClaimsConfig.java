package dev.sixgate.api.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Set;

/** Where in a token it says what; roles are found by {@code quarkus.oidc.roles.role-claim-path}. */
@ConfigMapping(prefix = "sixgate.claims")
public interface ClaimsConfig {

    /** The claim that lists the approver groups of a person; a leading slash of a group's name is dropped. */
    @WithDefault("groups")
    String groups();

    /**
     * What the provider calls a role of ours, where that is not our own name for it: {@code
     * sixgate.claims.role-names.approver=dns-approvers,change-managers}. Our name then means nothing any more.
     */
    Map<String, Set<String>> roleNames();

    /** What the provider calls an approver group of the policy file, in the same way. */
    Map<String, Set<String>> groupNames();

    /** The claim that is a person's stable id. */
    @WithDefault("sub")
    String subject();
}
