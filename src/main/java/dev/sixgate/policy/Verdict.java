package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says of one change: the strictest of all rules that match. A rule whose condition can be neither told true nor
 * false matches, and denies besides.
 *
 * @param matched the rules that matched, in the order of the file
 * @param reasons why it is denied; empty where it is not
 * @param automatic whether it needs no approval
 * @param requirements who must approve, in alphabetical order of the groups; kept for the reader where it is denied
 * @param windows what the rules say of when it may run: each of them must be fulfilled; empty where it may run at any time
 * @param expiresAfter how long it may wait for its approvals
 * @param approvalHoldsFor how long it may be carried out from the moment that it has them
 * @param revertApprovedFor how long, from the moment that it is applied, its approval covers its revert too; null where it
 *     does not, and in verdicts from before this was known
 * @param confirmWithin how long, from the moment that it is applied, somebody may take to confirm it before it is
 *     reverted; null where nobody needs to, and in verdicts from before this was known
 * @param checklistRequired whether whoever approves has to tick the plan's whole checklist; not in verdicts from before
 *     this was known
 * @param promotion the groups one of each of whom has to let each further wave of a rollout begin; empty where nobody has to,
 *     and in verdicts from before this was known
 */
public record Verdict(
        List<Matched> matched,
        List<String> reasons,
        boolean automatic,
        List<Requirement> requirements,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OnlyIn> windows,

        Duration expiresAfter,
        Duration approvalHoldsFor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Duration revertApprovedFor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Duration confirmWithin,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean checklistRequired,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> promotion) {
    private static final String NO_RULE = "No rule of the policy allows this change.";

    /**
     * One rule that matched.
     *
     * @param consequence what follows from it, in words
     * @param because what of the change matched, in words
     */
    public record Matched(String rule, String consequence, String because) {}

    /**
     * A rule that lets a change run only while one of these windows is open.
     *
     * @param windows their names; what they mean stands in the policy file
     */
    public record OnlyIn(String rule, List<String> windows) {
        public OnlyIn {
            windows = List.copyOf(windows);
        }
    }

    /** Denied, automatic and asking for approvals exclude each other, and one of them is the case. */
    public Verdict {
        matched = List.copyOf(matched);
        reasons = List.copyOf(reasons);
        requirements = Requirement.strictest(requirements);
        // Those of changes that were pinned before there were windows say nothing of them.
        windows = windows == null ? List.of() : List.copyOf(windows);
        promotion = promotion == null ? List.of() : List.copyOf(promotion);
        if (automatic != (reasons.isEmpty() && requirements.isEmpty())) {
            throw new IllegalArgumentException("automatic is what neither denies nor requires, and nothing else");
        }
    }

    static Verdict of(List<Rule> rules, Groups groups, Facts facts) {
        List<Matched> matched = new ArrayList<>();
        List<Rule> counting = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        var question = new Question(facts, groups);
        for (Rule rule : rules) {
            question.ask(rule).ifPresent(answer -> {
                counting.add(rule);
                matched.add(new Matched(rule.name(), rule.consequence(), answer.because()));
                answer.failure().ifPresent(failures::add);
            });
        }
        List<String> reasons = reasons(counting, failures);
        List<Requirement> requirements = Requirement.strictest(
                counting.stream().flatMap(rule -> rule.require().stream()).toList());
        boolean automatic = reasons.isEmpty() && requirements.isEmpty();
        List<OnlyIn> windows = counting.stream()
                .filter(rule -> !rule.windows().isEmpty())
                .map(rule -> new OnlyIn(rule.name(), rule.windows()))
                .toList();
        return of(
                matched,
                reasons,
                automatic,
                requirements,
                windows,
                times(counting),
                counting.stream().anyMatch(Rule::checklist),
                counting.stream()
                        .flatMap(rule -> Optional.ofNullable(rule.promote()).stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static Verdict of(
            List<Matched> matched,
            List<String> reasons,
            boolean automatic,
            List<Requirement> requirements,
            List<OnlyIn> windows,
            Times times,
            boolean checklistRequired,
            List<String> promotion) {
        return new Verdict(
                matched,
                reasons,
                automatic,
                requirements,
                windows,
                times.expiresAfter(),
                times.approvalHoldsFor(),
                times.revertApprovedFor(),
                times.confirmWithin(),
                checklistRequired,
                promotion);
    }

    /** Approvers approve a revert in advance only where every rule that asks for them says so. */
    private static Times times(List<Rule> counting) {
        Times times = counting.stream().map(Rule::times).reduce(Times::shortest).orElse(Times.DEFAULT);
        List<Rule> asking =
                counting.stream().filter(rule -> !rule.require().isEmpty()).toList();
        boolean approved = !asking.isEmpty()
                && asking.stream().allMatch(rule -> rule.times().revertApprovedFor() != null);
        return approved ? times : times.withoutRevert();
    }

    private static List<String> reasons(List<Rule> counting, List<String> failures) {
        List<String> reasons = new ArrayList<>(failures);
        counting.stream()
                .filter(rule -> rule.deny() != null)
                .forEach(rule -> reasons.add("Rule " + rule.name() + ": " + rule.deny()));
        if (reasons.isEmpty() && counting.stream().noneMatch(Rule::allows)) {
            reasons.add(NO_RULE);
        }
        return reasons;
    }

    /** Whether nobody's approval can help. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public boolean denied() {
        return !reasons.isEmpty();
    }

    /**
     * Whether the change may go ahead: it is not denied, and is automatic or has its approvals.
     *
     * @param approvers who has a live approval; without the requester, and whoever else may not count
     */
    public boolean isMetBy(Collection<Approver> approvers, Groups groups) {
        return !denied() && Tally.of(requirements, approvers, groups).met();
    }

    /**
     * The policy as it was pinned on the change and as it is now: the present may only add. To be tallied with the
     * {@linkplain Groups#strictest groups} of both.
     */
    public static Verdict strictest(Verdict pinned, Verdict present) {
        Times times = pinned.times().shortest(present.times());
        boolean bothCoverTheRevert = pinned.revertApprovedFor != null && present.revertApprovedFor != null;
        return of(
                both(pinned.matched, present.matched),
                both(pinned.reasons, present.reasons),
                pinned.automatic && present.automatic,
                both(pinned.requirements, present.requirements),
                both(pinned.windows, present.windows),
                bothCoverTheRevert ? times : times.withoutRevert(),
                pinned.checklistRequired || present.checklistRequired,
                both(pinned.promotion, present.promotion));
    }

    private Times times() {
        return new Times(expiresAfter, approvalHoldsFor, revertApprovedFor, confirmWithin);
    }

    private static <T> List<T> both(List<T> pinned, List<T> present) {
        return Stream.concat(pinned.stream(), present.stream()).distinct().toList();
    }
}
