package dev.sixgate.change;

import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Approver.Lent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is who and who stands in for whom at one moment, read once for many changes.
 *
 * @param people by their subjects
 * @param delegations those in force now, and those that have ended lately
 * @param countsFor how long after they were seen somebody counts
 */
public record Register(Map<String, Person> people, List<Delegation> delegations, Instant now, Duration countsFor) {
    public Register {
        people = Map.copyOf(people);
        delegations = List.copyOf(delegations);
    }

    Optional<Person> person(String subject) {
        return Optional.ofNullable(people.get(subject));
    }

    /** Somebody whose word counts now, in their own right. */
    Optional<Approver> approver(String subject) {
        return person(subject)
                .filter(person -> person.isThere(now, countsFor))
                .map(Person::asApprover)
                .filter(Approver::approverRole);
    }

    /**
     * What others have delegated to somebody, and may.
     *
     * @param without those in whose right nobody may act here: whoever had a hand in the change
     */
    List<Lent> lentTo(String subject, Collection<String> without) {
        return delegations.stream()
                .filter(each -> each.receiver().equals(subject) && each.isActive(now))
                .filter(each -> !without.contains(each.giver()))
                .flatMap(each ->
                        approver(each.giver()).stream().map(giver -> new Lent(giver, Set.copyOf(each.groups()))))
                .toList();
    }

    /** The name to show of somebody; the subject of a stranger. */
    String nameOf(String subject) {
        return person(subject).map(Person::name).orElse(subject);
    }
}
