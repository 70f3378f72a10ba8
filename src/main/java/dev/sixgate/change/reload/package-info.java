/**
 * The policy file while the service runs: somebody writes it, and it comes in force as a whole, or not at all.
 *
 * <p>Why is the content's digest looked at, and not the file's time or the system's notices? A mounted ConfigMap changes by a
 * symbolic link, an editor by renaming, a copy in place; the content is what all of them change. A digest of a megabyte every
 * few seconds costs nothing.
 *
 * <p>Why must two looks in a row see the same content? The first half of a file that is being written may be a file
 * without a mistake, and with fewer rules. Two looks with a pause between them see it whole, unless its writer is slower than
 * that pause: rename a file into place to be sure.
 *
 * <p>Why does the audit trail hold one event, with several replicas? Each notices by itself. Whoever does takes a lock of
 * the database, and adds the event only if the newest one of its kind does not say the same: the trail itself is the memory of
 * what was said. The event, the text's copy in {@code policy_version} and the lock share a transaction, and only after it has
 * committed is the file in force: what cannot be recorded does not happen.
 *
 * <p>Why does a broken file leave the service ready? The old file is whole and in force; taking every replica out of service
 * would turn a slip of the pen into an outage. The check {@code policies} and the gauge {@code sixgate_policies_broken} say it.
 */
@NullMarked
package dev.sixgate.change.reload;

import org.jspecify.annotations.NullMarked;
