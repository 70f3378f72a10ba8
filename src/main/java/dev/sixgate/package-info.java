/**
 * What every package may use: the kinds of {@link dev.sixgate.Refusal}, canonical JSON, the clock and the ids.
 *
 * <p>Nothing else belongs here. A class that two packages want has a noun of its own; put it where that noun lives.
 */
@NullMarked
package dev.sixgate;

import org.jspecify.annotations.NullMarked;
