package dev.sixgate.api;

import dev.sixgate.api.http.JsonBody;
import dev.sixgate.api.http.Preconditions;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.Retrospective;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The review that is owed for a use of break-glass. */
@Path("/changes/{id}/retrospective")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Changes")
class EmergenciesResource {
    private static final int MAX_TEXT = 2_000;

    private final Callers callers;
    private final ChangeRequests changes;
    private final ChangeViews views;
    private final ChangeVerbs verbs;
    private final InstantSource clock;

    EmergenciesResource(
            Callers callers, ChangeRequests changes, ChangeViews views, ChangeVerbs verbs, InstantSource clock) {
        this.callers = callers;
        this.changes = changes;
        this.views = views;
        this.verbs = verbs;
        this.clock = clock;
    }

    /** What the body says of an emergency. */
    @Schema(
            name = "RetrospectiveAsked",
            description = "What you say of an emergency. Members that are not listed here are refused.",
            additionalProperties = Schema.False.class)
    record RetrospectiveAsked(
            @Schema(required = true, description = "Whether it could not have waited.")
            Retrospective.Verdict verdict,

            @Schema(required = true, minLength = 1, maxLength = MAX_TEXT, description = "Why you think so.")
            String comment) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "reviewEmergency",
            summary = "Review an emergency afterwards",
            description =
                    "Whether breaking the glass was justified; once, at any time, by an approver who had no hand in"
                            + " the change. NOT_JUSTIFIED also takes the emergency away: what has not been sent to AWS waits for its"
                            + " approvals. Either verdict pays the debt of whoever broke the glass.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RetrospectiveAsked.class),
                            examples =
                                    @ExampleObject(
                                            name = "justified",
                                            summary = "It could not wait",
                                            value =
                                                    "{\"verdict\":\"JUSTIFIED\",\"comment\":\"Half of the clients were cut off\"}")))
    @APIResponse(
            responseCode = "201",
            description = "The change as it is then.",
            headers = @Header(name = "ETag", description = "Its version.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,self-approval-forbidden,contributor-approval-forbidden,"
                            + "machine-approver-forbidden,change-not-found,invalid-transition,precondition-failed,"
                            + "unsupported-media-type,payload-too-large,reason-required,not-ready")
    public Response review(
            @Parameter(description = "The change's id.") @PathParam("id") String id,
            @Parameter(description = "The change's ETag; 412 where it has moved on.") @HeaderParam("If-Match") @Nullable
                    String ifMatch,
            byte @Nullable [] bytes) {
        Actor reviewer = callers.reader();
        ChangeId change = ChangeId.parse(id);
        JsonBody body = JsonBody.read(bytes);
        Optional<Retrospective.Verdict> verdict = body.oneOf("verdict", Retrospective.Verdict.class);
        body.require("verdict", verdict.isPresent());
        Optional<String> comment = body.text("comment", MAX_TEXT);
        body.done();
        verbs.reviewEmergency()
                .review(
                        change,
                        verdict.orElseThrow(),
                        comment.orElse(null),
                        Preconditions.version(ifMatch, () -> changes.get(change).version()),
                        reviewer,
                        clock.instant());
        changes.getEntityManager().clear();
        ChangeView view = views.of(changes.get(change), reviewer);
        return Response.status(Response.Status.CREATED)
                .header("ETag", ChangesResource.etagOf(view))
                .entity(view)
                .build();
    }
}
