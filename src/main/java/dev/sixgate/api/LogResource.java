package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.audit.fold.AuditReads;
import dev.sixgate.audit.fold.Delivered;
import dev.sixgate.audit.seal.KeyLedger;
import dev.sixgate.audit.seal.LogReader;
import dev.sixgate.audit.seal.LogReader.Consistency;
import dev.sixgate.audit.seal.LogVerification;
import dev.sixgate.audit.seal.LogVerification.Report;
import dev.sixgate.audit.seal.SigningKeys;
import dev.sixgate.audit.tlog.Hash;
import dev.sixgate.audit.tlog.TileAddress;
import io.quarkus.logging.Log;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirementsSet;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail as a transparency log: what anybody needs to hold it against a checkpoint of their own. Hashes and
 * signatures are open to everybody; the entries, which tell of people, are not.
 *
 * @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
 */
@Path("/audit")
@Tag(name = "Proof", description = "The audit trail as a transparency log (C2SP tlog-tiles).")
class LogResource {
    private static final String NEVER_CHANGES = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    private final Callers callers;
    private final LogReader log;
    private final SigningKeys keys;
    private final KeyLedger ledger;
    private final LogVerification verification;
    private final AuditLog events;
    private final AuditReads reads;
    private final InstantSource clock;
    private final Semaphore oneAtATime = new Semaphore(1);

    LogResource(
            Callers callers,
            LogReader log,
            SigningKeys keys,
            KeyLedger ledger,
            LogVerification verification,
            AuditLog events,
            AuditReads reads,
            InstantSource clock) {
        this.callers = callers;
        this.log = log;
        this.keys = keys;
        this.ledger = ledger;
        this.verification = verification;
        this.events = events;
        this.reads = reads;
        this.clock = clock;
    }

