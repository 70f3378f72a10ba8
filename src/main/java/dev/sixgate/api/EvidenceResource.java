package dev.sixgate.api;

import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What an auditor asks for of a change in a sample. */
@Path("/changes/{id}/evidence")
@Tag(name = "Changes")
class EvidenceResource {
    private final Callers callers;
    private final ChangeRequests changes;
    private final EvidencePack pack;
    private final AuditLog log;
    private final InstantSource clock;

    EvidenceResource(Callers callers, ChangeRequests changes, EvidencePack pack, AuditLog log, InstantSource clock) {
        this.callers = callers;
        this.changes = changes;
        this.pack = pack;
        this.log = log;
        this.clock = clock;
    }

    @GET
    @Produces("application/zip")
    @Operation(
            operationId = "getEvidence",
            summary = "Get the evidence of a change",
            description =
                    "A zip file that can be checked without this service and without a network: the change, its events as they"
                            + " were hashed, a proof for each, the signed checkpoint, the keys, the policy, a summary to read, and the"
                            + " verifier as source. Needs the role auditor; is an event itself.")
    @APIResponse(
            responseCode = "200",
            description = "The evidence pack.",
            content =
                    @Content(
                            mediaType = "application/zip",
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Extension(name = "x-problems", value = "unauthenticated,role-required,change-not-found,not-acceptable,not-ready")
    public Response get(@Parameter(description = "The change's id.") @PathParam("id") String id) {
        Actor auditor = callers.callerWith(Role.AUDITOR);
        ChangeRequest change = changes.get(ChangeId.parse(id));
        byte[] zip = pack.of(change, auditor);
        log.appendAlone(AuditEvent.of("audit.evidence-taken", Outcome.SUCCESS, auditor, clock.instant())
                .with("change", change.id().value()));
        return Response.ok(zip, "application/zip")
                .header("Content-Disposition", "attachment; filename=\"change-" + change.id() + ".zip\"")
                .header("Cache-Control", "no-store")
                .build();
    }
}
