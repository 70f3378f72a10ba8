package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Idempotency;
import dev.sixgate.api.http.Idempotency.Answer;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.change.Member;
import dev.sixgate.change.Members;
import dev.sixgate.rollout.RolloutId;
import dev.sixgate.rollout.RolloutStatus;
import dev.sixgate.rollout.Rollouts;
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
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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

/** The rollouts: asking for them, and reading them. */
@Path("/rollouts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Rollouts", description = "The same change of many domains, decided together, carried out in waves.")
class RolloutsResource {
    static final String ID = "The rollout's id.";

    private final Callers callers;
    private final Rollouts rollouts;
    private final Members members;
    private final AskForRollout askForRollout;
    private final RolloutViews views;
    private final EventPages events;

    RolloutsResource(
            Callers callers,
            Rollouts rollouts,
            Members members,
            AskForRollout askForRollout,
            RolloutViews views,
            EventPages events) {
        this.callers = callers;
        this.rollouts = rollouts;
        this.members = members;
        this.askForRollout = askForRollout;
        this.views = views;
        this.events = events;
    }

    @GET
    @Operation(
            operationId = "listRollouts",
            summary = "List rollouts",
            description = "Newest first, without domains. With awaitingMe, a page may have fewer than there could be.")
    @APIResponse(responseCode = "200", description = "A page of rollouts.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public Page<RolloutView> list(
            @Parameter(
                            description = "Only rollouts in this state.",
                            example = "RUNNING",
                            schema = @Schema(implementation = RolloutStatus.class))
                    @QueryParam("status")
                    @Nullable
                    String status,
            @Parameter(
                            description = "Only what waits for your approval.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("awaitingMe")
                    @DefaultValue("false")
                    String awaitingMe,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        Actor reader = callers.reader();
        boolean awaiting = isTrue("awaitingMe", awaitingMe);
        RolloutStatus wanted = awaiting ? RolloutStatus.PENDING_APPROVAL : statusOf(status);
        PageToken tokens = PageToken.of("rollouts", String.valueOf(wanted), awaiting ? reader.subject() : "");
        int size = Page.size(pageSize);
        UUID before = tokens.read(pageToken, UUID::fromString).orElse(null);
        return Page.of(
                rollouts.page(wanted, before, size + 1),
                size,
                rows -> views.of(awaiting ? views.thatAwait(rows, reader) : rows),
                last -> tokens.write(last.id().toString()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "proposeRollout",
            summary = "Ask for the same change of many domains",
            description =
                    "The selection is looked up once: the domains are frozen as they are, one change each, all decided by one"
                            + " review. A domain that is named has to be possible; one that is selected by what it has in"
                            + " common is left out where it is not, and skipped says why.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = RolloutAsked.class),
                            examples = {
                                @ExampleObject(
                                        name = "canary",
                                        summary = "One domain first, then the rest",
                                        value = "{\"to\":\"dualstack\",\"reason\":\"IPv6 for all shops\","
                                                + "\"select\":{\"q\":\"example\",\"ipAddressType\":\"ipv4\"},"
                                                + "\"waves\":[{\"size\":1,\"bake\":\"PT10S\"},{}],\"maxFailures\":1}"),
                                @ExampleObject(
                                        name = "named",
                                        summary = "Just these",
                                        value = "{\"to\":\"dualstack\",\"reason\":\"IPv6 for two of them\","
                                                + "\"select\":{\"domains\":[\"edge.example.com\",\"*.wild.example.com\"]},"
                                                + "\"waves\":[{\"percent\":50,\"bake\":\"PT1M\"},{\"percent\":50}]}")
                            }))
    @APIResponse(
            responseCode = "200",
            description = "With validateOnly: what would be recorded.",
            content = @Content(schema = @Schema(implementation = RolloutAnswer.class)))
    @APIResponse(
            responseCode = "202",
            description = "The rollout.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The rollout.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = RolloutAnswer.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,policy-denied,role-required,domain-not-found,change-open,ambiguous-target,"
                            + "invalid-transition,idempotency-in-flight,unsupported-media-type,payload-too-large,"
                            + "unsupported-domain,policy-unsatisfiable,idempotency-key-reused,not-ready")
    public Response propose(
            @Parameter(
                            description = "The same key, caller and body get the first answer again.",
                            example = "fleet-1",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            minLength = 1,
                                            maxLength = 255,
                                            pattern = Idempotency.KEY_FORM))
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String idempotencyKey,
            @Parameter(
                            description = "Only say what asking would mean.",
                            example = "false",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("validateOnly")
                    @DefaultValue("false")
                    String validateOnly,
            byte @Nullable [] bytes) {
        Actor actor = callers.reader();
        RolloutAsked asked = RolloutAsked.read(bytes);
        if (isTrue("validateOnly", validateOnly)) {
            return Response.ok(RolloutPreviewView.of(askForRollout.preview(asked, actor)))
                    .build();
        }
        return response(askForRollout.ask(asked, idempotencyKey, actor));
    }

    /** What a wish for a rollout can be answered with; {@code status} tells which. */
    @Schema(
            name = "RolloutAnswer",
            description = "A rollout, or what would be recorded. Status tells which.",
            oneOf = {RolloutView.class, RolloutPreviewView.class})
    interface RolloutAnswer {}

    @GET
    @Path("/{id}")
    @Operation(
            operationId = "getRollout",
            summary = "Read one rollout",
            description = "With each of its domains, and with what you may do with it now, and why not the rest.")
    @APIResponse(
            responseCode = "200",
            description = "The rollout.",
            content = @Content(schema = @Schema(implementation = RolloutView.class)))
    @Extension(name = "x-problems", value = "unauthenticated,role-required,rollout-not-found,not-ready")
    public RolloutView get(@Parameter(description = ID) @PathParam("id") String id) {
        Actor reader = callers.reader();
        return views.of(rollouts.get(RolloutId.parse(id)), reader);
    }

    @GET
    @Path("/{id}/events")
    @Operation(
            operationId = "listRolloutEvents",
            summary = "Read a rollout's events",
            description =
                    "Every audit event of the rollout and of its changes, oldest first; its own carry its id as changeId. As"
                            + " text/event-stream: while they happen, as with a change's.")
    @APIResponse(
            responseCode = "200",
            description = "A page of events, or a stream of them.",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = EventPage.class)),
                @Content(
                        mediaType = MediaType.SERVER_SENT_EVENTS,
                        schema = @Schema(type = SchemaType.STRING),
                        example = "id: 42\ndata: {\"leafIndex\":42,\"event\":{\"action\":\"rollout.started\"}}\n\n")
            })
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,rollout-not-found,too-many-requests,not-ready")
    public EventPage events(
            @Parameter(description = ID) @PathParam("id") String id,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        callers.reader();
        UUID rollout = rollouts.get(RolloutId.parse(id)).id().value();
        return events.history(withItsChanges(rollout, members.of(rollout)), pageSize, pageToken);
    }

    /** Under which ids the events of a rollout stand, its own first. */
    static List<UUID> withItsChanges(UUID rollout, List<Member> members) {
        return Stream.concat(Stream.of(rollout), members.stream().map(Member::change))
                .toList();
    }

    static Response response(Answer answer) {
        Response.ResponseBuilder response = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON)
                .entity(answer.body());
        if (answer.location() != null) {
            response.header("Location", answer.location());
        }
        return response.build();
    }

    private static boolean isTrue(String parameter, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new Refusal(Reason.MALFORMED_REQUEST, parameter + " is true or false.");
        };
    }

    private static @Nullable RolloutStatus statusOf(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(RolloutStatus.values())
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        Reason.MALFORMED_REQUEST, "status is one of " + Arrays.toString(RolloutStatus.values()) + "."));
    }
}
