package dev.sixgate.api.identity;

import dev.sixgate.audit.Actor.Role;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the provider calls our roles and groups. A name that is not configured is the same there as here. */
@ApplicationScoped
public class ClaimNames {
    private final Map<Role, Set<String>> roles = new EnumMap<>(Role.class);
    private final Map<String, Set<String>> groups = new HashMap<>();

    /** @throws ConfigurationException for names of a role that there is not: whoever wrote it believes it to be in force */
    ClaimNames(ClaimsConfig config) {
        config.roleNames().forEach((role, names) -> roles.put(roleOf(role), names));
        config.groupNames()
                .forEach((group, names) -> groups.put(
                        group, names.stream().map(ClaimNames::withoutSlash).collect(Collectors.toSet())));
    }

    void checkAtStart(@Observes StartupEvent started) {
        // Being made is the check.
    }

    /** The roles of whoever has those names. */
    Set<Role> roles(Predicate<String> named) {
        Set<Role> found = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) {
            if (roles.getOrDefault(role, Set.of(Callers.nameOf(role))).stream().anyMatch(named)) {
                found.add(role);
            }
        }
        return found;
    }

    /** The groups of a token by our names; those that are called otherwise there lose that name, and mean nothing under ours. */
    Set<String> groups(Collection<String> claimed) {
        Set<String> theirs = claimed.stream().map(ClaimNames::withoutSlash).collect(Collectors.toSet());
        Set<String> ours = new TreeSet<>(theirs);
        ours.removeAll(groups.keySet());
        groups.values().forEach(ours::removeAll);
        groups.forEach((group, names) -> {
            if (names.stream().anyMatch(theirs::contains)) {
                ours.add(group);
            }
        });
        return ours;
    }

    /** Keycloak writes groups as paths. */
    private static String withoutSlash(String group) {
        return group.startsWith("/") ? group.substring(1) : group;
    }

    /** An environment variable cannot write a dash. */
    private static Role roleOf(String name) {
        String written = name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
        return Arrays.stream(Role.values())
                .filter(role -> Callers.nameOf(role).equals(written))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("sixgate.claims.role-names: there is no role " + name
                        + "; the roles are "
                        + Arrays.stream(Role.values()).map(Callers::nameOf).collect(Collectors.joining(", ")) + "."));
    }
}
