package dev.sixgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SharedClockTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

    private final AtomicReference<Instant> machine = new AtomicReference<>(NOON);
    private final AtomicLong nanos = new AtomicLong(7);
    private final SharedClock clock = new SharedClock(machine::get, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void settingTheMachinesClockDoesNotMoveIt() {
        machine.set(NOON.plusSeconds(600));
        pass(Duration.ofSeconds(5));

        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(5));
    }

    @Test
    void theDatabasesTimeCountsWhereTheMachinesIsWrong() {
        long asked = clock.asking();
        pass(Duration.ofMillis(4));

        Duration ahead = clock.correct(asked, NOON.minusSeconds(120));

        assertThat(clock.instant()).isEqualTo(NOON.minusSeconds(120).plusMillis(4));
        assertThat(ahead).isEqualTo(Duration.ofSeconds(120).minusMillis(4));
    }

    @Test
    void aTimeAfterTheAnswerCameIsTakenAsOfNow() {
        long asked = clock.asking();
        pass(Duration.ofMillis(4));

        clock.correct(asked, NOON.plusSeconds(30));

        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(30));
    }

    @Test
    void anAnswerThatFitsMovesNothing() {
        long asked = clock.asking();
        pass(Duration.ofMillis(4));

        clock.correct(asked, NOON.plusMillis(1));

        assertThat(clock.instant()).isEqualTo(NOON.plusMillis(4));
    }

    @Test
    void anAnswerThatTookAMinuteProvesNoMoreThanThatMinute() {
        long asked = clock.asking();
        pass(Duration.ofMinutes(1));

        clock.correct(asked, NOON.plusSeconds(1));

        assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(60));
    }

    @Test
    void timeIsToldInMicrosecondsAsTheDatabaseKeepsIt() {
        nanos.addAndGet(1_999);

        assertThat(clock.instant()).isEqualTo(NOON.plusNanos(1_000));
    }
}
