package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.Delegation;
import dev.sixgate.change.Delegations;
import dev.sixgate.change.verb.DelegateGroups;
import dev.sixgate.change.verb.EndDelegation;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
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

/** Who stands in for whom. */
@Path("/delegations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Delegations", description = "Approvers who stand in for others.")
class DelegationsResource {
    private final Callers callers;
    private final Delegations delegations;
    private final DelegateGroups delegate;
    private final EndDelegation end;
    private final InstantSource clock;

    DelegationsResource(
            Callers callers, Delegations delegations, DelegateGroups delegate, EndDelegation end, InstantSource clock) {
        this.callers = callers;
        this.delegations = delegations;
        this.delegate = delegate;
        this.end = end;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "listDelegations",
            summary = "List delegations",
            description =
                    "Newest first: what you gave and what you were given; auditors and operators see everybody's.")
    @APIResponse(responseCode = "200", description = "A page of delegations.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public Page<DelegationView> list(
            @Parameter(
                            description = "Only your own, also for auditors and operators.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("mine")
                    @DefaultValue("false")
                    String mine,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        Actor reader = callers.reader();
        boolean all = !mine.equals("true") && (reader.has(Role.AUDITOR) || reader.has(Role.OPERATOR));
        @Nullable String of = all ? null : reader.subject();
        PageToken tokens = PageToken.of("delegations", of);
        int size = Page.size(pageSize);
        UUID before = tokens.read(pageToken, UUID::fromString).orElse(null);
        Instant now = clock.instant();
        return Page.of(
                delegations.page(of, before, size + 1),
                size,
                rows -> rows.stream().map(row -> DelegationView.of(row, now)).toList(),
                last -> tokens.write(last.id().toString()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "delegateGroups",
            summary = "Let somebody stand in for you",
            description =
                    "Until then the other approver counts for your groups in your place: once, where you do not"
                            + " approve yourself, never for a change of yours or of theirs, and only while the groups are yours.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DelegationAsked.class),
                            examples =
                                    @ExampleObject(
                                            name = "holiday",
                                            value = "{\"to\":\"ned\",\"groups\":[\"network\"],"
                                                    + "\"until\":\"2026-02-01T00:00:00Z\",\"reason\":\"holiday\"}")))
    @APIResponse(
            responseCode = "201",
            description = "The delegation.",
            headers = @Header(name = "Location", description = "Its path.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = DelegationView.class)))
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,machine-approver-forbidden,"
                    + "self-delegation-forbidden,group-not-held,unsupported-media-type,payload-too-large,"
                    + "not-eligible-delegate,reason-required,not-ready")
    public Response delegate(byte @Nullable [] bytes) {
        Actor giver = callers.reader();
        Instant now = clock.instant();
        Delegation made = delegate.delegate(DelegationAsked.read(bytes, now), giver, now);
        DelegationView view = DelegationView.of(made, now);
        return Response.status(Response.Status.CREATED)
                .header("Location", view.href())
                .entity(view)
                .build();
    }

    @POST
    @Path("/{id}/end")
    @Operation(
            operationId = "endDelegation",
            summary = "End a delegation before its time",
            description = "By who gave it, or an operator. What was approved in its right no longer counts.")
    @APIResponse(
            responseCode = "200",
            description = "The delegation.",
            content = @Content(schema = @Schema(implementation = DelegationView.class)))
    @Extension(
            name = "x-problems",
            value = "unauthenticated,role-required,delegation-not-found,invalid-transition,not-ready")
    public Response end(@Parameter(description = "The delegation's id.") @PathParam("id") String id) {
        Actor actor = callers.reader();
        Instant now = clock.instant();
        return Response.ok(DelegationView.of(end.end(idOf(id), actor, now), now))
                .build();
    }

    private static UUID idOf(String id) {
        try {
            return ChangeId.parse(id).value();
        } catch (Refusal e) {
            throw new Refusal(Reason.DELEGATION_NOT_FOUND, "There is no such delegation: an id is a UUID.");
        }
    }
}
