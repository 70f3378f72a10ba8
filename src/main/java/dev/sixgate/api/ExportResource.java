package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.AuditReader.Filter;
import dev.sixgate.audit.export.AuditExport;
import dev.sixgate.audit.export.ExportFormat;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.InstantSource;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The audit trail as a file. */
@Path("/audit/export")
@Tag(name = "Audit", description = "Who changed what, asked for what, and was refused what.")
class ExportResource {
    private final Callers callers;
    private final AuditExport export;
    private final AuditLog log;
    private final InstantSource clock;

    ExportResource(Callers callers, AuditExport export, AuditLog log, InstantSource clock) {
        this.callers = callers;
        this.export = export;
        this.log = log;
        this.clock = clock;
    }

    @GET
    @Produces({"application/x-ndjson", "text/csv"})
    @Operation(
            operationId = "exportAudit",
            summary = "Export the audit trail",
            description =
                    "What the newest checkpoint covers, in log order, as a stream. The last line is a manifest: the range, the"
                            + " checkpoint, how the one leads to the other, and the SHA-256 of all before it; a file without it was cut off."
                            + " An event whose body was taken away has its hash instead, and `bodyMissing`; the manifest counts these."
                            + " Only `ndjson` carries what the verifier needs of a whole range. Needs the role auditor; is an event itself.")
    @APIResponse(
            responseCode = "200",
            description = "The file.",
            content = {
                @Content(
                        mediaType = "application/x-ndjson",
                        schema =
                                @Schema(
                                        type = SchemaType.STRING,
                                        examples =
                                                "{\"leafIndex\":0,\"recordedAt\":\"2026-01-01T00:00:00Z\",\"event\":{}}\n{\"manifest\":{}}\n")),
                @Content(
                        mediaType = "text/csv",
                        schema = @Schema(type = SchemaType.STRING),
                        example = "leafIndex,recordedAt,occurredAt,action\r\n")
            })
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-acceptable,not-ready")
    public Response get(
            @Parameter(
                            description = "ndjson (if left out), csv, ocsf (API Activity, 6003) or cloudevents (1.0).",
                            example = "ndjson",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"ndjson", "csv", "ocsf", "cloudevents"}))
                    @QueryParam("format")
                    @Nullable
                    String format,
            @Parameter(
                            description =
                                    "Whether names, addresses and what people wrote are shown (true if left out), with keys that prove"
                                            + " it; false leaves them out, which is faster, too.",
                            example = "true")
                    @QueryParam("personal")
                    @DefaultValue("true")
                    boolean personal,
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
                    String to) {
        Actor auditor = callers.callerWith(Role.AUDITOR);
        ExportFormat wished = ExportFormat.named(format == null ? "ndjson" : format)
                .orElseThrow(
                        () -> new Refusal(Reason.MALFORMED_REQUEST, "format is ndjson, csv, ocsf or cloudevents."));
        Filter filter = EventFilters.of(domain, target, actor, action, change, outcome, from, to);
        log.appendAlone(AuditEvent.of("audit.exported", Outcome.SUCCESS, auditor, clock.instant())
                .with("format", wished.name().toLowerCase(Locale.ROOT))
                .with("personal", personal)
                .with("filter", filter.described().isEmpty() ? null : filter.described()));
        StreamingOutput file = out -> export.write(filter, wished, personal, out);
        return Response.ok(file, wished.mediaType())
                .header("Content-Disposition", "attachment; filename=\"audit." + wished.suffix() + "\"")
                .header("Cache-Control", "no-store")
                .build();
    }
}
