package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.change.PolicyInForce;
import dev.sixgate.policy.Freeze;
import dev.sixgate.policy.PolicyFile;
import dev.sixgate.policy.calendar.ChangeWindow;
import dev.sixgate.policy.calendar.OpenTimes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** When changes may run. */
@Path("/windows")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Windows", description = "When changes may run, and when not.")
class WindowsResource {
    private static final int NEXT_OPENINGS = 5;
    private static final int MOST_OPENINGS = 1_000;
    private static final int MOST_DAYS = 366;
    private static final Duration AHEAD = Duration.ofDays(MOST_DAYS);

    private final Callers callers;
    private final PolicyInForce policies;
    private final InstantSource clock;

    WindowsResource(Callers callers, PolicyInForce policies, InstantSource clock) {
        this.callers = callers;
        this.policies = policies;
        this.clock = clock;
    }

    /** The windows and freezes of the policy file in force. */
    @Schema(name = "Windows")
    record Windows(
            @Schema(description = "Now, as the service's clock has it.")
            Instant at,

            @Schema(description = "SHA-256 over the policy file's bytes.")
            String policyDigest,

            @Schema(description = "By name.") List<Window> windows,

            @Schema(description = "In the order of the file, those that are over too.")
            List<FreezeView> freezes) {}

    /** A window: a change whose rules name it runs only while it is open. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Window")
    record Window(
            @Schema(examples = "weekday-mornings") String name,

            @Schema(
                    examples = "0 8 * * MON-FRI",
                    description = "When it opens: minute, hour, day of the month, month, day of the week.")
            String cron,

            @Schema(examples = "PT4H", description = "How long it stays open (ISO 8601), as elapsed time.")
            String duration,

            @Schema(examples = "Europe/Berlin", description = "The zone of the cron expression.")
            String zone,

            @Schema(description = "Whether it is open now; a freeze may still hold changes back.")
            boolean open,

            @Schema(description = "When it opens next; none while it is open.") @Nullable
            Instant opensAt,

            @Schema(description = "When it closes; none while it is closed, or if it never closes.") @Nullable
            Instant closesAt,

            @Schema(
                    description =
                            "The next five openings within a year, or those within so many days, the present one included.")
            List<Opening> openings) {
        static Window of(ChangeWindow window, Instant now, @Nullable Integer days) {
            boolean open = window.isOpen(now);
            return new Window(
                    window.name(),
                    window.schedule().cron(),
                    window.duration().toString(),
                    window.schedule().zone().getId(),
                    open,
                    open ? null : window.nextOpening(now).orElse(null),
                    open ? window.nextClosing(now).orElse(null) : null,
                    openingsWithin(days, window, now).stream().map(Opening::of).toList());
        }
    }

    private static List<OpenTimes.Opening> openingsWithin(@Nullable Integer days, ChangeWindow window, Instant now) {
        return days == null
                ? window.openings(now, now.plus(AHEAD), NEXT_OPENINGS)
                : window.openings(now, now.plus(Duration.ofDays(days)), MOST_OPENINGS);
    }

    /** Open from one moment until another, which no longer belongs to it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "WindowOpening")
    record Opening(
            @Schema(description = "When it opens, or now while it is open.")
            Instant from,

            @Schema(description = "When it closes; none if it never does.") @Nullable
            Instant until) {
        static Opening of(OpenTimes.Opening opening) {
            return new Opening(opening.from(), opening.until().orElse(null));
        }
    }

    /** Where a freeze stands. */
    @Schema(name = "FreezeState")
    enum FreezeState {
        COMING,
        ACTIVE,
        OVER
    }

    /** A time in which changes do not run, whatever window is open. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Freeze")
    record FreezeView(
            @Schema(examples = "year-end") String name,
            @Schema(description = "Its first moment.") Instant from,

            @Schema(description = "Its end, which no longer belongs to it.")
            Instant until,

            @Schema(examples = "The shop closes its books", description = "Why.")
            String reason,

            @Schema(examples = "every change", description = "Which changes it holds back.")
            String appliesTo,

            @Schema(
                    examples = "security",
                    description = "The group one of whose members lifts it by approving a change.")
            @Nullable
            String override,

            FreezeState state) {
        static FreezeView of(Freeze freeze, Instant now) {
            return new FreezeView(
                    freeze.name(),
                    freeze.from(),
                    freeze.until(),
                    freeze.reason(),
                    freeze.appliesTo(),
                    freeze.override(),
                    freeze.isOver(now)
                            ? FreezeState.OVER
                            : freeze.isActive(now) ? FreezeState.ACTIVE : FreezeState.COMING);
        }
    }

    @GET
    @Operation(
            operationId = "getWindows",
            summary = "Read when changes may run",
            description =
                    "The windows and freezes of the policy file in force, how they stand now, and what comes next.")
    @APIResponse(responseCode = "200", description = "The windows and freezes.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,not-ready")
    public Windows get(
            @Parameter(
                            description =
                                    "1 to 366: every window's openings within so many days, 1000 at most; five if left out.",
                            example = "28",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            format = "int32",
                                            minimum = "1",
                                            maximum = "" + MOST_DAYS))
                    @QueryParam("days")
                    @Nullable
                    Integer days) {
        callers.caller();
        if (days != null && (days < 1 || days > MOST_DAYS)) {
            throw new Refusal(Reason.MALFORMED_REQUEST, "days is 1 to " + MOST_DAYS + ".");
        }
        Instant now = clock.instant();
        PolicyFile file = policies.present();
        return new Windows(
                now,
                file.digest(),
                file.windows().values().stream()
                        .map(window -> Window.of(window, now, days))
                        .toList(),
                file.freezes().stream()
                        .map(freeze -> FreezeView.of(freeze, now))
                        .toList());
    }
}
