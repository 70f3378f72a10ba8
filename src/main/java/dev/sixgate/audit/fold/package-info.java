/**
 * Keeps floods out of the log: of what one source does again and again, so much is written event by event, and the rest is
 * counted and written as one event a minute. The counts and the single events add up to what happened.
 *
 * <p><em>Why is nothing dropped, and nothing sampled?</em> A trail that can be filled can be made useless; one that drops can
 * be made silent. A count is as short as the one and as honest as the other can be.
 *
 * <p><em>Why are counts kept in memory, when nothing else is?</em> A row for each would be what the flood wants. A process that
 * is killed loses the counts of at most a minute; one that is stopped writes them first.
 *
 * <p>Memory is constant: so many sources are told apart, and what comes from more is counted together.
 */
@NullMarked
package dev.sixgate.audit.fold;

import org.jspecify.annotations.NullMarked;
