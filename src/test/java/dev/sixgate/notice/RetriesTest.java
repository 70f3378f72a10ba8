package dev.sixgate.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sixgate.notice.send.Answer;
import dev.sixgate.notice.send.Answer.Failure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
    private static final UUID NOTICE = new UUID(1, 2);

    private static Answer answer(Failure failure, @Nullable Duration retryAfter) {
        return new Answer(503, failure, Duration.ZERO, retryAfter);
    }

    @ParameterizedTest
    @CsvSource({"1, PT5S", "2, PT30S", "3, PT5M", "4, PT30M", "5, PT2H", "6, PT5H", "7, PT10H", "8, PT14H"})
    void eachAttemptWaitsLongerByAFifthAtMost(int attempts, Duration least) {
        Set<Duration> waits = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Duration wait = Retries.after(new UUID(0, i), attempts, answer(Failure.ANSWER, null))
                    .orElseThrow();
            assertThat(wait).isBetween(least, least.multipliedBy(6).dividedBy(5));
            waits.add(wait);
        }
        assertThat(waits).as("they do not all come at once").hasSizeGreaterThan(100);
    }

    @Test
    void afterTheNinthNobodyTriesAnyMore() {
        assertThat(Retries.after(NOTICE, 9, answer(Failure.TIMEOUT, null))).isEmpty();
    }

    @Test
    void whoIsGoneIsNotTriedAgain() {
        assertThat(Retries.after(NOTICE, 1, answer(Failure.GONE, null))).isEmpty();
    }

    @Test
    void whoAsksToWaitLongerIsWaitedForADayAtMost() {
        assertThat(Retries.after(NOTICE, 1, answer(Failure.ANSWER, Duration.ofHours(3))))
                .contains(Duration.ofHours(3));
        assertThat(Retries.after(NOTICE, 1, answer(Failure.ANSWER, Duration.ofDays(300))))
                .contains(Duration.ofHours(24));
        assertThat(Retries.after(NOTICE, 1, answer(Failure.ANSWER, Duration.ofSeconds(1)))
                        .orElseThrow())
                .as("but not shorter than by us")
                .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }
}
