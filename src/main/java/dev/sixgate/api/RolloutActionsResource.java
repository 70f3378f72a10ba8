package dev.sixgate.api;

import static dev.sixgate.api.RolloutsResource.ID;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Idempotency;
import dev.sixgate.api.http.JsonBody;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Review.Decision;
import dev.sixgate.rollout.RolloutId;
import dev.sixgate.rollout.Rollouts;
import dev.sixgate.rollout.SelectDomains;
import dev.sixgate.rollout.Waves;
import dev.sixgate.rollout.verb.ReviewRollout;
import dev.sixgate.rollout.verb.SteerRollout;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.List;
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

/** What can be done with a rollout. */
@Path("/rollouts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Rollouts")
class RolloutActionsResource {
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_DIGEST = 128;
    private static final int MAX_ITEMS = 50;
    private static final int MAX_ITEM = 64;
    private static final int MAX_NAME = 320;
    private static final String REASON_EXAMPLE = "{\"reason\":\"The partner is not ready\"}";

    private final Callers callers;
    private final Rollouts rollouts;
    private final RolloutViews views;
    private final ReviewRollout reviewRollout;
    private final SteerRollout steer;
    private final AskForRollout askForRollout;
    private final InstantSource clock;

    RolloutActionsResource(
            Callers callers,
            Rollouts rollouts,
            RolloutViews views,
            ReviewRollout reviewRollout,
            SteerRollout steer,
            AskForRollout askForRollout,
            InstantSource clock) {
        this.callers = callers;
        this.rollouts = rollouts;
        this.views = views;
        this.reviewRollout = reviewRollout;
        this.steer = steer;
        this.askForRollout = askForRollout;
        this.clock = clock;
    }

    /** What the body of a review says. */
    @Schema(name = "RolloutReviewAsked", additionalProperties = Schema.False.class)
    record ReviewAsked(
            @Schema(required = true) Decision decision,

            @Schema(maxLength = MAX_TEXT, description = "Required to reject, to comment, and to take domains out.")
            String comment,

            @Schema(
                    maxLength = MAX_DIGEST,
                    description = "plan.digest of the rollout as you have seen it; required to approve.")
            String planDigest,

            @Schema(
                    maxItems = SelectDomains.MOST,
                    extensions = @Extension(name = "x-item-max-length", value = "" + MAX_NAME),
                    description = "Domains, as domain or domain@target, that you reject while you approve the others.",
                    examples = "[\"legacy.example.com\"]")
            List<String> without,

            @Schema(
                    maxItems = MAX_ITEMS,
                    extensions = @Extension(name = "x-item-max-length", value = "" + MAX_ITEM),
                    description = "The items of the changes' checklists that you have looked at.",
                    examples = "[\"log-consumers\"]")
            List<String> checked) {}

    /** A body that may say why. */
    @Schema(name = "Remark", additionalProperties = Schema.False.class)
    record RemarkAsked(
            @Schema(maxLength = MAX_TEXT, examples = "The two failures are understood")
            String reason) {}

    /** The body of a revert. */
    @Schema(name = "RolloutRevertAsked", additionalProperties = Schema.False.class)
    record RevertAsked(
            @Schema(required = true, minLength = 1, maxLength = MAX_TEXT, examples = "The partner is not ready")
            String reason,

            @Schema(
                    maxItems = Waves.MOST,
                    implementation = RolloutAsked.WaveAsked[].class,
                    description = "As when asking for a rollout; all at once where they are left out.")
            List<Waves.Asked> waves) {}

