package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Action;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.Retrospective;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Judges, afterwards, whether an emergency was one; that pays the debt of whoever broke the glass, either way. */
@ApplicationScoped
public class ReviewEmergency {
    private final ChangeDesk desk;

    ReviewEmergency(ChangeDesk desk) {
        this.desk = desk;
    }

    /**
     * Records the verdict. One that says no takes the emergency away: what has not been sent waits for its approvals.
     *
     * @throws Refusal {@code invalid-transition} where the glass was not broken, or somebody else was faster; why the
     *     reviewer may not; {@code reason-required} without a comment
     */
    @Transactional
    public ChangeRequest review(
            ChangeId id,
            Retrospective.Verdict verdict,
            @Nullable String comment,
            OptionalLong ifVersion,
            Actor reviewer,
            Instant now) {
        ChangeRequest change = desk.take(id, Action.RETROSPECT, ifVersion, reviewer, now);
        String words = ChangeDesk.requireText(comment, "comment");
        Map<String, Object> before = change.facts();
        change.review(Retrospective.by(reviewer, verdict, words, now));
        desk.journal()
                .done(
                        change,
                        before,
                        "break-glass.reviewed",
                        Outcome.SUCCESS,
                        reviewer,
                        now,
                        event -> event.with("verdict", verdict).with("comment", words));
        desk.settle(change, reviewer, now);
        return change;
    }
}
