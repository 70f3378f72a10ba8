package dev.sixgate.change;

import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Calendar;
import dev.sixgate.policy.Counting;
import dev.sixgate.policy.Freeze;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Verdict;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a change stands with its policies at this moment: what they ask, pinned and present together, and what the reviews
 * amount to.
 *
 * @param counting who counts for what
 * @param met whether its approvals meet the requirements, by its own reviews or in advance
 * @param cleared whether it may run: they do, or an emergency stands in for them; no emergency outweighs a rule that denies
 * @param calendar when it may run; an emergency waits for no window and no freeze
 * @param approved who has a live approval on the present plan, whether it counts or not
 * @param notCounted the approvals that fill no place, and why
 * @param register who is who
 * @param contributors who had a hand in the change
 * @param inAdvance the approval that it has from the change that it takes back, where it has one
 * @param promise what holds from the moment that it is applied
 * @param successor the open change of the same domain, where this one is over and has one
 */
public record Standing(
        Verdict verdict,
        Groups groups,
        Counting counting,
        Tally tally,
        boolean met,
        boolean cleared,
        Calendar calendar,
        Set<String> approved,
        List<NotCounted> notCounted,
        Register register,
        List<String> contributors,
        @Nullable InAdvance inAdvance,
        Promise promise,
        @Nullable ChangeId successor) {

    /**
     * Whether somebody's approval could count for any requirement at all, in their own right or in a giver's, or lift a freeze
     * that is not over.
     */
    boolean couldCount(Approver reviewer, Instant now) {
        Approver with = withWhatIsLent(reviewer);
        return with.approverRole()
                && (verdict.requirements().stream().anyMatch(required -> groups.mayCount(required.group(), with))
                        || calendar.freezes().stream()
                                .anyMatch(freeze -> !freeze.isOver(now) && isLiftedBy(freeze, reviewer)));
    }

    /** Whether somebody's approval would lift a freeze that holds the change back now. */
    boolean couldLift(Approver reviewer, Instant now) {
        return !liftedBy(reviewer, now).isEmpty();
    }

    /** The freezes that hold the change back now and that somebody's approval lifts, by name. */
    public List<String> liftedBy(Approver reviewer, Instant now) {
        return reviewer.approverRole()
                ? calendar.freezes().stream()
                        .filter(freeze -> freeze.isActive(now) && isLiftedBy(freeze, reviewer))
                        .map(Freeze::name)
                        .toList()
                : List.of();
    }

    private boolean isLiftedBy(Freeze freeze, Approver reviewer) {
        return freeze.override() != null && groups.count(freeze.override(), reviewer);
    }

    /** With what others have delegated to them, but for those who had a hand in the change or approved it themselves. */
    Approver withWhatIsLent(Approver reviewer) {
        Collection<String> without = new LinkedHashSet<>(contributors);
        without.addAll(approved);
        return reviewer.with(register.lentTo(reviewer.subject(), without));
    }
}
