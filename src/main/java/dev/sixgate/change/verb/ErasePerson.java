package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.change.ChangeId;
import dev.sixgate.change.ChangeRequests;
import dev.sixgate.change.People;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes what is known of a person unreadable for good: their name, the addresses they came from, and what they wrote, in the audit
 * trail and beside it. Their subject stays, and that they did what they did.
 */
@ApplicationScoped
public class ErasePerson {
    private final People people;
    private final ChangeRequests changes;
    private final AuditLog log;

    ErasePerson(People people, ChangeRequests changes, AuditLog log) {
        this.people = people;
        this.changes = changes;
        this.log = log;
    }

    /**
     * Erases them. There is no way back. Where nothing was said of them since, nothing happens, and nothing is recorded.
     *
     * @param subject of a person, or {@code anonymous:YYYY-MM-DD} for the requests by nobody of that day (UTC)
     * @return how many keys were destroyed: 0 where they were erased before
     * @throws Refusal {@code role-required} also for oneself, {@code person-not-found}, {@code change-open}
     */
    @Transactional
    public int erase(String subject, Actor operator, Instant now) {
        if (!operator.has(Role.OPERATOR)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Erasing a person needs the role operator.");
        }
        if (operator.is(subject)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Nobody erases themselves; another operator has to do it.");
        }
        if (!people.areOnRecord(subject)) {
            throw new Refusal(Reason.PERSON_NOT_FOUND, "Nobody of that subject was ever seen.");
        }
        boolean named =
                people.find(subject).filter(person -> !person.isErased()).isPresent();
        // Nobody records anything of them from here on, so what is looked for next is there or will not be.
        int destroyed = people.erase(subject);
        Optional<ChangeId> open = changes.openBy(subject);
        if (open.isPresent()) {
            throw new Refusal(
                            Reason.CHANGE_OPEN,
                            "A change that they asked for is open, and its reviewers need to know why; wait for its end, or"
                                    + " cancel it.")
                    .with("change", "/changes/" + open.get());
        }
        if (destroyed > 0 || named) {
            log.append(AuditEvent.of("person.erased", Outcome.SUCCESS, operator, now)
                    .with("person", subject)
                    .with("keysDestroyed", destroyed));
        }
        return destroyed;
    }
}
