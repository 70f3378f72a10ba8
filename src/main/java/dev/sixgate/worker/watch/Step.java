package dev.sixgate.worker.watch;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.ChangeRequest;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.util.Optional;

/** One step of the work on a change, and what is to be said of it. */
public final class Step {
    static final AttributeKey<String> CHANGE = stringKey("sixgate.change.id");
    static final AttributeKey<String> DOMAIN = stringKey("sixgate.domain");
    static final AttributeKey<String> TARGET = stringKey("sixgate.target");
    static final AttributeKey<Long> ATTEMPT = longKey("sixgate.attempt");
    static final AttributeKey<String> OUTCOME = stringKey("sixgate.outcome");

    /** The step that is being taken; other changes than its own may be moved in it. */
    static final ContextKey<Step> PRESENT = ContextKey.named("sixgate-step");

    /** Nothing was recorded: the change waits, and is told for what. */
    private static final String WAITING = "WAITING";

    private final Span span;
    private final Subject subject;
    private String outcome = WAITING;

    Step(Span span, Subject subject) {
        this.span = span;
        this.subject = subject;
    }

    /** Says of the present step at which attempt its change is, if it is at one. */
    public static void sees(ChangeRequest change) {
        of(change).filter(step -> step.span.isRecording()).ifPresent(step -> {
            int attempts = change.attempts().size();
            if (attempts > 0) {
                step.span.setAttribute(ATTEMPT, (long) attempts);
            }
        });
    }

    /** Says of the present step what was recorded of its change. */
    public static void recorded(ChangeRequest change, String action, Outcome outcome) {
        sees(change);
        of(change).ifPresent(step -> {
            step.span.addEvent(action, Attributes.of(OUTCOME, outcome.name()));
            step.ends(outcome.name());
            if (outcome != Outcome.SUCCESS) {
                step.span.setStatus(StatusCode.ERROR);
            }
        });
    }

    private static Optional<Step> of(ChangeRequest change) {
        return Optional.ofNullable(Context.current().get(PRESENT))
                .filter(step -> step.subject.change().equals(change.id()));
    }

    /** Says how it ended, where that is not what was recorded last. */
    public void ends(String how) {
        outcome = how;
    }

    /** Not the text of the exception: it is in the log, and may quote anything. */
    public void fails(Throwable failure) {
        ends("ERROR");
        span.setStatus(StatusCode.ERROR)
                .setAttribute(stringKey("error.type"), failure.getClass().getName());
    }

    void end() {
        span.setAttribute(OUTCOME, outcome).end();
    }
}
