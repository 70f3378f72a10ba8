package dev.sixgate.policy.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows against an oracle that walks through a year minute by minute, in zones that change their clocks and one that does not. */
class ChangeWindowPropertyTest {
    private static final Instant YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MINUTES = 365 * 24 * 60;
    /** The oracle begins early, so that what opened before the year is known. */
    private static final int BEFORE = 10 * 24 * 60;

    private record Case(String cron, Predicate<LocalDateTime> matches) {}

    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"})
    void aWindowIsOpenExactlyWhenTheOracleSaysSo(String zone) {
        for (long seed = 1; seed <= 12; seed++) {
            SplittableRandom random = new SplittableRandom(seed * 31 + zone.hashCode());
            Case schedule = schedule(random);
            Duration duration = Duration.ofMinutes(
                    switch (random.nextInt(4)) {
                        case 0 -> 1 + random.nextInt(59);
                        case 1 -> 240;
                        case 2 -> 1 + random.nextInt(600);
                        default -> 1 + random.nextInt(3_000);
                    });
            var window = new ChangeWindow("some", Schedule.of(schedule.cron(), ZoneId.of(zone)), duration);
            String as = zone + " seed " + seed + ": " + schedule.cron() + " for " + duration;

            BitSet open = oracle(schedule.matches(), ZoneId.of(zone), (int) duration.toMinutes());
            for (int minute = 0; minute < MINUTES; minute++) {
                if (window.isOpen(at(minute)) != open.get(minute)) {
                    throw new AssertionError(as + " at " + at(minute) + " should be open: " + open.get(minute));
                }
            }
            assertThatOpeningsAndClosingsAre(window, open, random, as);
        }
    }

    private static void assertThatOpeningsAndClosingsAre(
            ChangeWindow window, BitSet open, SplittableRandom random, String as) {
        for (int i = 0; i < 2_000; i++) {
            int minute = random.nextInt(MINUTES);
            Instant within = at(minute).plusSeconds(random.nextInt(60));
            assertThat(window.isOpen(within)).as(as + " at " + within).isEqualTo(open.get(minute));
            int next = open.nextSetBit(minute);
            if (next >= 0) {
                assertThat(window.nextOpening(at(minute)))
                        .as(as + " from " + at(minute))
                        .contains(at(next));
            }
            int closed = open.nextClearBit(minute);
            if (closed < MINUTES && closed - minute < 100_000) {
                assertThat(window.nextClosing(at(minute)))
                        .as(as + " from " + at(minute))
                        .contains(at(closed));
            }
        }
    }

    /**
     * Elapsed minutes since the local clock showed a time that matches, for the first time, or jumped over one.
     */
    private static BitSet oracle(Predicate<LocalDateTime> matches, ZoneId zone, int duration) {
        BitSet open = new BitSet();
        LocalDateTime furthest = LocalDateTime.ofInstant(at(-BEFORE - 1), zone);
        for (int minute = -BEFORE; minute < MINUTES; minute++) {
            LocalDateTime shown = LocalDateTime.ofInstant(at(minute), zone);
            boolean opens = false;
            while (furthest.isBefore(shown)) {
                furthest = furthest.plusMinutes(1);
                opens |= matches.test(furthest);
            }
            if (opens && minute + duration > 0) {
                open.set(Math.max(0, minute), Math.min(MINUTES, minute + duration));
            }
        }
        return open;
    }

    private static Instant at(int minute) {
        return YEAR.plusSeconds(60L * minute);
    }

    /** Hours around those at which clocks change are likely. */
    private static Case schedule(SplittableRandom random) {
        int minute = List.of(0, 15, 30, 59).get(random.nextInt(4));
        int hour = random.nextInt(3) > 0 ? random.nextInt(4) : random.nextInt(24);
        int day = 1 + random.nextInt(28);
        Predicate<LocalDateTime> then = it -> it.getMinute() == minute && it.getHour() == hour;
        return switch (random.nextInt(7)) {
            case 0 -> new Case(minute + " " + hour + " * * *", then);
            case 1 -> new Case(minute + " " + hour + " * * SUN", then.and(it -> it.getDayOfWeek() == DayOfWeek.SUNDAY));
            case 2 ->
                new Case(
                        minute + " " + hour + " * * mon-fri",
                        then.and(it -> it.getDayOfWeek().getValue() <= 5));
            case 3 ->
                new Case(
                        minute + " " + hour + " " + day + " 3,4,10,11 *",
                        then.and(it -> it.getDayOfMonth() == day
                                && List.of(3, 4, 10, 11).contains(it.getMonthValue())));
            case 4 ->
                new Case(
                        minute + " " + hour + " " + day + " * 0",
                        then.and(it -> it.getDayOfMonth() == day || it.getDayOfWeek() == DayOfWeek.SUNDAY));
            case 5 ->
                new Case("*/20 1-3 * * *", it -> it.getMinute() % 20 == 0 && it.getHour() >= 1 && it.getHour() <= 3);
            default -> new Case(minute + " * * * *", it -> it.getMinute() == minute);
        };
    }

