package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.policy.when.Expression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One rule of the policy file: a condition and what follows from it.
 *
 * @param when what must be true besides the match; null where nothing more is asked
 * @param require who must approve; empty where the rule asks nobody
 * @param deny why such a change is not made; null where the rule denies nothing
 * @param automatic whether such a change needs no approval, unless another rule asks for one
 * @param windows names of windows one of which must be open when such a change runs; empty where it may run at any time
 * @param checklist whether whoever approves has to tick the plan's whole checklist
 * @param times what the rule states, and the defaults for what it does not
 * @param promote the group one of whom has to let each further wave of a rollout begin; null where the rule asks nobody
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rule(
        String name,
        Condition match,
        @Nullable Expression when,
        List<Requirement> require,
        @Nullable String deny,
        boolean automatic,
        List<String> windows,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean checklist,
        Times times,
        @Nullable String promote) {
    public Rule {
        windows = List.copyOf(windows);
        require = Requirement.strictest(require);
    }

    /** One that asks nobody to promote waves. */
    public Rule(
            String name,
            Condition match,
            @Nullable Expression when,
            List<Requirement> require,
            @Nullable String deny,
            boolean automatic,
            List<String> windows,
            boolean checklist,
            Times times) {
        this(name, match, when, require, deny, automatic, windows, checklist, times, null);
    }

    /** One that does not ask for the checklist. */
    public Rule(
            String name,
            Condition match,
            @Nullable Expression when,
            List<Requirement> require,
            @Nullable String deny,
            boolean automatic,
            List<String> windows,
            Times times) {
        this(name, match, when, require, deny, automatic, windows, false, times);
    }

    /** Whether the rule is a way to "yes": without one that is, a change is not approved. */
    @JsonIgnore
    boolean allows() {
        return automatic || !require.isEmpty();
    }

    /** What follows from it, in words. */
    String consequence() {
        if (deny != null) {
            return "denied: " + deny;
        }
        List<String> words = new ArrayList<>();
        require.forEach(each -> words.add(
                each.approvals() + (each.approvals() == 1 ? " approval from " : " approvals from ") + each.group()));
        if (automatic) {
            words.add("no approval of its own");
        }
        if (checklist) {
            words.add("the whole checklist to be ticked");
        }
        if (!windows.isEmpty()) {
            words.add("runs only in " + String.join(" or ", windows));
        }
        words.add("expires after " + Times.inWords(times.expiresAfter()));
        words.add("approval holds for " + Times.inWords(times.approvalHoldsFor()));
        if (times.revertApprovedFor() != null) {
            words.add("revert approved for " + Times.inWords(times.revertApprovedFor()));
        }
        if (times.confirmWithin() != null) {
            words.add("to be confirmed within " + Times.inWords(times.confirmWithin()));
        }
        if (promote != null) {
            words.add("each further wave of a rollout promoted by " + promote);
        }
        return String.join(", ", words);
    }
}
