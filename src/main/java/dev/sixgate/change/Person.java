package dev.sixgate.change;

import dev.sixgate.audit.Actor.Role;
import dev.sixgate.audit.personal.PersonalData;
import dev.sixgate.policy.Approver;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who was seen, as their identity last claimed to be.
 *
 * @param service whether it is a service account, which is nobody's approver
 * @param removedAt when an operator said that they have left; null once they are seen again
 */
public record Person(
        String subject,
        String name,
        boolean service,
        Set<Role> roles,
        Set<String> groups,
        Instant seenAt,
        @Nullable Instant removedAt) {
    public Person {
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    /** What they are as an approver. */
    public Approver asApprover() {
        return new Approver(subject, groups, !service && roles.contains(Role.APPROVER));
    }

    /** Whether their name was taken away, and they were not seen since. */
    public boolean isErased() {
        return name.equals(PersonalData.ERASED);
    }

    /** Whether they were seen lately enough to be believed to be there. */
    boolean isThere(Instant now, Duration countsFor) {
        return removedAt == null && !seenAt.plus(countsFor).isBefore(now);
    }
}
