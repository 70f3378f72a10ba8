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
 * @param met whether it may go ahead, by its own reviews or in advance
 * @param inAdvance the approval that it has from the change that it takes back, where it has one
 * @param promise what holds from the moment that it is applied
 * @param successor the open change of the same domain, where this one is over and has one
 */
public record Standing(
        Verdict verdict,
        Groups groups,
        Tally tally,
        boolean met,
        @Nullable InAdvance inAdvance,
        Promise promise,
        @Nullable ChangeId successor) {

    /** Whether somebody's approval could count for any requirement at all. */
    boolean couldCount(Approver reviewer) {
        return reviewer.approverRole()
                && verdict.requirements().stream().anyMatch(required -> groups.count(required.group(), reviewer));
    }
}