    @Test
    void aStartInTheHourThatSpringLeavesOutIsTheMomentAfterIt() {
        var night = window("30 2 * * *", "Europe/Berlin", 60);

        assertThat(night.nextOpening(Instant.parse("2026-03-29T00:00:00Z")))
                .contains(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(night.nextClosing(Instant.parse("2026-03-29T01:00:00Z")))
                .contains(Instant.parse("2026-03-29T02:00:00Z"));
    }

    @Test
    void aStartInTheHourThatAutumnRepeatsIsTheEarlierOneOnly() {
        var night = window("30 2 * * *", "Europe/Berlin", 30);

        assertThat(night.isOpen(Instant.parse("2026-10-25T00:30:00Z"))).isTrue();
        assertThat(night.isOpen(Instant.parse("2026-10-25T01:30:00Z"))).isFalse();
        assertThat(night.openings(Instant.parse("2026-10-25T00:00:00Z"), Instant.parse("2026-10-26T00:00:00Z"), 5))
                .hasSize(1);
    }

    @Test
    void fourHoursLastFourHoursInBothNightsOfTheClocks() {
        var night = window("0 0 * * *", "America/New_York", 240);

        assertThat(night.openings(Instant.parse("2026-03-08T00:00:00Z"), Instant.parse("2026-03-09T00:00:00Z"), 1))
                .containsExactly(opening("2026-03-08T05:00:00Z", "2026-03-08T09:00:00Z"));
        assertThat(night.openings(Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-11-02T00:00:00Z"), 1))
                .containsExactly(opening("2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z"));
    }

    @Test
    void aDayThatAZoneLeftOutOpensItsWindowsAfterIt() {
        var morning = window("0 8 30 12 *", "Pacific/Apia", 60);

        assertThat(morning.nextOpening(Instant.parse("2011-12-30T00:00:00Z")))
                .contains(Instant.parse("2011-12-30T10:00:00Z"));
    }

    @Test
    void theTwentyNinthOfFebruaryIsFoundFourYearsAhead() {
        var leap = window("0 0 29 2 *", "UTC", 60);

        assertThat(leap.nextOpening(Instant.parse("2024-02-29T01:00:00Z")))
                .contains(Instant.parse("2028-02-29T00:00:00Z"));
        assertThat(leap.isOpen(Instant.parse("2024-02-29T00:59:59Z"))).isTrue();
        assertThat(leap.isOpen(Instant.parse("2024-02-29T01:00:00Z"))).isFalse();
    }

    @Test
    void aWindowLongerThanItsPeriodIsAlwaysOpen() {
        var always = window("0 * * * *", "UTC", 61);

        assertThat(always.isOpen(YEAR)).isTrue();
        assertThat(always.nextOpening(YEAR)).contains(YEAR);
        assertThat(always.nextClosing(YEAR)).isEmpty();
    }

    @Test
    void timesTogetherAreOpenWhileAllOfThemAre() {
        var berlin = window("0 8 * * *", "Europe/Berlin", 240);
        var newYork = window("0 4 * * *", "America/New_York", 60);
        var both = OpenTimes.allOf(List.of(berlin, newYork));
        var either = OpenTimes.anyOf(List.of(berlin, newYork));

        assertThat(both.openings(YEAR, YEAR.plus(Duration.ofDays(1)), 9))
                .containsExactly(opening("2026-01-01T09:00:00Z", "2026-01-01T10:00:00Z"));
        assertThat(either.openings(YEAR, YEAR.plus(Duration.ofDays(1)), 9))
                .containsExactly(opening("2026-01-01T07:00:00Z", "2026-01-01T11:00:00Z"));
        assertThat(OpenTimes.allOf(List.of(window("0 8 * * MON", "UTC", 60), window("0 8 * * TUE", "UTC", 60)))
                        .nextOpening(YEAR))
                .isEmpty();
        assertThat(OpenTimes.allOf(List.of()).nextOpening(YEAR)).contains(YEAR);
    }

    private static OpenTimes.Opening opening(String from, String until) {
        return new OpenTimes.Opening(Instant.parse(from), java.util.Optional.of(Instant.parse(until)));
    }

    private static ChangeWindow window(String cron, String zone, int minutes) {
        ZoneId in = zone.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(zone);
        return new ChangeWindow("some", Schedule.of(cron, in), Duration.ofMinutes(minutes));
    }
}
