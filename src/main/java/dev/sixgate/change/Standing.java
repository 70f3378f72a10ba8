package dev.sixgate.change;

import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Verdict;

/**
 * How a change stands with its policies at this moment: what they ask, pinned and present together, and what the reviews
 * amount to.
 */
public record Standing(Verdict verdict, Groups groups, Tally tally, boolean met) {

    /** Whether somebody's approval could count for any requirement at all. */
    boolean couldCount(Approver reviewer) {
        return reviewer.approverRole()
                && verdict.requirements().stream().anyMatch(required -> groups.count(required.group(), reviewer));
    }
}
