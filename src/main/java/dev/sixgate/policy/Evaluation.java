package dev.sixgate.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a policy file says of a change that nobody has asked for: each rule, and all of them together.
 *
 * @param policyDigest of the file
 * @param rules every rule, in the order of the file
 * @param denied why it is denied; empty where it is not
 * @param requirements who must approve; kept for the reader where it is denied
 * @param satisfiable whether enough people can exist who are not the requester
 * @param expiresAfter how long it may wait for its approvals, as the file writes it
 * @param approvalHoldsFor how long it may be carried out from the moment that it has them
 */
public record Evaluation(
        String policyDigest,
        Ruling decision,
        List<Explained> rules,
        List<String> denied,
        List<Needed> requirements,
        boolean satisfiable,
        String expiresAfter,
        String approvalHoldsFor) {

    /** What would become of it. */
    public enum Ruling {
        /** Refused: a rule denies it, or none allows it. */
        DENIED,
        /** Refused: more people would have to approve than there are. */
        UNSATISFIABLE,
        /** It would run without anybody's approval. */
        AUTOMATIC,
        NEEDS_APPROVAL
    }

    /**
     * Approvals that it needs.
     *
     * @param rules the names of the rules that ask for them
     * @param from who can give them, in words
     * @param members the subjects who can, where the file states them; without the requester
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Needed(
            String group,
            int approvals,
            List<String> rules,
            String from,
            @Nullable List<String> members) {}

    /** Asks a file of a change. */
    public static Evaluation of(PolicyFile file, Facts facts) {
        Verdict verdict = file.evaluate(facts);
        boolean satisfiable = file.groups().canBeMet(verdict.requirements(), Set.of(facts.requester()));
        var question = new Question(facts, file.groups());
        return new Evaluation(
                file.digest(),
                decision(verdict, satisfiable),
                file.rules().stream().map(question::explain).toList(),
                verdict.reasons(),
                verdict.requirements().stream()
                        .map(each -> needed(each, file.groups(), facts.requester()))
                        .toList(),
                satisfiable,
                Times.inWords(verdict.expiresAfter()),
                Times.inWords(verdict.approvalHoldsFor()));
    }

    private static Ruling decision(Verdict verdict, boolean satisfiable) {
        if (verdict.denied()) {
            return Ruling.DENIED;
        }
        if (!satisfiable) {
            return Ruling.UNSATISFIABLE;
        }
        return verdict.automatic() ? Ruling.AUTOMATIC : Ruling.NEEDS_APPROVAL;
    }

    private static Needed needed(Requirement requirement, Groups groups, String requester) {
        String group = requirement.group();
        Groups.Group declared = groups.declared().get(group);
        Set<String> stated = declared == null ? null : declared.members();
        if (stated == null) {
            String from = group.equals(Groups.APPROVERS)
                    ? "everybody with the role approver but the requester"
                    : "whoever's identity claims the group, but the requester";
            return new Needed(group, requirement.approvals(), requirement.rules(), from, null);
        }
        Set<String> members = new TreeSet<>(stated);
        members.removeAll(Collections.singleton(requester));
        return new Needed(
                group,
                requirement.approvals(),
                requirement.rules(),
                "the members that the file states",
                List.copyOf(members));
    }
}
