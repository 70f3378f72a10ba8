package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.audit.RecordedEvent;
import dev.sixgate.audit.fold.AuditReads;
import dev.sixgate.audit.fold.Delivered;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.tlog.LeafProof;
import dev.sixgate.change.ChangeId;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The audit trail, for those who may read all of it. */
@Path("/audit/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit", description = "Who changed what, asked for what, and was refused what.")
class AuditResource {
    private final Callers callers;
    private final AuditReader reader;
    private final EventPages pages;
    private final LogReader log;
    private final AuditReads reads;

    AuditResource(Callers callers, AuditReader reader, EventPages pages, LogReader log, AuditReads reads) {
        this.callers = callers;
        this.reader = reader;
        this.pages = pages;
        this.log = log;
        this.reads = reads;
    }

    @GET
    @Operation(
            operationId = "listAuditEvents",
            summary = "Read the audit trail",
            description =
                    "In log order. Every page, the last one too, has a nextPageToken: sent later, it answers what has"
                            + " happened since, and nothing is missed. Needs the role auditor.")
    @APIResponse(responseCode = "200", description = "A page of events.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public EventPage list(
            @Parameter(description = "Only events about this domain.", example = "api.example.com")
                    @QueryParam("domain")
                    @Nullable
                    String domain,
            @Parameter(description = "Only events in this target.", example = "sandbox") @QueryParam("target") @Nullable
                    String target,
            @Parameter(description = "Only what this subject did.", example = "ria") @QueryParam("actor") @Nullable
                    String actor,
            @Parameter(description = "Only this action.", example = "change.requested") @QueryParam("action") @Nullable
                    String action,
            @Parameter(
                            description = "Only events of this change.",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    @QueryParam("change")
                    @Nullable
                    String change,
            @Parameter(
                            description = "Only events with this outcome: SUCCESS, REFUSED, FAILED or UNKNOWN.",
                            example = "REFUSED",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"SUCCESS", "REFUSED", "FAILED", "UNKNOWN"}))
                    @QueryParam("outcome")
                    @Nullable
                    String outcome,
            @Parameter(
                            description = "Recorded at this moment or later (RFC 3339).",
                            example = "2026-01-01T00:00:00Z",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description = "Recorded before this moment (RFC 3339).",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("to")
                    @Nullable
                    String to,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        Actor caller = callers.callerWith(Role.AUDITOR);
        var filter = EventFilters.of(domain, target, actor, action, change, outcome, from, to);
        EventPage page = pages.page(filter, pageSize, pageToken);
        reads.record(
                caller,
                "events",
                filter.described(),
                Delivered.of(page.items().stream().mapToLong(EventPage.EventView::leafIndex)));
        return page;
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getAuditEvent", summary = "Read one audit event", description = "Needs the role auditor.")
    @APIResponse(responseCode = "200", description = "The event at its place in the log.")
    @Extension(name = "x-problems", value = "unauthenticated,role-required,not-found,not-ready")
    public EventPage.EventView get(@Parameter(description = "The event's id.") @PathParam("id") String id) {
        Actor caller = callers.callerWith(Role.AUDITOR);
        RecordedEvent event =
                reader.byId(eventIdOf(id)).orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such event."));
        reads.record(caller, "event", Map.of("id", id), Delivered.of(LongStream.of(event.leafIndex())));
        return pages.views(List.of(event)).get(0);
    }

    @GET
    @Path("/{id}/proof")
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    @Operation(
            operationId = "getProof",
            summary = "Prove that the log has an event",
            description =
                    "Its index, the hashes up to the root, and the newest checkpoint (C2SP tlog-proof); with the event's"
                            + " bytes and the log's key it convinces whoever trusts the key, without a network. An event is covered within"
                            + " about a second. Needs the role auditor.")
    @APIResponse(
            responseCode = "200",
            description = "The proof.",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN,
                            schema = @Schema(type = SchemaType.STRING),
                            example = "c2sp.org/tlog-proof@v1\nindex 3\n...\n\nlocalhost/audit\n15\n..."))
    @Extension(name = "x-problems", value = "unauthenticated,role-required,not-found,not-acceptable,not-ready")
    public String proof(@Parameter(description = "The event's id.") @PathParam("id") String id) {
        Actor caller = callers.callerWith(Role.AUDITOR);
        LeafProof proof = log.proof(eventIdOf(id))
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND,
                        "There is no such event in the signed log; one that has just happened follows soon."));
        reads.record(caller, "proof", Map.of("id", id), Delivered.of(LongStream.of(proof.index())));
        return proof.toString();
    }

    private static UUID eventIdOf(String id) {
        try {
            return ChangeId.parse(id).value();
        } catch (Refusal e) {
            throw new Refusal(Reason.NOT_FOUND, "There is no such event: an id is a UUID.");
        }
    }
}
