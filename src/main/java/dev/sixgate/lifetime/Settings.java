package dev.sixgate.lifetime;

import dev.sixgate.change.PolicyInForce;
import dev.sixgate.gateway.Targets;
import dev.sixgate.policy.PolicyFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What an auditor wants to know of the configuration. Nothing secret is among it. */
@ApplicationScoped
class Settings {
    private final Targets targets;
    private final PolicyInForce policies;
    private final String identity;
    private final Optional<String> provider;
    private final boolean worker;

    Settings(
            Targets targets,
            PolicyInForce policies,
            @ConfigProperty(name = "sixgate.identity", defaultValue = "oidc") String identity,
            @ConfigProperty(name = "quarkus.oidc.auth-server-url") Optional<String> provider,
            @ConfigProperty(name = "sixgate.worker.enabled", defaultValue = "true") boolean worker) {
        this.targets = targets;
        this.policies = policies;
        this.identity = identity;
        this.provider = provider;
        this.worker = worker;
    }

    /** Who vouches for identities, which targets are governed, by which policies, and whether this replica changes them. */
    Map<String, Object> described() {
        PolicyFile file = policies.present();
        Map<String, Object> described = new TreeMap<>();
        described.put("identity", identity);
        if (!identity.equalsIgnoreCase("demo")) {
            provider.map(Settings::withoutUser).ifPresent(url -> described.put("provider", url));
        }
        described.put("targets", targetsByName());
        described.put("policies", Map.of("name", file.name(), "policyDigest", file.digest()));
        described.put("worker", worker);
        return described;
    }

    private List<Map<String, String>> targetsByName() {
        return targets.all().stream()
                .map(target ->
                        Map.of("name", target.name().value(), "account", target.account(), "region", target.region()))
                .toList();
    }

    /** An address may hold a password; without it, it is still the provider's. */
    static String withoutUser(String url) {
        try {
            URI uri = new URI(url);
            return new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null).toString();
        } catch (URISyntaxException e) {
            return "unreadable";
        }
    }
}
