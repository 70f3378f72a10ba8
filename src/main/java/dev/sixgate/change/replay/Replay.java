package dev.sixgate.change.replay;

import dev.sixgate.policy.Evaluation.Ruling;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The last changes under a draft.
 *
 * @param policyDigest of the draft
 * @param changes newest first
 */
public record Replay(String policyDigest, Summary summary, List<Replayed> changes) {

    /**
     * One change, judged twice.
     *
     * @param then by the file that it is pinned to
     * @param draft by the draft
     * @param because what differs, in words; empty where nothing does
     */
    public record Replayed(
            UUID id,
            String domain,
            String target,
            String requestedBy,
            Instant requestedAt,
            String status,
            Judgement then,
            Judgement draft,
            boolean differs,
            List<String> because) {}

    /**
     * How many of them.
     *
     * @param refusedByDraft allowed then, and denied or not to be satisfied under the draft
     * @param allowedByDraft the other way round
     * @param automaticByDraft needing somebody's approval then, and nobody's under the draft
     * @param noLongerMet with approvals that sufficed then, and do not under the draft
     */
    public record Summary(
            int replayed, int differ, int refusedByDraft, int allowedByDraft, int automaticByDraft, int noLongerMet) {

        static Summary of(List<Replayed> changes) {
            return new Summary(
                    changes.size(),
                    count(changes, Replayed::differs),
                    count(changes, it -> isAllowed(it.then()) && !isAllowed(it.draft())),
                    count(changes, it -> !isAllowed(it.then()) && isAllowed(it.draft())),
                    count(
                            changes,
                            it -> it.then().decision() == Ruling.NEEDS_APPROVAL
                                    && it.draft().decision() == Ruling.AUTOMATIC),
                    count(changes, it -> it.then().met() && !it.draft().met()));
        }

        private static int count(List<Replayed> changes, java.util.function.Predicate<Replayed> which) {
            return (int) changes.stream().filter(which).count();
        }

        private static boolean isAllowed(Judgement judgement) {
            return judgement.decision() == Ruling.AUTOMATIC || judgement.decision() == Ruling.NEEDS_APPROVAL;
        }
    }
}
