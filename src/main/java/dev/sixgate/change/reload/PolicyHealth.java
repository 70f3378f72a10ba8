package dev.sixgate.change.reload;

import dev.sixgate.change.PolicyInForce;
import dev.sixgate.policy.PolicyFile;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Which policy file is in force, and what is wrong with the one that is not. A broken file leaves the service ready. */
@Readiness
@ApplicationScoped
class PolicyHealth implements HealthCheck {
    private final PolicyInForce policies;
    private final PolicyReload reload;

    PolicyHealth(PolicyInForce policies, PolicyReload reload) {
        this.policies = policies;
        this.reload = reload;
    }

    @Override
    public HealthCheckResponse call() {
        PolicyFile file = policies.present();
        var response = HealthCheckResponse.named("policies")
                .up()
                .withData("file", file.name())
                .withData("digest", file.digest());
        reload.broken()
                .ifPresent(broken -> response.withData("broken", broken.detail())
                        .withData("brokenSince", broken.since().toString()));
        return response.build();
    }
}
