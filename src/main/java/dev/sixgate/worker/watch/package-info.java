/**
 * What an operator sees of the work on a change while it goes on: each line of the log says which change it is about, and each
 * step is a span. What became of a change is told by the audit trail; this only says what happened on the way, and how long it took.
 *
 * <p><b>Why a trace of its own?</b> A change waits for approvals, windows and turns, for days perhaps, and a trace that long is
 * read by nobody. So each step begins a trace, with a link to that of the request that asked for the change.
 */
@NullMarked
package dev.sixgate.worker.watch;

import org.jspecify.annotations.NullMarked;
