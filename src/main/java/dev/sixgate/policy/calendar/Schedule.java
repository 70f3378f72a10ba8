package dev.sixgate.policy.calendar;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The moments that a cron expression of five fields means in a zone: minute, hour, day of the month, month, day of the week.
 * Where both kinds of day are stated, either of them counts, as in cron. The local times come from the expression, the
 * moments from the zone; see the package for the days on which clocks change.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/utilities/crontab.html">POSIX, crontab</a>
 */
public final class Schedule {
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final int FIELDS = 5;
    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final int YEARS = 4;
    /** Any year that begins four with a 29 February. */
    private static final int SOME_YEAR = 2000;

    private final String cron;
    private final ZoneId zone;
    private final BitSet minutes;
    private final ExecutionTime days;
    private final Map<Integer, BitSet> daysOfYears = new ConcurrentHashMap<>();

    private Schedule(String cron, ZoneId zone, BitSet minutes, ExecutionTime days) {
        this.cron = cron;
        this.zone = zone;
        this.minutes = minutes;
        this.days = days;
    }

    /** @throws IllegalArgumentException if that is no cron expression, or one that names no day that exists */
    public static Schedule of(String cron, ZoneId zone) {
        String[] fields = BLANKS.split(cron);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("it has " + fields.length + " fields instead of " + FIELDS);
        }
        parse(cron);
        Schedule schedule = new Schedule(
                cron,
                zone,
                minutes(parse(fields[0] + " " + fields[1] + " * * *")),
                parse("0 0 " + fields[2] + " " + fields[3] + " " + fields[4]));
        for (int year = SOME_YEAR; year < SOME_YEAR + YEARS; year++) {
            if (!schedule.daysOf(year).isEmpty()) {
                return schedule;
            }
        }
        throw new IllegalArgumentException("no day is ever like that");
    }

    private static ExecutionTime parse(String cron) {
        try {
            return ExecutionTime.forCron(
                    new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(cron));
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage()).replace("Failed to parse cron expression. ", "");
            throw new IllegalArgumentException(why, e);
        }
    }

    private static BitSet minutes(ExecutionTime everyDay) {
        BitSet minutes = new BitSet(MINUTES_OF_A_DAY);
        LocalDate day = LocalDate.of(SOME_YEAR, 1, 1);
        Optional<LocalDateTime> next = after(everyDay, day.atStartOfDay().minusMinutes(1));
        while (next.isPresent() && next.get().toLocalDate().equals(day)) {
            minutes.set(next.get().toLocalTime().toSecondOfDay() / 60);
            next = after(everyDay, next.get());
        }
        return minutes;
    }

    /** In UTC no clock ever changes, so that what comes out is a local time. */
    private static Optional<LocalDateTime> after(ExecutionTime cron, LocalDateTime local) {
        return cron.nextExecution(ZonedDateTime.of(local, ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    /** The latest moment that is not after this one; empty if there was none for four years. */
    public Optional<Instant> latest(Instant at) {
        LocalDateTime reached = lastLocalUntil(at);
        int minute = minutes.previousSetBit(minuteOf(reached));
        LocalDate day = minute < 0 ? reached.toLocalDate().minusDays(1) : reached.toLocalDate();
        for (int year = day.getYear(); year >= day.getYear() - YEARS; year--) {
            BitSet inYear = daysOf(year);
            int last = inYear.previousSetBit(year == day.getYear() ? day.getDayOfYear() : inYear.length());
            if (last > 0) {
                boolean sameDay = LocalDate.ofYearDay(year, last).equals(reached.toLocalDate());
                return Optional.of(moment(year, last, sameDay ? minute : minutes.length() - 1));
            }
        }
        return Optional.empty();
    }

    /** The next moment that is after this one; empty if there is none within {@link OpenTimes#HORIZON}. */
    public Optional<Instant> next(Instant at) {
        LocalDateTime reached = lastLocalUntil(at);
        int minute = minutes.nextSetBit(minuteOf(reached) + 1);
        LocalDate day = minute < 0 ? reached.toLocalDate().plusDays(1) : reached.toLocalDate();
        for (int year = day.getYear(); year <= day.getYear() + YEARS; year++) {
            int first = daysOf(year).nextSetBit(year == day.getYear() ? day.getDayOfYear() : 1);
            if (first > 0) {
                boolean sameDay = LocalDate.ofYearDay(year, first).equals(reached.toLocalDate());
                return Optional.of(moment(year, first, sameDay ? minute : minutes.nextSetBit(0)))
                        .filter(next -> !next.isAfter(at.plus(OpenTimes.HORIZON)));
            }
        }
        return Optional.empty();
    }

    /**
     * The last local minute whose moment is not after this one; all moments of later local minutes are. While the clocks
     * show an hour for the second time, all of that hour has been already.
     */
    private LocalDateTime lastLocalUntil(Instant at) {
        LocalDateTime local = LocalDateTime.ofInstant(at, zone).truncatedTo(ChronoUnit.MINUTES);
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        boolean repeated = transition != null && zone.getRules().getOffset(at).equals(transition.getOffsetAfter());
        return repeated ? transition.getDateTimeBefore().minusMinutes(1) : local;
    }

    private Instant moment(int year, int dayOfYear, int minute) {
        LocalDateTime local =
                LocalDate.ofYearDay(year, dayOfYear).atStartOfDay().plusMinutes(minute);
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        if (transition != null && transition.isGap()) {
            return transition.getInstant();
        }
        return local.toInstant(zone.getRules().getValidOffsets(local).get(0));
    }

    /** The days of a year that count, from 1; found once, because a change in a list of changes is shown many times. */
    private BitSet daysOf(int year) {
        return daysOfYears.computeIfAbsent(year, it -> {
            BitSet found = new BitSet();
            Optional<LocalDateTime> next =
                    after(days, LocalDate.of(it, 1, 1).atStartOfDay().minusMinutes(1));
            while (next.isPresent() && next.get().getYear() == it) {
                found.set(next.get().getDayOfYear());
                next = after(days, next.get());
            }
            return found;
        });
    }

    private static int minuteOf(LocalDateTime local) {
        return local.getHour() * 60 + local.getMinute();
    }

    /** As it is written. */
    public String cron() {
        return cron;
    }

    public ZoneId zone() {
        return zone;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule that && cron.equals(that.cron) && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
        return cron.hashCode() * 31 + zone.hashCode();
    }

    @Override
    public String toString() {
        return cron + " " + zone;
    }
}
