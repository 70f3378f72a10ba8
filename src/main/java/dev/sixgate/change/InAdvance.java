package dev.sixgate.change;

import java.time.Instant;
import java.util.List;

/**
 * The approval that a revert has from the approvers of the change that it takes back, counted as they are now.
 *
 * @param change the change that it takes back
 * @param by the subjects whose approval of that change counts for what it required
 * @param until until when (exclusive) the revert could be asked for
 * @param met whether they are enough
 */
public record InAdvance(ChangeId change, List<String> by, Instant until, boolean met) {}
