package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.notice.Tallies.Tally;
import dev.sixgate.notice.hook.Recipient;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A webhook as its operators see it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Webhook", description = "Somebody who is told what happens here.")
record WebhookView(
        @Schema(examples = "ops", description = "The name that the configuration gives it.")
        String name,

        @Schema(
                examples = "https://hooks.slack.com/...",
                description =
                        "Where it is; path and query, which may be secrets, are left out, and who is before the @ of a mailto: too.")
        String url,

        @Schema(examples = "[\"change.*\"]", description = "Of which actions it is told.")
        List<String> events,

        @Schema(
                enumeration = {"cloudevents", "slack", "teams", "mail"},
                examples = "cloudevents",
                description = "In which form; mail is by e-mail.")
        String format,

        @Schema(examples = "0", description = "How many notices are waiting.")
        long waiting,

        @Schema(examples = "0", description = "How many nobody tries to send any more.")
        long dead,

        @Schema(description = "When something was delivered last; absent where nothing was, or is kept.") @Nullable
        Instant lastSuccessAt,

        @Schema(description = "When something was not taken last.") @Nullable
        Instant lastFailureAt) {
    static WebhookView of(Recipient webhook, Tally tally) {
        return new WebhookView(
                webhook.name(),
                webhook.address(),
                webhook.events(),
                webhook.form(),
                tally.waiting(),
                tally.dead(),
                tally.deliveredAt(),
                tally.failedAt());
    }
}
