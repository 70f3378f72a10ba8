package dev.sixgate.api;

import dev.sixgate.api.http.JsonBody;
import dev.sixgate.api.http.Preconditions;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.verb.ConfirmChange;
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

/** The word that an applied change may stay. */
@Path("/changes/{id}/confirm")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Changes")
class ConfirmationResource {
    private static final int MAX_TEXT = 2_000;

    private final Callers callers;
    private final ChangeRequests changes;
    private final ChangeViews views;
    private final ConfirmChange confirm;
    private final InstantSource clock;

    ConfirmationResource(
            Callers callers, ChangeRequests changes, ChangeViews views, ConfirmChange confirm, InstantSource clock) {
        this.callers = callers;
        this.changes = changes;
        this.views = views;
        this.confirm = confirm;
        this.clock = clock;
    }

    /** What the body may say. */
    @Schema(name = "ConfirmAsked", additionalProperties = Schema.False.class)
    record ConfirmAsked(
            @Schema(maxLength = MAX_TEXT, examples = "The clients connect", description = "What you have seen.")
            String comment) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "confirmChange",
            summary = "Confirm an applied change",
            description =
                    "Where its policies ask for it (confirmWithin), and before confirmation.by; else it is reverted. By who"
                            + " asked for it, who could approve it, or an operator.")
    @RequestBody(
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ConfirmAsked.class),
                            examples =
                                    @ExampleObject(name = "comment", value = "{\"comment\":\"The clients connect\"}")))
    @APIResponse(
            responseCode = "200",
            description = "The change.",
            headers = @Header(name = "ETag", description = "Its version.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,change-not-found,invalid-transition,precondition-failed,"
                            + "unsupported-media-type,payload-too-large,not-ready")
    public Response confirm(
            @Parameter(description = "The change's id.") @PathParam("id") String id,
            @Parameter(description = "The change's ETag; 412 where it has moved on.") @HeaderParam("If-Match") @Nullable
                    String ifMatch,
            byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        ChangeId change = ChangeId.parse(id);
        JsonBody body = JsonBody.readOptional(bytes);
        Optional<String> comment = body.text("comment", MAX_TEXT).filter(text -> !text.isBlank());
        body.done();
        confirm.confirm(
                change,
                comment.orElse(null),
                Preconditions.version(ifMatch, () -> changes.get(change).version()),
                actor,
                clock.instant());
        changes.getEntityManager().clear();
        ChangeView view = views.of(changes.get(change), actor);
        return Response.ok(view)
                .header("ETag", Preconditions.etag(view.version()))
                .build();
    }
}
