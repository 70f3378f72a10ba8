package dev.sixgate.change.replay;

import dev.sixgate.policy.Approver;
import dev.sixgate.policy.Evaluation.Ruling;
import dev.sixgate.policy.Groups;
import dev.sixgate.policy.Tally;
import dev.sixgate.policy.Times;
import dev.sixgate.policy.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one policy file says of one change, with the approvals that it has.
 *
 * @param denied why it is denied; empty where it is not
 * @param requirements who must approve, and whose approval counts for it
 * @param met whether the approvals that it has suffice
 */
public record Judgement(
        Ruling decision,
        List<String> denied,
        List<Tally.Count> requirements,
        boolean met,
        String expiresAfter,
        String approvalHoldsFor) {

    static Judgement of(Verdict verdict, Groups groups, Collection<Approver> approvers, Set<String> excluded) {
        return new Judgement(
                decision(verdict, groups, excluded),
                verdict.reasons(),
                Tally.of(verdict.requirements(), approvers, groups).requirements(),
                verdict.isMetBy(approvers, groups),
                Times.inWords(verdict.expiresAfter()),
                Times.inWords(verdict.approvalHoldsFor()));
    }

    private static Ruling decision(Verdict verdict, Groups groups, Set<String> excluded) {
        if (verdict.denied()) {
            return Ruling.DENIED;
        }
        if (!groups.canBeMet(verdict.requirements(), excluded)) {
            return Ruling.UNSATISFIABLE;
        }
        return verdict.automatic() ? Ruling.AUTOMATIC : Ruling.NEEDS_APPROVAL;
    }

    /** What the draft says otherwise than this, in words; empty where it comes to the same. */
    List<String> differences(Judgement draft) {
        List<String> differences = new ArrayList<>();
        if (decision != draft.decision) {
            differences.add("decision: " + decision + " then, " + draft.decision + " under the draft");
        }
        Map<String, Integer> asked = asked();
        Map<String, Integer> askedByDraft = draft.asked();
        Set<String> groups = new TreeSet<>(asked.keySet());
        groups.addAll(askedByDraft.keySet());
        for (String group : groups) {
            int then = asked.getOrDefault(group, 0);
            int now = askedByDraft.getOrDefault(group, 0);
            if (then != now) {
                differences.add("approvals of " + group + ": " + then + " then, " + now + " under the draft");
            }
        }
        if (met != draft.met) {
            differences.add(
                    met
                            ? "the approvals that it has do not suffice under the draft"
                            : "what it has suffices under the draft");
        }
        differ("expiresAfter", expiresAfter, draft.expiresAfter, differences);
        differ("approvalHoldsFor", approvalHoldsFor, draft.approvalHoldsFor, differences);
        return differences;
    }

    private static void differ(String what, String then, String now, List<String> differences) {
        if (!then.equals(now)) {
            differences.add(what + ": " + then + " then, " + now + " under the draft");
        }
    }

    private Map<String, Integer> asked() {
        return requirements.stream()
                .collect(Collectors.toMap(Tally.Count::group, Tally.Count::approvals, Math::max, TreeMap::new));
    }
}
