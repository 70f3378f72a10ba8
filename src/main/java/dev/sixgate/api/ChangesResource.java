package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.JsonBody;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.Preconditions;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.change.Action;
import dev.sixgate.change.Ask;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Review.Decision;
import dev.sixgate.change.verb.RevertChange;
import dev.sixgate.change.verb.ReviewChange.Judgement;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.readiness.Readiness;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

/** The changes, and what can be done with them. */
@Path("/changes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(
        name = "Changes",
        description = "Requests to change a domain's IP address type: their plans, reviews, attempts and ends.")
class ChangesResource {
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_DIGEST = 128;
    private static final int MAX_ITEMS = 50;
    private static final int MAX_ITEM = 64;
    private static final String ID = "The change's id.";
    private static final String IF_MATCH = "The change's ETag; 412 where it has moved on.";
    private static final String REASON_EXAMPLE = "{\"reason\":\"The partner is not ready\"}";

    private final Callers callers;
    private final ChangeRequests changes;
    private final ChangeViews views;
    private final ChangePages pages;
    private final EventPages events;
    private final DomainFinder finder;
    private final ChangeVerbs verbs;
    private final InstantSource clock;

    ChangesResource(
            Callers callers,
            ChangeRequests changes,
            ChangeViews views,
            ChangePages pages,
            EventPages events,
            DomainFinder finder,
            ChangeVerbs verbs,
            InstantSource clock) {
        this.callers = callers;
        this.changes = changes;
        this.views = views;
        this.pages = pages;
        this.events = events;
        this.finder = finder;
        this.verbs = verbs;
        this.clock = clock;
    }

