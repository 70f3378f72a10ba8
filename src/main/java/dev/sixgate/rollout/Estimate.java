package dev.sixgate.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sixgate.change.ChangeStatus;
import dev.sixgate.change.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When a rollout is over at the earliest: accounts side by side, in each one turn per interval of AWS's quota, waves one after
 * the other with their bakes. Windows, freezes, approvals, and how long AWS takes for each, come on top.
 *
 * @param remaining how many changes are still to be sent
 * @param seconds from now
 * @param endsAt null while nothing runs
 * @param slowest the account with the most turns left
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Estimate(
        int remaining,
        long seconds,
        @Nullable Instant endsAt,
        @Nullable String slowest) {

    /** @param interval between two turns of an account */
    public static Estimate of(Rollout rollout, List<Member> members, Function<String, Duration> interval, Instant now) {
        List<Member> left = members.stream().filter(Estimate::isToBeSent).toList();
        Map<String, Long> byAccount =
                left.stream().collect(Collectors.groupingBy(Member::account, Collectors.counting()));
        Duration rest = Duration.ZERO;
        for (int wave = Math.max(1, rollout.wave());
                wave <= rollout.terms().waves().size();
                wave++) {
            rest = rest.plus(turns(left, wave, interval)).plus(bake(rollout, wave, now));
        }
        boolean runs = rollout.status() == RolloutStatus.RUNNING;
        return new Estimate(
                left.size(),
                rollout.status().isEnded() ? 0 : rest.toSeconds(),
                runs ? now.plus(rest) : null,
                byAccount.entrySet().stream()
                        .max(Map.Entry.<String, Long>comparingByValue()
                                .thenComparing(Map.Entry.<String, Long>comparingByKey(Comparator.reverseOrder())))
                        .map(Map.Entry::getKey)
                        .orElse(null));
    }

    private static boolean isToBeSent(Member member) {
        return member.status() == ChangeStatus.PENDING_APPROVAL || member.status() == ChangeStatus.APPROVED;
    }

    private static Duration turns(List<Member> left, int wave, Function<String, Duration> interval) {
        return left.stream()
                .filter(member -> member.wave() == wave)
                .collect(Collectors.groupingBy(Member::account, Collectors.counting()))
                .entrySet()
                .stream()
                .map(account -> interval.apply(account.getKey()).multipliedBy(account.getValue()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private static Duration bake(Rollout rollout, int wave, Instant now) {
        if (wave == rollout.terms().waves().size()) {
            return Duration.ZERO;
        }
        Instant until = wave == rollout.wave() ? rollout.bakeUntil().orElse(null) : null;
        if (until != null) {
            return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
        }
        return rollout.terms().waves().get(wave - 1).bake();
    }
}
