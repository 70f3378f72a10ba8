package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.http.Idempotency;
import dev.sixgate.api.http.Moments;
import dev.sixgate.api.http.Page;
import dev.sixgate.api.http.PageToken;
import dev.sixgate.api.http.Preconditions;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditReader;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.domainname.DomainName;
import dev.sixgate.domainname.IpAddressType;
import dev.sixgate.domainname.ObservedDomain;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.inventory.Inventory;
import dev.sixgate.inventory.InventoryRefresh;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

/** The domains, and the one thing that can be asked of them. */
@Path("/domains")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Domains", description = "Custom domain names, as they were last seen in AWS.")
class DomainsResource {
    private static final String TARGET =
            "The account and Region; may be left out where the name exists in exactly one.";

    private final Callers callers;
    private final DomainFinder finder;
    private final Inventory inventory;
    private final InventoryRefresh refresh;
    private final ChangeRequests changes;
    private final AskForChange askForChange;
    private final EventPages events;

    DomainsResource(
            Callers callers,
            DomainFinder finder,
            Inventory inventory,
            InventoryRefresh refresh,
            ChangeRequests changes,
            AskForChange askForChange,
            EventPages events) {
        this.callers = callers;
        this.finder = finder;
        this.inventory = inventory;
        this.refresh = refresh;
        this.changes = changes;
        this.askForChange = askForChange;
        this.events = events;
    }

    @GET
    @Operation(
            operationId = "listDomains",
            summary = "List domains",
            description = "From the inventory, ordered by name and target; no call to AWS is made.")
    @APIResponse(responseCode = "200", description = "A page of domains.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public Page<DomainView> list(
            @Parameter(
                            description = "Only domains of this type.",
                            example = "ipv4",
                            schema = @Schema(implementation = IpAddressType.class))
                    @QueryParam("ipAddressType")
                    @Nullable
                    String ipAddressType,
            @Parameter(description = "Only domains of this target.", example = "sandbox")
                    @QueryParam("target")
                    @Nullable
                    String target,
            @Parameter(description = "A part of the name.", example = "example") @QueryParam("q") @Nullable String q,
            @Parameter(description = "A tag as key:value; several must all be there.", example = "[\"env:prod\"]")
                    @QueryParam("tag")
                    @Nullable
                    List<String> tags,
            @Parameter(
                            description = "Only what CloudFormation's stack of that name owns; * for any stack.",
                            example = "orders-api")
                    @QueryParam("stack")
                    @Nullable
                    String stack,
            @Parameter(
                            description =
                                    "Only what was changed without us since, as far as CloudTrail told (lastChangedBy).",
                            example = "2026-11-23T00:00:00Z",
                            schema = @Schema(type = SchemaType.STRING, format = "date-time"))
                    @QueryParam("changedOutsideSince")
                    @Nullable
                    String changedOutsideSince,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        callers.reader();
        if (ipAddressType != null) {
            IpAddressType.parse(ipAddressType);
        }
        requireTargetName(target);
        var filter = new Inventory.Filter(
                ipAddressType,
                target,
                lower(q),
                tagsOf(tags == null ? List.of() : tags),
                stack,
                momentOf(changedOutsideSince));
        PageToken tokens = PageToken.of(
                ipAddressType, target, filter.q(), new TreeMap<>(filter.tags()), stack, filter.changedOutsideSince());
        int size = Page.size(pageSize);
        Inventory.Cursor after = tokens.read(pageToken, 2)
                .map(place -> new Inventory.Cursor(place.get(0), place.get(1)))
                .orElse(null);
        return Page.of(
                inventory.page(filter, after, size + 1),
                size,
                this::views,
                last -> tokens.write(last.name().value(), last.target().value()));
    }

