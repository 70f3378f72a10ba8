package dev.sixgate.rollout;

import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Member;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a rollout's changes amount to.
 *
 * @param members in the order in which they were asked for
 */
public record Progress(List<Member> members) {
    public Progress {
        members = List.copyOf(members);
    }

    /** Those of one wave. */
    public Progress ofWave(int wave) {
        return new Progress(
                members.stream().filter(member -> member.wave() == wave).toList());
    }

    /** How many are in which state. */
    public Map<ChangeStatus, Integer> counts() {
        Map<ChangeStatus, Integer> counts = new EnumMap<>(ChangeStatus.class);
        members.forEach(member -> counts.merge(member.status(), 1, Integer::sum));
        return counts;
    }

    /** How many are in that state. */
    public int count(ChangeStatus status) {
        return counts().getOrDefault(status, 0);
    }

    public int failures() {
        return count(ChangeStatus.FAILED);
    }

    /** Whether nobody's decision is missing. */
    public boolean isDecided() {
        return count(ChangeStatus.PENDING_APPROVAL) == 0;
    }

    /** Whether one of them may run, or did. */
    public boolean hasEffect() {
        return members.stream().anyMatch(member -> switch (member.status()) {
            case APPROVED, APPLYING, VERIFYING, APPLIED, FAILED -> true;
            case PENDING_APPROVAL, STALE, REJECTED, CANCELLED, EXPIRED -> false;
        });
    }

    /** Whether the wave waits for none of them any more: what is stale is left behind. */
    public boolean isOver() {
        return members.stream().noneMatch(Member::isUnderWay);
    }

    /** Whether AWS was asked for one of them: without that, there is nothing to look at. */
    public boolean didAnything() {
        return members.stream().anyMatch(Member::isDone);
    }
}
