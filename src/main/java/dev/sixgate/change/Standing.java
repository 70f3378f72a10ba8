package dev.sixgate.change;

import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Counting;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Verdict;
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
 * @param approved who has a live approval on the present plan, whether it counts or not
 * @param notCounted the approvals that fill no place, and why
 * @param register who is who
 * @param contributors who had a hand in the change
 * @param successor the open change of the same domain, where this one is over and has one
 */
public record Standing(
        Verdict verdict,
        Groups groups,
        Counting counting,
        Tally tally,
        boolean met,
        Set<String> approved,
        List<NotCounted> notCounted,
        Register register,
        List<String> contributors,
        @Nullable ChangeId successor) {

    /** Whether somebody's approval could count for any requirement at all, in their own right or in a giver's. */
    boolean couldCount(Approver reviewer) {
        Approver with = withWhatIsLent(reviewer);
        return with.approverRole()
                && verdict.requirements().stream().anyMatch(required -> groups.mayCount(required.group(), with));
    }

    /** With what others have delegated to them, but for those who had a hand in the change or approved it themselves. */
    Approver withWhatIsLent(Approver reviewer) {
        Collection<String> without = new LinkedHashSet<>(contributors);
        without.addAll(approved);
        return reviewer.with(register.lentTo(reviewer.subject(), without));
    }
}
