package dev.sixgate.change;

import dev.sixgate.change.NotCounted.Why;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.Requirement;
import dev.sixgate.policy.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who has said yes to a change and not taken it back.
 *
 * @param byReviewer the last approval of each, on the present plan where there is one
 */
record LiveApprovals(ChangeRequest change, Map<String, Review> byReviewer) {

    static LiveApprovals of(ChangeRequest change) {
        String present = change.planned().digest();
        Map<String, Review> live = new LinkedHashMap<>();
        for (Review review : change.reviews()) {
            Review before = live.get(review.reviewer());
            switch (review.decision()) {
                case APPROVE -> {
                    if (before == null || !before.planDigest().equals(present)) {
                        live.put(review.reviewer(), review);
                    }
                }
                case WITHDRAW -> {
                    if (before != null && before.planDigest().equals(review.planDigest())) {
                        live.remove(review.reviewer());
                    }
                }
                case REJECT, COMMENT -> {}
            }
        }
        return new LiveApprovals(change, live);
    }

    /** When the oldest of them was given; that moment where there is none. */
    Instant since(Instant orElse) {
        return byReviewer.values().stream()
                .map(Review::reviewedAt)
                .min(Instant::compareTo)
                .orElse(orElse);
    }

    /** Those that fill no place, and why. */
    List<NotCounted> notCounted(Collection<Requirement> asked, Groups groups, Tally tally, Register register) {
        Set<String> counted = tally.requirements().stream()
                .flatMap(each -> each.by().stream())
                .collect(Collectors.toSet());
        Set<String> missing = tally.requirements().stream()
                .filter(each -> each.missing() > 0)
                .map(Tally.Count::group)
                .collect(Collectors.toSet());
        List<NotCounted> without = new ArrayList<>();
        for (Review review : byReviewer.values()) {
            if (!counted.contains(review.reviewer())) {
                without.add(new Excuse(review, asked, groups, missing, register).said());
            }
        }
        return without;
    }

    /** Why one approval does not count: the first reason that applies. */
    private final class Excuse {
        private final Review review;
        private final Collection<Requirement> asked;
        private final Groups groups;
        private final Set<String> missing;
        private final Register register;

        Excuse(Review review, Collection<Requirement> asked, Groups groups, Set<String> missing, Register register) {
            this.review = review;
            this.asked = asked;
            this.groups = groups;
            this.missing = missing;
            this.register = register;
        }

        NotCounted said() {
            String subject = review.reviewer();
            if (change.contributors().contains(subject)) {
                return because(Why.CONTRIBUTOR, "They asked for it or planned it anew.");
            }
            if (!review.planDigest().equals(change.planned().digest())) {
                return because(Why.OTHER_PLAN, "They approved another plan.");
            }
            return register.person(subject)
                    .flatMap(this::ofThePerson)
                    .or(this::ofTheDelegation)
                    .orElseGet(this::ofTheGroups);
        }

        private Optional<NotCounted> ofThePerson(Person person) {
            if (person.service()) {
                return Optional.of(because(Why.SERVICE_ACCOUNT, "A service account never approves."));
            }
            if (person.removedAt() != null) {
                return Optional.of(because(Why.LEFT, "They have left; that was said at " + person.removedAt() + "."));
            }
            if (!person.isThere(register.now(), register.countsFor())) {
                return Optional.of(because(Why.NOT_SEEN, "They were last seen at " + person.seenAt() + "."));
            }
            return person.asApprover().approverRole()
                    ? Optional.empty()
                    : Optional.of(because(Why.NO_ROLE, "They are no approver any more."));
        }

        /** Speaks of delegations only of groups in which somebody is missing. */
        private Optional<NotCounted> ofTheDelegation() {
            List<Delegation> received = register.delegations().stream()
                    .filter(each -> each.receiver().equals(review.reviewer()))
                    .filter(each -> each.groups().stream().anyMatch(missing::contains))
                    .toList();
            return received.stream()
                    .filter(each -> each.isActive(register.now()))
                    .findFirst()
                    .map(this::isVoid)
                    .or(() -> received.stream().findFirst().map(this::hasEnded));
        }

        private NotCounted isVoid(Delegation delegation) {
            return because(
                    Why.DELEGATION_VOID,
                    "What " + register.nameOf(delegation.giver()) + " delegated counts for nothing here: they lack the"
                            + " group, have left, had a hand in the change, or their right is used already.");
        }

        private NotCounted hasEnded(Delegation delegation) {
            return because(
                    Why.DELEGATION_ENDED,
                    "What " + register.nameOf(delegation.giver()) + " delegated ended at " + delegation.end() + ".");
        }

        private NotCounted ofTheGroups() {
            return couldCount()
                    ? because(Why.NOT_NEEDED, "Others fill every place that they could.")
                    : because(Why.NO_GROUP, "They are in none of the groups that are asked.");
        }

        private boolean couldCount() {
            return register.approver(review.reviewer())
                    .map(approver -> approver.with(register.lentTo(review.reviewer(), change.contributors())))
                    .filter(approver ->
                            asked.stream().anyMatch(required -> groups.mayCount(required.group(), approver)))
                    .isPresent();
        }

        private NotCounted because(Why why, String sentence) {
            return new NotCounted(review.reviewer(), review.reviewerName(), why, sentence);
        }
    }
}
