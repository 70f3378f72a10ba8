package dev.sixgate.change.verb;

import dev.sixgate.Refusal;
import dev.sixgate.Refusal.Reason;
import dev.sixgate.audit.Actor;
import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.AuditEvent;
import dev.sixgate.audit.AuditEvent.Outcome;
import dev.sixgate.audit.AuditLog;
import dev.sixgate.change.People;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;

/**
 * Takes note that somebody has left: nothing of theirs counts until they are seen again. To lock them out is the identity
 * provider's business.
 */
@ApplicationScoped
public class RemovePerson {
    private final People people;
    private final AuditLog log;

    RemovePerson(People people, AuditLog log) {
        this.people = people;
        this.log = log;
    }

    /**
     * Whoever was removed already stays removed, and that is no news.
     *
     * @throws Refusal {@code role-required}, {@code person-not-found}
     */
    @Transactional
    public void remove(String subject, Actor operator, Instant now) {
        if (!operator.has(Role.OPERATOR)) {
            throw new Refusal(Reason.ROLE_REQUIRED, "Removing a person needs the role operator.");
        }
        if (people.find(subject).isEmpty()) {
            throw new Refusal(Reason.PERSON_NOT_FOUND, "Nobody of that subject was ever seen.");
        }
        if (people.remove(subject, now)) {
            log.append(AuditEvent.of("person.removed", Outcome.SUCCESS, operator, now)
                    .with("person", subject));
        }
    }
}
