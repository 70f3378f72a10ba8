/**
 * Takes due changes, applies, verifies and retries them, and picks up what a dead replica left. The only place that
 * schedules, and the only one that holds {@link dev.sixgate.gateway.DomainWriter}.
 *
 * <p>Why no job table? The change's row is the job: it says when it is due and who holds it. So a job can neither be lost
 * nor linger beside the state that it belongs to, and the state change, the next due time and the audit event commit
 * together. Replicas claim with {@code SKIP LOCKED}; a lease carries a token that rises with every claim, and whoever lost
 * its lease writes nothing.
 *
 * <p>No transaction is open while AWS is called: the intent is stored first, then the one call is made, then its outcome is
 * stored. A crash between any two of these leaves an attempt without an answer, and the next worker reads the domain
 * before anything else.
 */
@NullMarked
package dev.sixgate.worker;

import org.jspecify.annotations.NullMarked;
