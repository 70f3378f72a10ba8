/**
 * The audit trail: append-only events, written in the transaction of what they record, or that transaction fails.
 *
 * <p>Why a queue and a numberer, and not a sequence to page by? Sequence values are taken before commit, so a reader that
 * pages by them while others write misses rows. Here an event waits in {@code audit_pending} until one numberer at a time
 * gives it the next leaf index; the order of indices is the order of commits as readers see it, and a cursor misses
 * nothing. A chain hashed inside the business transaction would do the same and make every writer wait for every other.
 *
 * <p>Why plain SQL? The log is the hot path of every request, and its bytes are hashed: nothing may rewrite them on the
 * way.
 *
 * <p>It knows no other package of ours but the nouns of {@code domainname}.
 */
@NullMarked
package dev.sixgate.audit;

import org.jspecify.annotations.NullMarked;
