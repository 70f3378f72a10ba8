/**
 * When something may happen: openings that begin by a cron expression in a zone and last for a while, and how such times
 * are joined. Pure: every moment is an argument.
 *
 * <p>Every opening is half-open, {@code [start, end)}, and its duration is elapsed time. A start that falls into the hour
 * that spring leaves out is the first moment after that gap; a start in the hour that autumn repeats is the earlier of the
 * two, once. So an opening of four hours lasts four hours on any night, and none is lost or doubled.
 *
 * <p>Why are a cron's days and minutes listed by a library and its zone left to java.time? Libraries of cron agree on the
 * five fields, and on little when clocks change; here the library never sees a zone.
 *
 * <p>Every search ends: who asks for the next opening is told within {@link dev.sixgate.policy.calendar.OpenTimes#HORIZON}
 * or told that there is none.
 */
@NullMarked
package dev.sixgate.policy.calendar;

import org.jspecify.annotations.NullMarked;