    @GET
    @Path("/checkpoint")
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    @SecurityRequirementsSet
    @Operation(
            operationId = "getCheckpoint",
            summary = "Read the newest checkpoint",
            description =
                    "The log's name, its size and root, signed (C2SP tlog-checkpoint in a signed note). Keep it: a log that"
                            + " later is shorter than, or unlike, what it says was tampered with. Open to everybody.")
    @APIResponse(
            responseCode = "200",
            description = "The signed note.",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN,
                            schema = @Schema(type = SchemaType.STRING),
                            example =
                                    "localhost/audit\n15\n6tAhgpY2CPnOXAF2f1UFbQCgW1tyJFcvuZuEVnqm8u8=\n\n\u2014 localhost/audit"
                                            + " 9XzQ...\n"))
    @Extension(name = "x-problems", value = "not-found,not-acceptable,not-ready")
    public Response checkpoint() {
        return log.checkpoint()
                .map(note -> Response.ok(note.toString())
                        .header(HttpHeaders.CACHE_CONTROL, ASK_AGAIN)
                        .build())
                .orElseThrow(this::unsigned);
    }

    @GET
    @Path("/key")
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    @SecurityRequirementsSet
    @Operation(
            operationId = "getLogKeys",
            summary = "Read the keys that check its signatures",
            description =
                    "Verifier keys (C2SP signed-note), the newest first, a line each. Whoever wants proof has them from"
                            + " somebody else than this service. Open to everybody.")
    @APIResponse(
            responseCode = "200",
            description = "The keys.",
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN,
                            schema = @Schema(type = SchemaType.STRING),
                            example = "localhost/audit+530d903b+Ab...\n"))
    @Extension(name = "x-problems", value = "not-found,not-acceptable,not-ready")
    public String key() throws SQLException {
        String origin = keys.origin().orElseThrow(this::unsigned);
        List<String> found = ledger.verifierKeys(origin);
        if (found.isEmpty()) {
            throw unsigned();
        }
        return String.join("\n", found) + "\n";
    }

    @GET
    @Path("/tile/{level:\\d+}/{index:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @SecurityRequirementsSet
    @Operation(
            operationId = "getTile",
            summary = "Read a tile of the tree",
            description = "Up to 256 hashes of 32 bytes (C2SP tlog-tiles). Open to everybody.")
    @APIResponse(
            responseCode = "200",
            description = "The hashes.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Extension(name = "x-problems", value = "not-found,not-acceptable,not-ready")
    public Response tile(
            @Parameter(description = "The level, 0 for leaves.", example = "0") @PathParam("level") String level,
            @Parameter(
                            description =
                                    "The index in groups of three digits, and .p/WIDTH where the tile is not full.",
                            example = "000.p/1")
                    @PathParam("index")
                    String index) {
        return (level.length() > 2 ? Optional.<TileAddress>empty() : TileAddress.of(Integer.parseInt(level), index))
                .flatMap(log::tile)
                .map(LogResource::unchanging)
                .orElseThrow(LogResource::noTile);
    }

    @GET
    @Path("/tile/entries/{index:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            operationId = "getEntries",
            summary = "Read the events of a tile",
            description =
                    "Each event's canonical bytes behind their length in two bytes (C2SP tlog-tiles). Needs the role auditor.")
    @APIResponse(
            responseCode = "200",
            description = "The events.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                            schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Extension(name = "x-problems", value = "unauthenticated,role-required,not-found,not-acceptable,not-ready")
    public Response entries(
            @Parameter(
                            description =
                                    "The index in groups of three digits, and .p/WIDTH where the bundle is not full.",
                            example = "000.p/1")
                    @PathParam("index")
                    String index) {
        Actor auditor = callers.callerWith(Role.AUDITOR);
        TileAddress tile = TileAddress.of(0, index).orElseThrow(LogResource::noTile);
        byte[] bundle = log.entries(tile).orElseThrow(LogResource::noTile);
        long first = tile.index() * TileAddress.FULL;
        reads.record(auditor, "entries", Map.of(), Delivered.of(LongStream.range(first, first + tile.width())));
        return Response.ok(bundle)
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .build();
    }

    /** What shows that a tree grew out of a smaller one. */
    @Schema(name = "Consistency")
    record ConsistencyView(long from, String fromRoot, long to, String toRoot, List<String> proof) {
        static ConsistencyView of(Consistency shown) {
            return new ConsistencyView(
                    shown.from(),
                    shown.fromRoot().toString(),
                    shown.to(),
                    shown.toRoot().toString(),
                    shown.proof().stream().map(Hash::toString).toList());
        }
    }

    @GET
    @Path("/consistency")
    @Produces(MediaType.APPLICATION_JSON)
    @SecurityRequirementsSet
    @Operation(
            operationId = "getConsistency",
            summary = "Prove that nothing but growth happened",
            description =
                    "That the tree of size `to` begins with all that is in the tree of size `from` (RFC 9162, section 2.1.4)."
                            + " Open to everybody.")
    @APIResponse(responseCode = "200", description = "Both roots, and the proof.")
    @Extension(name = "x-problems", value = "malformed-request,not-found,not-ready")
    public ConsistencyView consistency(
            @Parameter(description = "The smaller tree's size, at least 1.", example = "1", required = true)
                    @QueryParam("from")
                    @Nullable
                    Long from,
            @Parameter(
                            description = "The larger tree's size, at most the newest checkpoint's.",
                            example = "2",
                            required = true)
                    @QueryParam("to")
                    @Nullable
                    Long to) {
        if (from == null || to == null || from < 1 || to < from) {
            throw new Refusal(
                    Reason.MALFORMED_REQUEST, "from is a tree's size, at least 1, and to that of a larger one.");
        }
        return log.consistency(from, to)
                .map(ConsistencyView::of)
                .orElseThrow(() -> new Refusal(
                        Reason.NOT_FOUND, "No checkpoint of so many events is signed yet: see /audit/checkpoint."));
    }

    /** What was found by working the log out anew. */
    @Schema(name = "LogReport")
    record ReportView(
            boolean holds,
            long events,
            long sealed,
            String root,
            int checkpoints,
            long findingCount,
            List<FindingView> findings) {
        static ReportView of(Report report) {
            return new ReportView(
                    report.holds(),
                    report.events(),
                    report.sealed(),
                    report.root().toString(),
                    report.checkpoints(),
                    report.count(),
                    report.findings().stream()
                            .map(finding -> new FindingView(finding.leaf(), finding.what()))
                            .toList());
        }
    }

    /** One thing that does not hold. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "LogFinding")
    record FindingView(@Nullable Long leafIndex, String detail) {}

    @POST
    @Path("/verify")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "verifyLog",
            summary = "Work the whole log out anew",
            description =
                    "From the bodies of all events: their hashes, the tiles, the root, and every checkpoint that is kept inside"
                            + " and outside of the database. One run at a time; some ten thousand events take less than a second. It is what"
                            + " this service finds about itself; an outsider verifies from outside (README). Needs the role auditor.")
    @APIResponse(
            responseCode = "200",
            description = "What was found; `holds` is false where anything does not fit.",
            content = @Content(schema = @Schema(implementation = ReportView.class)))
    @Extension(name = "x-problems", value = "unauthenticated,role-required,too-many-requests,not-ready")
    public ReportView verify() {
        Actor auditor = callers.callerWith(Role.AUDITOR);
        if (!oneAtATime.tryAcquire()) {
            throw new Refusal(
                    Reason.TOO_MANY_REQUESTS, "The log is being verified already; ask again when that is over.");
        }
        try {
            Report report = verification.verify();
            events.appendAlone(AuditEvent.of("audit.verified", Outcome.SUCCESS, auditor, clock.instant())
                    .with("holds", report.holds())
                    .with("events", report.events())
                    .with("findings", report.count()));
            return ReportView.of(report);
        } catch (SQLException | IOException e) {
            Log.errorf("the audit log cannot be verified: %s", e);
            throw new Refusal(
                    Reason.NOT_READY, "The audit trail, or its checkpoints, cannot be read now. Try again shortly.");
        } finally {
            oneAtATime.release();
        }
    }

    private Refusal unsigned() {
        return new Refusal(
                Reason.NOT_FOUND,
                keys.origin().isEmpty()
                        ? "The audit trail is not signed here: sixgate.audit.signing-key names no key."
                        : "Nothing is signed yet; the first checkpoint follows within seconds of the start.");
    }

    private static Response unchanging(byte[] bytes) {
        return Response.ok(bytes)
                .header(HttpHeaders.CACHE_CONTROL, NEVER_CHANGES)
                .build();
    }

    private static Refusal noTile() {
        return new Refusal(Reason.NOT_FOUND, "The newest checkpoint's tree has no such tile: see /audit/checkpoint.");
    }
}
