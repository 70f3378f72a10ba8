package dev.sixgate.api;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.api.identity.Callers;
import dev.sixgate.inventory.Census;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How far the domains have come, day by day. */
@Path("/domains/census")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Domains", description = "Custom domain names, as they were last seen in AWS.")
class CensusResource {
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int USUAL_DAYS = 90;
    private static final int MOST_DAYS = 366;

    private final Callers callers;
    private final Census census;
    private final InstantSource clock;

    CensusResource(Callers callers, Census census, InstantSource clock) {
        this.callers = callers;
        this.census = census;
        this.clock = clock;
    }

    /** Counts of several days. */
    @Schema(name = "Census", description = "How many domains of each type there were, day by day.")
    record CensusView(
            @Schema(examples = "2026-09-02", format = "date", description = "The first day.")
            String from,

            @Schema(examples = "2026-11-30", format = "date", description = "The last day, which belongs to it.")
            String to,

            @Schema(description = "By day and target; of a day on which a target could not be read there is none.")
            List<CountView> items) {}

    /** What one target had on one day. */
    @Schema(name = "CensusCount", description = "What one target had when it was last read on that day (UTC).")
    record CountView(
            @Schema(examples = "2026-11-30", format = "date", description = "The day (UTC).")
            String day,

            @Schema(examples = "sandbox", description = "The account and Region, by its name here.")
            String target,

            @Schema(examples = "111111111111", description = "The account that it was then.")
            String accountId,

            @Schema(examples = "7", description = "How many domains were ipv4.")
            long ipv4,

            @Schema(examples = "5", description = "How many domains were dualstack.")
            long dualstack) {
        static CountView of(Census.Count count) {
            return new CountView(
                    count.day().toString(), count.target(), count.account(), count.ipv4(), count.dualstack());
        }
    }

    @GET
    @Operation(
            operationId = "getCensus",
            summary = "Count the domains, day by day",
            description =
                    "How many were ipv4 and how many dualstack, by target and day (UTC): as the day's last reading found them,"
                            + " and today as they are known now. No call to AWS is made.")
    @APIResponse(responseCode = "200", description = "The counts.")
    @Extension(name = "x-problems", value = "malformed-request,unauthenticated,role-required,not-ready")
    public CensusView get(
            @Parameter(
                            description = "The first day; 89 days before the last if left out.",
                            example = "2026-09-02",
                            schema = @Schema(type = SchemaType.STRING, format = "date"))
                    @QueryParam("from")
                    @Nullable
                    String from,
            @Parameter(
                            description = "The last day; today if left out. 366 days at most.",
                            example = "2026-11-30",
                            schema = @Schema(type = SchemaType.STRING, format = "date"))
                    @QueryParam("to")
                    @Nullable
                    String to) {
        callers.reader();
        Instant now = clock.instant();
        LocalDate last = to == null ? Census.dayOf(now) : day("to", to);
        LocalDate first = from == null ? last.minusDays(USUAL_DAYS - 1) : day("from", from);
        if (first.isAfter(last) || ChronoUnit.DAYS.between(first, last) >= MOST_DAYS) {
            throw new Refusal(
                    Reason.MALFORMED_REQUEST,
                    "from is no later than to, and they span " + MOST_DAYS + " days at most.");
        }
        return new CensusView(
                first.toString(),
                last.toString(),
                census.between(first, last, now).stream().map(CountView::of).toList());
    }

    private static LocalDate day(String name, String written) {
        try {
            if (DAY.matcher(written).matches()) {
                return LocalDate.parse(written);
            }
        } catch (DateTimeException e) {
            // Said below: the 30th of February is none either.
        }
        throw new Refusal(Reason.MALFORMED_REQUEST, name + " is a day such as 2026-01-31.");
    }
}
