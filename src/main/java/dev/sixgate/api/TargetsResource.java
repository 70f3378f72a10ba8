package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.domainname.TargetName;
import dev.sixgate.gateway.Target;
import dev.sixgate.gateway.Targets;
import dev.sixgate.gateway.TrailReader;
import dev.sixgate.inventory.InventoryRefresh;
import dev.sixgate.inventory.InventoryRefresh.Reading;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The accounts and Regions that are governed here. */
@Path("/targets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Domains", description = "The inventory, and asking for a change.")
class TargetsResource {
    private final Callers callers;
    private final Targets targets;
    private final InventoryRefresh inventory;
    private final TrailReader trails;

    TargetsResource(Callers callers, Targets targets, InventoryRefresh inventory, TrailReader trails) {
        this.callers = callers;
        this.targets = targets;
        this.inventory = inventory;
        this.trails = trails;
    }

    /** Whether CloudTrail is asked. */
    enum Trail {
        ON,
        OFF,
        NOT_PERMITTED
    }

    /** All of them. */
    @Schema(name = "TargetList", description = "The accounts and Regions that are governed here.")
    record TargetList(
            @Schema(description = "In the order of their names.")
            List<TargetView> items) {}

    /** One account and Region, and how it was last read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Target", description = "An account and Region that is governed here.")
    record TargetView(
            @Schema(examples = "sandbox") String target,
            @Schema(examples = "111111111111") String accountId,
            @Schema(examples = "eu-central-1") String region,

            @Schema(
                    examples = "true",
                    description = "Whether its domains could be read the last time; false before the first.")
            boolean reachable,

            @Schema(examples = "12", description = "How many domains it had when it was last read.")
            long domains,

            @Schema(examples = "5", description = "How many of them were dualstack; the rest is ipv4.")
            long dualstack,

            @Schema(description = "When all of its domains were last read.") @Nullable
            Instant refreshedAt,

            @Schema(
                    examples = "AccessDeniedException",
                    description = "Why it could not be read the last time: AWS's error code.")
            @Nullable
            String failure,

            @Schema(
                    examples = "ON",
                    description =
                            "Whether CloudTrail tells who changed its domains: not by configuration (OFF), or not for want of"
                                    + " the permission cloudtrail:LookupEvents, which is tried once a day (NOT_PERMITTED).")
            Trail trail) {
        static TargetView of(Target target, Optional<Reading> reading, Trail trail) {
            String failure = reading.map(Reading::failure).orElse(null);
            Instant refreshedAt = reading.map(Reading::refreshedAt).orElse(null);
            return new TargetView(
                    target.name().value(),
                    target.account(),
                    target.region(),
                    refreshedAt != null && failure == null,
                    reading.map(Reading::domains).orElse(0L),
                    reading.map(Reading::dualstack).orElse(0L),
                    refreshedAt,
                    failure,
                    trail);
        }
    }

    @GET
    @Operation(
            operationId = "listTargets",
            summary = "List the accounts and Regions",
            description =
                    "With how they were last read: one that cannot be reached says why, and keeps what was seen of it.")
    @APIResponse(responseCode = "200", description = "All that are configured.")
    @Extension(name = "x-problems", value = "unauthenticated,not-ready")
    public TargetList list() {
        callers.reader();
        Map<String, Reading> readings = inventory.readings();
        Set<TargetName> denied = trails.denied();
        return new TargetList(targets.all().stream()
                .map(target -> TargetView.of(
                        target, Optional.ofNullable(readings.get(target.name().value())), trail(target.name(), denied)))
                .toList());
    }

    private Trail trail(TargetName target, Set<TargetName> denied) {
        if (!targets.asksTrail(target)) {
            return Trail.OFF;
        }
        return denied.contains(target) ? Trail.NOT_PERMITTED : Trail.ON;
    }
}