    @GET
    @Operation(operationId = "listChanges", summary = "List changes", description = "Newest first.")
    @APIResponse(responseCode = "200", description = "A page of changes.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public Page<ChangeView> list(
            @Parameter(
                            description = "Only changes in this state.",
                            example = "PENDING_APPROVAL",
                            schema = @Schema(implementation = ChangeStatus.class))
                    @QueryParam("status")
                    @Nullable
                    String status,
            @Parameter(description = "Only changes of this domain.", example = "api.example.com")
                    @QueryParam("domain")
                    @Nullable
                    String domain,
            @Parameter(description = "Only changes in this target.", example = "sandbox")
                    @QueryParam("target")
                    @Nullable
                    String target,
            @Parameter(description = "Only what this subject asked for.", example = "ria")
                    @QueryParam("requestedBy")
                    @Nullable
                    String requestedBy,
            @Parameter(
                            description = "Only emergencies that nobody has reviewed: DUE, still in time, or OVERDUE.",
                            example = "OVERDUE",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"DUE", "OVERDUE"}))
                    @QueryParam("retrospective")
                    @Nullable
                    String retrospective,
            @Parameter(
                            description = "Only what waits for your approval.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("awaitingMe")
                    @DefaultValue("false")
                    String awaitingMe,
            @Parameter(
                            description = "Only changes of this rollout; none for those that are part of no rollout.",
                            example = "none")
                    @QueryParam("rollout")
                    @Nullable
                    String rollout,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        Actor reader = callers.reader();
        return pages.page(
                new ChangePages.Query(status, domain, target, requestedBy, retrospective, awaitingMe, rollout),
                pageSize,
                pageToken,
                reader);
    }

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getChange",
            summary = "Read one change",
            description =
                    "With what you may do with it now, and why not the rest. The ETag moves with every transition and"
                            + " review.")
    @APIResponse(
            responseCode = "200",
            description = "The change.",
            headers = @Header(name = "ETag", description = "Its version.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @APIResponse(responseCode = "304", description = "If-None-Match names its version.")
    @Extension(name = "x-problems", value = "unauthenticated,role-required,change-not-found,not-ready")
    public Response get(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = "ETags that you have; 304 where one is still the present one.")
                    @HeaderParam("If-None-Match")
                    @Nullable
                    String ifNoneMatch) {
        Actor reader = callers.reader();
        ChangeRequest change = changes.get(ChangeId.parse(id));
        String etag = Preconditions.etag(change.version());
        if (Preconditions.isKnown(ifNoneMatch, etag)) {
            return Response.notModified().header("ETag", etag).build();
        }
        return Response.ok(views.of(change, reader)).header("ETag", etag).build();
    }

    @GET
    @Path("/{id}/events")
    @Operation(
            operationId = "listChangeEvents",
            summary = "Read a change's events",
            description =
                    "Every audit event of that change, oldest first. As text/event-stream: while they happen, each with its"
                            + " leafIndex as id, so that Last-Event-ID goes on after it; comments meanwhile; at the change's"
                            + " end an event named end, with its status.")
    @APIResponse(
            responseCode = "200",
            description = "A page of events, or a stream of them.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = EventPage.class)),
                @Content(
                        mediaType = MediaType.SERVER_SENT_EVENTS,
                        schema = @Schema(type = SchemaType.STRING),
                        example = "id: 42\ndata: {\"leafIndex\":42,\"event\":{\"action\":\"change.requested\"}}\n\n")
            })
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,change-not-found,too-many-requests,not-ready")
    public EventPage events(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        callers.reader();
        ChangeId change = changes.get(ChangeId.parse(id)).id();
        return events.history(AuditReader.Filter.ofChange(change.value()), pageSize, pageToken);
    }

    @POST
    @Path("/{id}/reviews")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "reviewChange",
            summary = "Approve, reject, comment, or withdraw your approval",
            description =
                    "To approve, send the plan's digest that you have seen, and what you ticked of its checklist. One rejection, with a reason, ends the"
                            + " change. Whoever asked for a change, or planned it anew, does not judge it.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReviewAsked.class),
                            examples = {
                                @ExampleObject(
                                        name = "approve",
                                        summary = "Yes, this plan",
                                        value =
                                                "{\"decision\":\"APPROVE\",\"comment\":\"Looks right\",\"planDigest\":\"sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\"}"),
                                @ExampleObject(
                                        name = "comment",
                                        summary = "A question",
                                        value = "{\"decision\":\"COMMENT\",\"comment\":\"Is the AAAA alias there?\"}")
                            }))
    @APIResponse(
            responseCode = "201",
            description = "The change as it is then.",
            headers = @Header(name = "ETag", description = "Its version.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,self-approval-forbidden,contributor-approval-forbidden,"
                            + "not-eligible-approver,machine-approver-forbidden,change-not-found,invalid-transition,duplicate-review,"
                            + "plan-stale,plan-digest-mismatch,precondition-failed,unsupported-media-type,payload-too-large,"
                            + "reason-required,checklist-incomplete,not-ready")
    public Response review(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = IF_MATCH) @HeaderParam("If-Match") @Nullable String ifMatch,
            byte @Nullable [] bytes) {
        Actor reviewer = callers.reader();
        ChangeId change = ChangeId.parse(id);
        JsonBody body = JsonBody.read(bytes);
        Optional<Decision> decision = body.oneOf("decision", Decision.class);
        body.require("decision", decision.isPresent());
        Optional<String> comment = body.text("comment", MAX_TEXT).filter(text -> !text.isBlank());
        Optional<String> digest = body.text("planDigest", MAX_DIGEST);
        List<String> checked = body.texts("checked", MAX_ITEMS, MAX_ITEM);
        body.done();
        verbs.review()
                .review(
                        change,
                        new Judgement(decision.orElseThrow(), comment.orElse(null), digest.orElse(null), checked),
                        expected(change, ifMatch),
                        reviewer,
                        clock.instant());
        return shown(change, reviewer, Response.Status.CREATED);
    }

    /** What the body of a review says. */
    @Schema(name = "ReviewAsked", additionalProperties = Schema.False.class)
    record ReviewAsked(
            @Schema(required = true) Decision decision,

            @Schema(maxLength = MAX_TEXT, description = "Required to reject and to comment.")
            String comment,

            @Schema(
                    maxLength = MAX_DIGEST,
                    description = "plan.digest of the change as you have seen it; required to approve.")
            String planDigest,

            @Schema(
                    maxItems = MAX_ITEMS,
                    extensions = @Extension(name = "x-item-max-length", value = "" + MAX_ITEM),
                    description = "The items of plan.checklist that you have looked at; all of them to approve, where"
                            + " approval.checklistRequired.",
                    examples = "[\"log-consumers\"]")
            List<String> checked) {}

    /** A body that says why. */
    @Schema(name = "Reason", additionalProperties = Schema.False.class)
    record ReasonAsked(
            @Schema(required = true, minLength = 1, maxLength = MAX_TEXT, examples = "The partner is not ready")
            String reason) {}

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "cancelChange",
            summary = "Call a change off",
            description = "Before anything is sent; by who asked for it, or an operator.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReasonAsked.class),
                            examples = @ExampleObject(name = "reason", value = REASON_EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "The change.",
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,change-not-found,invalid-transition,precondition-failed,unsupported-media-type,payload-too-large,reason-required,not-ready")
    public Response cancel(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = IF_MATCH) @HeaderParam("If-Match") @Nullable String ifMatch,
            byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        ChangeId change = ChangeId.parse(id);
        verbs.cancel().cancel(change, reason(bytes), expected(change, ifMatch), actor, clock.instant());
        return shown(change, actor, Response.Status.OK);
    }

    @POST
    @Path("/{id}/execute")
    @Operation(
            operationId = "executeChange",
            summary = "Let a held change run",
            description =
                    "Releases an approved change that was asked for with hold; by who asked for it, or an operator.")
    @APIResponse(
            responseCode = "202",
            description = "The change.",
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,change-not-found,invalid-transition,precondition-failed,not-ready")
    public Response execute(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = IF_MATCH) @HeaderParam("If-Match") @Nullable String ifMatch) {
        Actor actor = callers.reader();
        ChangeId change = ChangeId.parse(id);
        verbs.execute().execute(change, expected(change, ifMatch), actor, clock.instant());
        return shown(change, actor, Response.Status.ACCEPTED);
    }

    @POST
    @Path("/{id}/retry")
    @Operation(
            operationId = "retryChange",
            summary = "Try a failed change once more",
            description = "While its approval holds; by who asked for it, or an operator.")
    @APIResponse(
            responseCode = "202",
            description = "The change.",
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,change-not-found,change-open,invalid-transition,precondition-failed,not-ready")
    public Response retry(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = IF_MATCH) @HeaderParam("If-Match") @Nullable String ifMatch) {
        Actor actor = callers.reader();
        ChangeId change = ChangeId.parse(id);
        verbs.retry().retry(change, expected(change, ifMatch), actor, clock.instant());
        return shown(change, actor, Response.Status.ACCEPTED);
    }

    @POST
    @Path("/{id}/replan")
    @Operation(
            operationId = "replanChange",
            summary = "Plan a stale change anew",
            description =
                    "On the domain as AWS shows it now; by who asked for it, or an operator, who then may not approve it."
                            + " Approvals of another plan are void.")
    @APIResponse(
            responseCode = "200",
            description = "The change.",
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,policy-denied,change-not-found,domain-not-found,invalid-transition,precondition-failed,not-ready")
    public Response replan(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = IF_MATCH) @HeaderParam("If-Match") @Nullable String ifMatch) {
        Actor actor = callers.reader();
        ChangeRequest change = changes.get(ChangeId.parse(id));
        views.requirePermitted(change, Action.REPLAN, actor);
        ObservedDomain live = finder.readNow(change.ask().target(), change.ask().domain());
        verbs.replan()
                .replan(
                        change.id(),
                        live,
                        Readiness.assess(live, change.ask().to()),
                        expected(change.id(), ifMatch),
                        actor,
                        clock.instant());
        return shown(change.id(), actor, Response.Status.OK);
    }

    @POST
    @Path("/{id}/revert")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "revertChange",
            summary = "Ask for the inverse of an applied change",
            description =
                    "A change of its own, with its own approval; approved at once, where the approvers of the reverted change"
                            + " approved that too (approval.revertApprovedUntil) and the domain is exactly as it was"
                            + " left. Needs the role requester.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReasonAsked.class),
                            examples = @ExampleObject(name = "reason", value = REASON_EXAMPLE)))
    @APIResponse(
            responseCode = "202",
            description = "The new change.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The new change.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,policy-denied,change-not-found,domain-not-found,change-open,invalid-transition,precondition-failed,unsupported-media-type,payload-too-large,unsupported-domain,policy-unsatisfiable,reason-required,not-ready")
    public Response revert(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = IF_MATCH) @HeaderParam("If-Match") @Nullable String ifMatch,
            byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        ChangeRequest change = changes.get(ChangeId.parse(id));
        String reason = reason(bytes);
        views.requirePermitted(change, Action.REVERT, actor);
        ObservedDomain live = toRevert(change);
        ChangeRequest inverse = verbs.revert()
                .revert(
                        change.id(),
                        new RevertChange.Ground(
                                live, Readiness.assess(live, change.ask().from()), reason, null),
                        expected(change.id(), ifMatch),
                        actor,
                        clock.instant());
        return Response.fromResponse(shown(inverse.id(), actor, Response.Status.ACCEPTED))
                .header("Location", "/changes/" + inverse.id())
                .build();
    }

    /** What is approved already is planned on nothing but the domain as it is now. */
    private ObservedDomain toRevert(ChangeRequest change) {
        Ask ask = change.ask();
        return change.left().filter(left -> left.coversRevert(clock.instant())).isPresent()
                ? finder.readNow(ask.target(), ask.domain())
                : finder.findFresh(ask.domain(), ask.target().value());
    }

    static String etagOf(ChangeView view) {
        return Preconditions.etag(view.version());
    }

    private OptionalLong expected(ChangeId change, @Nullable String ifMatch) {
        return Preconditions.version(ifMatch, () -> changes.get(change).version());
    }

    private Response shown(ChangeId id, Actor reader, Response.Status status) {
        changes.getEntityManager().clear();
        ChangeView view = views.of(changes.get(id), reader);
        return Response.status(status).header("ETag", etagOf(view)).entity(view).build();
    }

    private static String reason(byte @Nullable [] bytes) {
        JsonBody body = JsonBody.readOptional(bytes);
        Optional<String> reason = body.text("reason", MAX_TEXT);
        body.done();
        return reason.orElseThrow(() -> new Refusal(Reason.REASON_REQUIRED, "Say why: reason must not be blank."));
    }
}
