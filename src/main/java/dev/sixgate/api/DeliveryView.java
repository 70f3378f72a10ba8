package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.notice.Notice;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a webhook was told, or is to be. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Delivery", description = "What a webhook was told, or is to be told.")
record DeliveryView(
        @Schema(description = "Its id, which the receiver sees as webhook-id each time.")
        UUID id,

        @Schema(description = "The audit event that it tells of.")
        UUID event,

        @Schema(
                examples = "/changes/01929de0-0000-7000-8000-000000000000",
                description = "The change that it is about, where it is about one.")
        @Nullable
        String change,

        @Schema(
                examples = "/rollouts/01929de0-0000-7000-8000-000000000000",
                description = "The rollout that it is about, where it is about one as a whole.")
        @Nullable
        String rollout,

        @Schema(
                enumeration = {"WAITING", "DELIVERED", "DEAD"},
                examples = "DEAD",
                description = "DEAD: nobody tries any more.")
        String state,

        @Schema(
                examples = "9",
                description = "How often it was sent in vain, or at last not, since it was put in or replayed.")
        int attempts,

        @Schema(examples = "500", description = "The status, of HTTP or of SMTP, that the receiver answered last.")
        @Nullable
        Integer status,

        @Schema(
                examples = "ANSWER",
                description =
                        "Why it was not taken the last time that it was not: ANSWER (another status than 2xx), GONE (410, or 5xx of SMTP),"
                                + " TIMEOUT, ADDRESS_NOT_ALLOWED, NAME_NOT_FOUND, NO_CONNECTION, TLS, BROKEN_OFF, NOT_TOLD (there was"
                                + " nothing to send).")
        @Nullable
        String failure,

        @Schema(description = "When it was put in.") Instant createdAt,

        @Schema(description = "When it is sent next; absent where it is not.") @Nullable
        Instant dueAt,

        @Schema(description = "When it was not taken last.") @Nullable
        Instant failedAt,

        @Schema(description = "When it was delivered last.") @Nullable
        Instant deliveredAt) {
    static DeliveryView of(Notice notice) {
        return new DeliveryView(
                notice.id(),
                notice.event(),
                notice.change() == null || notice.ofRollout() ? null : "/changes/" + notice.change(),
                notice.ofRollout() ? "/rollouts/" + notice.change() : null,
                notice.state().name(),
                notice.attempts(),
                notice.status(),
                notice.failure() == null ? null : notice.failure().name(),
                notice.createdAt(),
                notice.dueAt(),
                notice.failedAt(),
                notice.deliveredAt());
    }
}
