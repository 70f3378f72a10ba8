package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When windows and freezes let a change run, and whether its approval lasts until then.
 *
 * @param open whether they would let it run now
 * @param from from when on it may run, at its {@code notBefore} or later; null where no opening is in sight
 * @param until until when, where that ends; the moment itself no longer belongs to it
 * @param detail what holds it back now
 * @param warning said where its approval, given now if it is not yet given, would end before that
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NextWindow(
        boolean open,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable String detail,
        @Nullable String warning) {

    /** Empty where neither windows nor freezes have a say, and it may begin before its approval ends. */
    public static Optional<NextWindow> of(
            Calendar calendar, @Nullable Instant notBefore, Instant approvalEndsAt, Instant now) {
        Instant earliest = notBefore != null && notBefore.isAfter(now) ? notBefore : now;
        if (!calendar.hasSayAfter(now) && earliest.isBefore(approvalEndsAt)) {
            return Optional.empty();
        }
        Optional<Instant> from = calendar.nextOpening(earliest);
        return Optional.of(new NextWindow(
                calendar.isOpen(now),
                from.orElse(null),
                from.flatMap(calendar::nextClosing).orElse(null),
                calendar.closedAt(now).map(Calendar.Closed::detail).orElse(null),
                tooLate(from, approvalEndsAt)));
    }

    private static @Nullable String tooLate(Optional<Instant> opening, Instant approvalEndsAt) {
        if (opening.isPresent() && opening.get().isBefore(approvalEndsAt)) {
            return null;
        }
        return "The approval ends at " + approvalEndsAt + ", before the change may run"
                + opening.map(at -> " at " + at + ".").orElse(".");
    }
}
