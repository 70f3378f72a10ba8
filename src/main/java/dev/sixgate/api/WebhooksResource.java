package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.change.ChangeId;
import dev.sixgate.notice.Notice;
import dev.sixgate.notice.Notices;
import dev.sixgate.notice.ReplayNotice;
import dev.sixgate.notice.Tallies;
import dev.sixgate.notice.Tallies.Tally;
import dev.sixgate.notice.TryWebhook;
import dev.sixgate.notice.hook.Recipients;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who is told what happens here, and whether it arrived. */
@Path("/webhooks")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Webhooks", description = "Who is told what happens here, and whether it arrived.")
class WebhooksResource {
    private static final Role[] READERS = {Role.OPERATOR, Role.AUDITOR};

    private final Callers callers;
    private final Recipients recipients;
    private final Notices notices;
    private final Tallies tallies;
    private final ReplayNotice replay;
    private final TryWebhook attempt;
    private final InstantSource clock;

    WebhooksResource(
            Callers callers,
            Recipients recipients,
            Notices notices,
            Tallies tallies,
            ReplayNotice replay,
            TryWebhook attempt,
            InstantSource clock) {
        this.callers = callers;
        this.recipients = recipients;
        this.notices = notices;
        this.tallies = tallies;
        this.replay = replay;
        this.attempt = attempt;
        this.clock = clock;
    }

    /** All of them: as many as are configured. */
    @Schema(name = "Webhooks", description = "The configured webhooks.")
    record WebhookList(@Schema(description = "By name.") List<WebhookView> items) {}

    @GET
    @Operation(
            operationId = "listWebhooks",
            summary = "List who is told",
            description =
                    "The configured receivers, webhooks and those by e-mail, and how each does. Secrets are not shown, nor what of an address may be one."
                            + " Needs the role operator or auditor.")
    @APIResponse(responseCode = "200", description = "The webhooks, by name.")
    @Extension(name = "x-problems", value = "unauthenticated,role-required,not-ready")
    public WebhookList list() {
        callers.callerWith(READERS);
        Map<String, Tally> counted = tallies.all();
        return new WebhookList(recipients.all().stream()
                .map(webhook -> WebhookView.of(webhook, Tallies.of(counted, webhook.name())))
                .toList());
    }

    @GET
    @Path("/{name}/deliveries")
    @Operation(
            operationId = "listDeliveries",
            summary = "List what a webhook was told",
            description =
                    "Newest first, and what is still to be told. What was delivered is kept for 7 days, everything else for 30."
                            + " Needs the role operator or auditor.")
    @APIResponse(responseCode = "200", description = "A page of deliveries.")
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,webhook-not-found,not-ready")
    public Page<DeliveryView> deliveries(
            @Parameter(description = "The webhook's name.", example = "ops") @PathParam("name") String name,
            @Parameter(
                            description = "Only those that are WAITING, DELIVERED or DEAD.",
                            example = "DEAD",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"WAITING", "DELIVERED", "DEAD"}))
                    @QueryParam("state")
                    @Nullable
                    String state,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        callers.callerWith(READERS);
        recipients.get(name);
        Notice.@Nullable State only = stateOf(state);
        PageToken tokens = PageToken.of("deliveries", name, only);
        int size = Page.size(pageSize);
        UUID before = tokens.read(pageToken, UUID::fromString).orElse(null);
        return Page.of(
                notices.page(name, only, before, size + 1),
                size,
                rows -> rows.stream().map(DeliveryView::of).toList(),
                last -> tokens.write(last.id().toString()));
    }

    @POST
    @Path("/{name}/deliveries/{id}/replay")
    @Operation(
            operationId = "replayDelivery",
            summary = "Tell it again",
            description =
                    "A delivery that is DEAD, or DELIVERED and lost by its receiver, is sent again under the same id, from the first"
                            + " attempt on. Needs the role operator.")
    @APIResponse(responseCode = "200", description = "The delivery, which is waiting now.")
    @Extension(
            name = "x-problems",
            value = "unauthenticated,role-required,webhook-not-found,delivery-not-found,invalid-transition,not-ready")
    public DeliveryView replay(
            @Parameter(description = "The webhook's name.", example = "ops") @PathParam("name") String name,
            @Parameter(description = "The delivery's id.") @PathParam("id") String id) {
        Actor operator = callers.callerWith(Role.OPERATOR);
        return DeliveryView.of(replay.replay(name, idOf(id), operator, clock.instant()));
    }

    @POST
    @Path("/{name}/test")
    @Operation(
            operationId = "testWebhook",
            summary = "Try a webhook",
            description =
                    "Sends a signed dev.sixgate.test, or a mail that says so, at once, and once, and says what came of it: 200 also where nobody took it."
                            + " Takes 10 seconds at most. Needs the role operator.")
    @APIResponse(responseCode = "200", description = "What the receiver answered, or why it did not.")
    @Extension(name = "x-problems", value = "unauthenticated,role-required,webhook-not-found,not-ready")
    public WebhookTestView test(
            @Parameter(description = "The webhook's name.", example = "ops") @PathParam("name") String name) {
        Actor operator = callers.callerWith(Role.OPERATOR);
        return WebhookTestView.of(attempt.send(name, operator, clock.instant()));
    }

    private static Notice.@Nullable State stateOf(@Nullable String written) {
        if (written == null || written.isEmpty()) {
            return null;
        }
        try {
            return Notice.State.valueOf(written);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "state must be WAITING, DELIVERED or DEAD.");
        }
    }

    private static UUID idOf(String id) {
        try {
            return ChangeId.parse(id).value();
        } catch (Refusal e) {
            throw new Refusal(Reason.DELIVERY_NOT_FOUND, "There is no such delivery: an id is a UUID.");
        }
    }
}
