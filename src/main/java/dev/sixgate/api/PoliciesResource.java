package dev.sixgate.api;

import dev.sixgate.api.identity.Callers;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.PolicySchema;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
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

    @GET
    @Path("/schema")
    @Produces("application/schema+json")
    @SecurityRequirementsSet
    @Operation(
            operationId = "getPolicySchema",
            summary = "Read the JSON Schema of the policy file",
            description =
                    "JSON Schema, draft 2020-12, by which editors complete and check a policy file. Open to everybody.")
    @APIResponse(
            responseCode = "200",
            description = "The schema.",
            content = @Content(mediaType = "application/schema+json", schema = @Schema(type = SchemaType.OBJECT)))
    @Extension(name = "x-problems", value = "not-acceptable")
    public String schema() {
        return PolicySchema.text();
    }
}