    @POST
    @Path("/{id}/reviews")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "reviewRollout",
            summary = "Approve, reject, comment, or withdraw your approval, of all at once",
            description =
                    "It applies to every change of the rollout to which you may say it. To approve, send the digest that you have"
                            + " seen. A rejection ends every change that is not decided.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ReviewAsked.class),
                            examples = {
                                @ExampleObject(
                                        name = "approve",
                                        summary = "Yes, but for one",
                                        value =
                                                "{\"decision\":\"APPROVE\",\"comment\":\"legacy has no AAAA alias\",\"without\":[\"legacy.example.com\"],\"planDigest\":\"sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\"}"),
                                @ExampleObject(
                                        name = "comment",
                                        summary = "A question",
                                        value = "{\"decision\":\"COMMENT\",\"comment\":\"Why all on one day?\"}")
                            }))
    @APIResponse(
            responseCode = "201",
            description = "The rollout as it is then.",
            content = @Content(schema = @Schema(implementation = RolloutView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,self-approval-forbidden,contributor-approval-forbidden,"
                            + "not-eligible-approver,machine-approver-forbidden,rollout-not-found,invalid-transition,duplicate-review,"
                            + "plan-stale,plan-digest-mismatch,unsupported-media-type,payload-too-large,"
                            + "reason-required,checklist-incomplete,not-ready")
    public Response review(@Parameter(description = ID) @PathParam("id") String id, byte @Nullable [] bytes) {
        Actor reviewer = callers.reader();
        RolloutId rollout = RolloutId.parse(id);
        JsonBody body = JsonBody.read(bytes);
        Optional<Decision> decision = body.oneOf("decision", Decision.class);
        body.require("decision", decision.isPresent());
        Optional<String> comment = body.text("comment", MAX_TEXT).filter(text -> !text.isBlank());
        Optional<String> digest = body.text("planDigest", MAX_DIGEST);
        List<String> without = body.texts("without", SelectDomains.MOST, MAX_NAME);
        List<String> checked = body.texts("checked", MAX_ITEMS, MAX_ITEM);
        body.done();
        reviewRollout.review(
                rollout,
                new ReviewRollout.Said(
                        decision.orElseThrow(), comment.orElse(null), digest.orElse(null), without, checked),
                reviewer,
                clock.instant());
        return Response.status(Response.Status.CREATED)
                .entity(shown(rollout, reviewer))
                .build();
    }

    @POST
    @Path("/{id}/pause")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "pauseRollout",
            summary = "Send nothing more",
            description = "When it is answered, nothing more is sent to AWS for it; what AWS has taken is looked "
                    + "at until its end. By who asked for it, or an operator.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChangesResource.ReasonAsked.class),
                            examples = @ExampleObject(name = "reason", value = REASON_EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "The rollout.",
            content = @Content(schema = @Schema(implementation = RolloutView.class)))
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,rollout-not-found,invalid-transition,"
                    + "unsupported-media-type,payload-too-large,reason-required,not-ready")
    public RolloutView pause(@Parameter(description = ID) @PathParam("id") String id, byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        RolloutId rollout = RolloutId.parse(id);
        steer.pause(rollout, reason(bytes), actor, clock.instant());
        return shown(rollout, actor);
    }

    @POST
    @Path("/{id}/resume")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "resumeRollout",
            summary = "Go on",
            description = "Goes on where it was paused; failures up to now count no more. By who asked for it, or "
                    + "an operator.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RemarkAsked.class),
                            examples = @ExampleObject(name = "reason", value = REASON_EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "The rollout.",
            content = @Content(schema = @Schema(implementation = RolloutView.class)))
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,rollout-not-found,invalid-transition,"
                    + "unsupported-media-type,payload-too-large,not-ready")
    public RolloutView resume(@Parameter(description = ID) @PathParam("id") String id, byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        RolloutId rollout = RolloutId.parse(id);
        steer.resume(rollout, reason(bytes), actor, clock.instant());
        return shown(rollout, actor);
    }

    @POST
    @Path("/{id}/promote")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "promoteRollout",
            summary = "Let the next wave begin",
            description = "Where a rule says promote: its wave is over, and an approver of that group lets the "
                    + "next one begin; not who asked for it.")
    @RequestBody(
            required = false,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RemarkAsked.class),
                            examples = @ExampleObject(name = "reason", value = REASON_EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "The rollout.",
            content = @Content(schema = @Schema(implementation = RolloutView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,self-approval-forbidden,not-eligible-approver,machine-approver-forbidden,rollout-not-found,invalid-transition,"
                            + "unsupported-media-type,payload-too-large,not-ready")
    public RolloutView promote(@Parameter(description = ID) @PathParam("id") String id, byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        RolloutId rollout = RolloutId.parse(id);
        steer.promote(rollout, reason(bytes), actor, clock.instant());
        return shown(rollout, actor);
    }

    @POST
    @Path("/{id}/cancel")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "cancelRollout",
            summary = "Call a rollout off",
            description = "Nothing more is sent; its changes that were not sent are cancelled one after the "
                    + "other. What AWS has taken stays. By who asked for it, or an operator.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChangesResource.ReasonAsked.class),
                            examples = @ExampleObject(name = "reason", value = REASON_EXAMPLE)))
    @APIResponse(
            responseCode = "200",
            description = "The rollout.",
            content = @Content(schema = @Schema(implementation = RolloutView.class)))
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,rollout-not-found,invalid-transition,"
                    + "unsupported-media-type,payload-too-large,reason-required,not-ready")
    public RolloutView cancel(@Parameter(description = ID) @PathParam("id") String id, byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        RolloutId rollout = RolloutId.parse(id);
        steer.cancel(rollout, reason(bytes), actor, clock.instant());
        return shown(rollout, actor);
    }

    @POST
    @Path("/{id}/revert")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "revertRollout",
            summary = "Ask to take back what a rollout did",
            description =
                    "A rollout of its own, of the domains that it changed; those whose revert was approved in advance need no"
                            + " second round.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RevertAsked.class),
                            examples = @ExampleObject(name = "reason", value = REASON_EXAMPLE)))
    @APIResponse(
            responseCode = "202",
            description = "The new rollout.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The new rollout.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = RolloutView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,policy-denied,role-required,rollout-not-found,change-open,invalid-transition,"
                            + "idempotency-in-flight,unsupported-media-type,payload-too-large,unsupported-domain,"
                            + "policy-unsatisfiable,reason-required,idempotency-key-reused,not-ready")
    public Response revert(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(
                            description = "The same key, caller and body get the first answer again.",
                            example = "fleet-back-1",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            minLength = 1,
                                            maxLength = 255,
                                            pattern = Idempotency.KEY_FORM))
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String idempotencyKey,
            byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        RolloutId rollout = RolloutId.parse(id);
        JsonBody body = JsonBody.read(bytes);
        Optional<String> reason = body.text("reason", MAX_TEXT).filter(text -> !text.isBlank());
        List<Waves.Asked> waves = RolloutAsked.waves(body);
        body.done();
        return RolloutsResource.response(askForRollout.revert(
                rollout,
                reason.orElseThrow(() -> new Refusal(Reason.REASON_REQUIRED, "Say why: reason must not be blank.")),
                waves.isEmpty() ? Waves.ALL_AT_ONCE : waves,
                idempotencyKey,
                actor));
    }

    private RolloutView shown(RolloutId id, Actor reader) {
        rollouts.getEntityManager().clear();
        return views.of(rollouts.get(id), reader);
    }

    private static @Nullable String reason(byte @Nullable [] bytes) {
        JsonBody body = JsonBody.readOptional(bytes);
        Optional<String> reason = body.text("reason", MAX_TEXT);
        body.done();
        return reason.filter(text -> !text.isBlank()).orElse(null);
    }
}
