package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.Closure;
import dev.sixgate.change.Standing;
import dev.sixgate.change.Waiting;
import dev.sixgate.policy.Calendar;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** When windows and freezes let a change run, and whether its approval lasts until then. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "NextWindow")
record NextWindow(
        @Schema(description = "Whether windows and freezes would let it run now.")
        boolean open,

        @Schema(
                description =
                        "From when on it may run, at its notBefore or later; none if none is in sight, within four years.")
        @Nullable
        Instant from,

        @Schema(description = "Until when, if that ends; the moment itself no longer belongs to it.") @Nullable
        Instant until,

        @Schema(examples = "until weekday-mornings opens", description = "What holds it back now.") @Nullable
        String detail,

        @Schema(description = "Said where its approval, given now if it is not yet given, would end before that.")
        @Nullable
        String warning) {

    /** Null where neither windows nor freezes have a say and it may begin in time, or it is past having to wait. */
    static @Nullable NextWindow of(ChangeRequest change, Standing standing, Instant now) {
        if (change.isEmergency()) {
            return null;
        }
        return switch (change.status()) {
            case PENDING_APPROVAL, APPROVED ->
                of(
                        standing.calendar(),
                        change.ask().notBefore(),
                        change.approvalExpiresAt()
                                .orElse(now.plus(
                                        Duration.ofSeconds(change.planned().approvalHoldsFor()))),
                        now);
            case APPLYING, VERIFYING, APPLIED, STALE, FAILED, REJECTED, CANCELLED, EXPIRED -> null;
        };
    }

    /** The same of a change that is not asked for yet. */
    static @Nullable NextWindow of(
            Calendar calendar, @Nullable Instant notBefore, Instant approvalEndsAt, Instant now) {
        Instant earliest = notBefore != null && notBefore.isAfter(now) ? notBefore : now;
        if (!calendar.hasSayAfter(now) && earliest.isBefore(approvalEndsAt)) {
            return null;
        }
        Optional<Instant> from = calendar.nextOpening(earliest);
        return new NextWindow(
                calendar.isOpen(now),
                from.orElse(null),
                from.flatMap(calendar::nextClosing).orElse(null),
                Closure.at(now, calendar).map(Waiting::detail).orElse(null),
                Closure.warning(earliest, approvalEndsAt, calendar).orElse(null));
    }
}
