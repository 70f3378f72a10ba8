/**
 * What can be done with a change: one class a use case, one public method, one transaction. State row and audit event
 * commit together or not at all.
 *
 * <p>People's verbs lock the change, ask {@link dev.sixgate.change.Permissions}, act, settle the consequence and record it.
 * The worker's verbs also check the lease: a worker that has lost it writes nothing.
 */
@NullMarked
package dev.sixgate.change.verb;

import org.jspecify.annotations.NullMarked;
