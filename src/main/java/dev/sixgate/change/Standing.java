package dev.sixgate.change;

import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How a change stands with its policies at this moment: what they ask, pinned and present together, and what the reviews
 * amount to.
 *
 * @param met whether the reviews meet the requirements
 * @param cleared whether it may run: they do, or an emergency stands in for them; no emergency outweighs a rule that denies
 * @param successor the open change of the same domain, where this one is over and has one
 */
public record Standing(
        Verdict verdict,
        Groups groups,
        Tally tally,
        boolean met,
        boolean cleared,
        @Nullable ChangeId successor) {

    /** Whether somebody's approval could count for any requirement at all. */
    boolean couldCount(Approver reviewer) {
        return reviewer.approverRole()
                && verdict.requirements().stream().anyMatch(required -> groups.count(required.group(), reviewer));
    }
}
