package dev.sixgate.api;

import dev.sixgate.api.identity.Callers;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.policy.PolicyFile;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The rules in force. */
@Path("/policies")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Policies", description = "Who must approve what.")
class PoliciesResource {
    private final Callers callers;
    private final PolicyInForce policies;

    PoliciesResource(Callers callers, PolicyInForce policies) {
        this.callers = callers;
        this.policies = policies;
    }

    /** The policy file in force. */
    @Schema(name = "Policies")
    record Policies(
            @Schema(examples = "built-in policy") String name,

            @Schema(description = "SHA-256 over the file's bytes.")
            String digest,

            @Schema(description = "The file itself, YAML.") String content) {}

    @GET
    @Operation(
            operationId = "getPolicies",
            summary = "Read the rules in force",
            description = "The policy file in force on the replica that answers, with its digest.")
    @APIResponse(responseCode = "200", description = "The policy file.")
    @Extension(name = "x-problems", value = "unauthenticated,role-required,not-ready")
    public Policies get() {
        callers.reader();
        PolicyFile file = policies.present();
        return new Policies(file.name(), file.digest(), file.text());
    }
}
