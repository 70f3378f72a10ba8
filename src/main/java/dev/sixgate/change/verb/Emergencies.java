package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.change.Approvals;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeJournal;
import dev.sixgate.change.ChangeRequest;
import dev.sixgate.change.Debts;
import dev.sixgate.policy.Tally;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Who may break the glass, and what that does to a change: it needs no approvals, and a review afterwards. */
@ApplicationScoped
class Emergencies {
    private final Debts debts;
    private final Approvals approvals;
    private final ChangeJournal journal;

    Emergencies(Debts debts, Approvals approvals, ChangeJournal journal) {
        this.debts = debts;
        this.approvals = approvals;
        this.journal = journal;
    }

    /**
     * @throws Refusal {@code role-required}; {@code break-glass-blocked} with the changes whose reviews are overdue; {@code
     *     reason-required} without an incident
     */
    void requireAllowed(String incident, Actor requester, Instant now) {
        if (!requester.has(Role.BREAK_GLASS)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "An emergency needs the role break-glass.");
        }
        if (!requester.isPerson()) {
            throw new Refusal(Reason.ROLE_REQUIRED, "A service account never breaks the glass; a person has to.");
        }
        if (requester.via() != null) {
            throw new Refusal(
                    Reason.ROLE_REQUIRED, "A service acts for you here; break the glass yourself, or nobody does.");
        }
        List<ChangeId> overdue = debts.overdueOf(requester.subject(), now);
        if (!overdue.isEmpty()) {
            throw new Refusal(
                            Reason.BREAK_GLASS_BLOCKED,
                            "You broke the glass before, and nobody has reviewed that in time; have an approver do so.")
                    .with(
                            "changes",
                            overdue.stream().map(id -> "/changes/" + id).toList());
        }
        if (incident.isBlank()) {
            throw new Refusal(Reason.REASON_REQUIRED, "Name the incident: emergency.incident must not be blank.");
        }
    }

    /** Lets a new change through, and puts on record what it would have needed. */
    void breakGlass(ChangeRequest change, String incident, Actor requester, Instant now) {
        Map<String, Object> before = change.facts();
        Tally skipped = approvals.of(change, now).tally();
        change.breakGlass(incident, now);
        journal.done(
                change,
                before,
                "break-glass.used",
                Outcome.SUCCESS,
                requester,
                now,
                event -> event.with("incident", incident)
                        .with("reason", change.ask().reason())
                        .with("skipped", skipped.requirements()));
    }
}