    @GET
    @Path("/{name}")
    @Operation(
            operationId = "getDomain",
            summary = "Read one domain",
            description =
                    "AWS's configuration, mappings, owner, readiness, and the change that is open. The ETag is the"
                            + " configuration's fingerprint.")
    @APIResponse(
            responseCode = "200",
            description = "The domain.",
            headers =
                    @Header(
                            name = "ETag",
                            description = "The fingerprint.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = DomainView.class)))
    @APIResponse(responseCode = "304", description = "If-None-Match names the fingerprint.")
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,domain-not-found,ambiguous-target,not-ready")
    public Response get(
            @Parameter(description = "The name; a wildcard as %2A.example.com.", example = "api.example.com")
                    @PathParam("name")
                    String name,
            @Parameter(description = TARGET, example = "sandbox") @QueryParam("target") @Nullable String target,
            @Parameter(description = "ETags that you have; 304 where one is still the present one.")
                    @HeaderParam("If-None-Match")
                    @Nullable
                    String ifNoneMatch) {
        callers.reader();
        ObservedDomain domain = finder.find(DomainName.parse(name), target);
        return tagged(domain, ifNoneMatch, views(List.of(domain)).get(0));
    }

    @GET
    @Path("/{name}/ip-address-type")
    @Operation(
            operationId = "getIpAddressType",
            summary = "Read a domain's IP address type",
            description = "With the same ETag as the domain itself.")
    @APIResponse(
            responseCode = "200",
            description = "The type, and when it was seen.",
            headers =
                    @Header(
                            name = "ETag",
                            description = "The fingerprint.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = DomainView.TypeOnly.class)))
    @APIResponse(responseCode = "304", description = "If-None-Match names the fingerprint.")
    @Extension(
            name = "x-problems",
            value = "malformed-request,unauthenticated,role-required,domain-not-found,ambiguous-target,not-ready")
    public Response getType(
            @Parameter(description = "The name; a wildcard as %2A.example.com.", example = "api.example.com")
                    @PathParam("name")
                    String name,
            @Parameter(description = TARGET, example = "sandbox") @QueryParam("target") @Nullable String target,
            @Parameter(description = "ETags that you have; 304 where one is still the present one.")
                    @HeaderParam("If-None-Match")
                    @Nullable
                    String ifNoneMatch) {
        callers.reader();
        ObservedDomain domain = finder.find(DomainName.parse(name), target);
        return tagged(domain, ifNoneMatch, DomainView.TypeOnly.of(domain));
    }

    @PATCH
    @Blocking
    @Path("/{name}/ip-address-type")
    @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "changeIpAddressType",
            summary = "Ask for another IP address type",
            description =
                    "Plans the change, asks the policies, and records it; it runs when it is approved and its turn has"
                            + " come. Needs the role requester; an emergency needs break-glass instead, runs without the"
                            + " approvals, and leaves a review that is due in 24 hours. Where the domain has that type already, nothing is sent to AWS and the"
                            + " answer is 200 with the status NO_CHANGE.")
    @RequestBody(
            required = true,
            content = {
                @Content(
                        mediaType = "application/merge-patch+json",
                        schema = @Schema(implementation = ChangeAsked.class),
                        examples = {
                            @ExampleObject(
                                    name = "dualstack",
                                    summary = "Add IPv6",
                                    value =
                                            "{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\",\"reference\":\"CHG-1234\"}"),
                            @ExampleObject(
                                    name = "emergency",
                                    summary = "Break the glass",
                                    value =
                                            "{\"ipAddressType\":\"dualstack\",\"reason\":\"Clients on IPv6 get no answer\",\"emergency\":{\"incident\":\"INC-77\"}}")
                        }),
                @Content(
                        mediaType = "application/json",
                        schema = @Schema(implementation = ChangeAsked.class),
                        examples = {
                            @ExampleObject(
                                    name = "dualstack",
                                    summary = "Add IPv6",
                                    value =
                                            "{\"ipAddressType\":\"dualstack\",\"reason\":\"IPv6 for the mobile clients\",\"reference\":\"CHG-1234\"}"),
                            @ExampleObject(
                                    name = "emergency",
                                    summary = "Break the glass",
                                    value =
                                            "{\"ipAddressType\":\"dualstack\",\"reason\":\"Clients on IPv6 get no answer\",\"emergency\":{\"incident\":\"INC-77\"}}")
                        })
            })
    @APIResponse(
            responseCode = "200",
            description = "It has ended as APPLIED within the wait; or nothing is to be changed (NO_CHANGE); or, with"
                    + " validateOnly, what asking would mean.",
            content = @Content(schema = @Schema(implementation = ChangeAnswer.class)))
    @APIResponse(
            responseCode = "202",
            description = "It waits for approval, its start time, its turn in AWS's quota, or AWS.",
            headers = {
                @Header(name = "Location", description = "The change.", schema = @Schema(type = SchemaType.STRING)),
                @Header(
                        name = "Retry-After",
                        description = "Seconds after which to look.",
                        schema = @Schema(type = SchemaType.INTEGER, format = "int32"))
            },
            content = @Content(schema = @Schema(implementation = ChangeView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "malformed-request,unauthenticated,role-required,policy-denied,break-glass-blocked,domain-not-found,change-open,"
                            + "ambiguous-target,idempotency-in-flight,fingerprint-mismatch,payload-too-large,unsupported-media-type,"
                            + "unsupported-domain,policy-unsatisfiable,reason-required,idempotency-key-reused,not-ready")
    public Uni<Response> changeType(
            @Parameter(description = "The name; a wildcard as %2A.example.com.", example = "api.example.com")
                    @PathParam("name")
                    String name,
            @Parameter(description = TARGET, example = "sandbox") @QueryParam("target") @Nullable String target,
            @Parameter(
                            description = "Say what asking would mean, and record nothing.",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @QueryParam("validateOnly")
                    @DefaultValue("false")
                    String validateOnly,
            @Parameter(
                            description =
                                    "1 to 255 visible characters: the same key, caller and body answers the first answer again, for 24 hours.",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            minLength = 1,
                                            maxLength = 255,
                                            pattern = Idempotency.KEY_FORM))
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String idempotencyKey,
            @Parameter(description = "The domain's ETag; 412 where its configuration is another by now.")
                    @HeaderParam("If-Match")
                    @Nullable
                    String ifMatch,
            @Parameter(
                            description =
                                    "wait=N waits up to N seconds (20 at most) for the change to end; respond-async, the default, does not.")
                    @HeaderParam("Prefer")
                    @Nullable
                    String prefer,
            byte @Nullable [] body) {
        Actor caller = callers.reader();
        var request = new AskForChange.Request(
                DomainName.parse(name), target, ChangeAsked.read(body), idempotencyKey, ifMatch, Prefer.parse(prefer));
        return switch (validateOnly) {
            case "true" -> Uni.createFrom().item(askForChange.preview(request, caller));
            case "false" -> askForChange.ask(request, caller);
            default -> throw new Refusal(Reason.MALFORMED_REQUEST, "validateOnly is true or false.");
        };
    }

    @GET
    @Path("/{name}/history")
    @Operation(
            operationId = "getDomainHistory",
            summary = "Read a domain's history",
            description =
                    "Every audit event about that domain, oldest first: who asked, who approved, what AWS answered.")
    @APIResponse(
            responseCode = "200",
            description = "A page of events.",
            content = @Content(schema = @Schema(implementation = EventPage.class)))
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public EventPage history(
            @Parameter(description = "The name; a wildcard as %2A.example.com.", example = "api.example.com")
                    @PathParam("name")
                    String name,
            @Parameter(description = "Only events in this target.", example = "sandbox") @QueryParam("target") @Nullable
                    String target,
            @Parameter(description = "1 to 200; 50 if left out.", example = "50") @QueryParam("pageSize") @Nullable
                    Integer pageSize,
            @Parameter(description = "nextPageToken of the page before.") @QueryParam("pageToken") @Nullable
                    String pageToken) {
        callers.reader();
        requireTargetName(target);
        return events.history(AuditReader.Filter.ofDomain(DomainName.parse(name).value(), target), pageSize, pageToken);
    }

    @POST
    @Path("/refresh")
    @Operation(
            operationId = "refreshDomains",
            summary = "Read the inventory from AWS again",
            description = "As soon as a worker can. Needs the role operator.")
    @APIResponse(
            responseCode = "202",
            description = "It is asked for.",
            content = @Content(schema = @Schema(implementation = Refresh.class)))
    @Extension(name = "x-problems", value = "unauthenticated,role-required,not-ready")
    public Response refreshAll() {
        callers.callerWith(Role.OPERATOR);
        refresh.ask();
        return Response.accepted(new Refresh("ACCEPTED")).build();
    }

    /** The answer to a wish to have the inventory read. */
    @Schema(name = "Refresh")
    record Refresh(
            @Schema(enumeration = "ACCEPTED", examples = "ACCEPTED")
            String status) {}

    /** What a PATCH can be answered with; {@code status} tells which. */
    @Schema(
            name = "ChangeAnswer",
            description = "A change; what asking would mean; or that there is nothing to change. Status tells which.",
            oneOf = {ChangeView.class, PreviewView.class, NothingToChange.class})
    interface ChangeAnswer {}

    /** The answer where there is nothing to change. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "NothingToChange")
    record NothingToChange(
            @Schema(enumeration = "NO_CHANGE", examples = "NO_CHANGE")
            String status,

            String domain,
            String target,
            String ipAddressType) {}

    private List<DomainView> views(List<ObservedDomain> domains) {
        Map<Inventory.Cursor, String> open = new HashMap<>();
        changes.openOf(domains.stream().map(ObservedDomain::name).toList())
                .forEach(change -> open.put(placeOf(change.domain(), change.target()), "/changes/" + change.id()));
        return domains.stream()
                .map(domain -> DomainView.of(domain, open.get(placeOf(domain.name(), domain.target()))))
                .toList();
    }

    private static Inventory.Cursor placeOf(DomainName name, TargetName target) {
        return new Inventory.Cursor(name.value(), target.value());
    }

    /** @throws Refusal {@code malformed-request} for what no target can be called */
    static void requireTargetName(@Nullable String target) {
        if (target != null) {
            new TargetName(target);
        }
    }

    private static Response tagged(ObservedDomain domain, @Nullable String ifNoneMatch, Object view) {
        String etag = Preconditions.etag(domain.fingerprint().value());
        if (Preconditions.isKnown(ifNoneMatch, etag)) {
            return Response.notModified().header("ETag", etag).build();
        }
        return Response.ok(view).header("ETag", etag).build();
    }

    private static Map<String, String> tagsOf(List<String> tags) {
        Map<String, String> wanted = new TreeMap<>();
        for (String tag : tags) {
            int colon = tag.lastIndexOf(':');
            if (colon < 1) {
                throw new Refusal(Reason.MALFORMED_REQUEST, "tag is key:value.");
            }
            wanted.put(tag.substring(0, colon), tag.substring(colon + 1));
        }
        return wanted;
    }

    private static @Nullable Instant momentOf(@Nullable String written) {
        return written == null
                ? null
                : Moments.parse(written)
                        .orElseThrow(() ->
                                new Refusal(Reason.MALFORMED_REQUEST, "changedOutsideSince is " + Moments.FORM + "."));
    }

    private static @Nullable String lower(@Nullable String q) {
        return q == null ? null : q.toLowerCase(Locale.ROOT);
    }
}
