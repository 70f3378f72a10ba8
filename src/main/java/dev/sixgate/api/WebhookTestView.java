package dev.sixgate.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.notice.send.Answer;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What came of trying a webhook. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "WebhookTest", description = "What came of trying a webhook.")
record WebhookTestView(
        @Schema(examples = "true", description = "Whether the receiver took it.")
        boolean taken,

        @Schema(
                examples = "204",
                description = "The status that it answered, of HTTP or of SMTP (250); absent where it answered none.")
        @Nullable
        Integer status,

        @Schema(examples = "TIMEOUT", description = "Why it was not taken, as a delivery's failure.") @Nullable
        String failure,

        @Schema(examples = "83", description = "How long it took, in milliseconds.")
        long durationMillis) {
    static WebhookTestView of(Answer answer) {
        return new WebhookTestView(
                answer.isTaken(),
                answer.status(),
                answer.failure() == null ? null : answer.failure().name(),
                answer.took().toMillis());
    }
}
