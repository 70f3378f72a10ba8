/**
 * Asks CloudTrail who made a domain other than it was, and where its own record of a change of ours is, and puts the answers on record
 * beside what they are about: {@code domain.drift-attributed}, {@code domain.drift-unattributed}, {@code change.trail-matched}, {@code
 * change.trail-unmatched}, each once.
 *
 * <p>Why a table of its own? A drift has no other row to wait in, and a change that has ended is due no more. What is to be asked is
 * stored with what it is about; the row goes in the transaction that records the answer, so that there is exactly one.
 *
 * <p>Why so late, and so few times? CloudTrail delivers within minutes, and allows two calls a second in an account and Region. What it
 * does not know after an hour it will hardly know at all.
 */
@NullMarked
package dev.sixgate.worker.trail;

import org.jspecify.annotations.NullMarked;
